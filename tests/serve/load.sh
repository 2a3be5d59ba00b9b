#!/usr/bin/env bash
# Load by wrk: tests/serve/load.sh BUNDLE [SECONDS a step] [SHAPE]; needs wrk and curl.
set -euo pipefail
. "$(dirname "$0")/server.sh"
bundle=${1:?give a bundle (.qosnet)} seconds=${2:-5}
export SHAPE=${3:-1,28,28}
start_server "$bundle" --workers "${WORKERS:-$(nproc)}"
for FORM in json binary; do
    export FORM
    wrk -t1 -c8 -d1s -s "$root/tests/serve/infer.lua" "$model/infer" >/dev/null
    for connections in 2 4 8 16 32 64; do
        printf '%-6s %2d connections: ' $FORM $connections
        wrk -t1 -c$connections -d"${seconds}s" -s "$root/tests/serve/infer.lua" "$model/infer" | tail -1
    done
done
echo "memory $(memory), requests active $(gauge qosnets_requests_active), images queued $(gauge qosnets_queue_images)"
