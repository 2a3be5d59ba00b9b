#!/usr/bin/env bash
# Bad clients beside good ones, while operating points are switched: tests/serve/chaos.sh BUNDLE [SECONDS],
# GOVERNOR=cascade for another governor.
# Fails if a good client gets a wrong answer, a bad one another status than it should, or the server keeps anything.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server "${1:?give a bundle (.qosnet)}" --log-level Warning --governor "${GOVERNOR:-interpolating}"
python3 "$root/tests/serve/chaos.py" "$model" "$pid" "${2:-30}"
if grep '"LogLevel":"Error"' "$work/log"; then
    echo "the server logged errors"
    exit 1
fi
