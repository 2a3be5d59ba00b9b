#!/usr/bin/env bash
# p99 under load with an idle governor, and with budgets that change 100 times a second:
# tests/serve/budgets.sh BUNDLE [SECONDS a phase] [CONNECTIONS]. GOVERNOR=cascade asks for another governor, IMAGES=FILE (IDX,
# unpacked) for real images, of which a cascade is unsure of some. Fails if the second is more than 3 times the first.
set -euo pipefail
. "$(dirname "$0")/server.sh"
bundle=${1:?give a bundle (.qosnet)} seconds=${2:-60} connections=${3:-8}
export FORM=binary SHAPE=${SHAPE:-1,28,28}
start_server "$bundle" --log-level Warning --governor "${GOVERNOR:-interpolating}"
load() { wrk -t1 -c"$connections" -d"$1s" -s "$root/tests/serve/infer.lua" "$model/infer" | tail -1; }
p99() { sed 's/.*p99 \([0-9.]*\) ms.*/\1/' <<<"$1"; }
load 3 >/dev/null
idle=$(load "$seconds")
echo "idle governor:    $idle"
before=$(gauge qosnets_switches_total)
python3 "$root/tests/serve/budgets.py" "$model/budget" 100 "$((seconds + 2))" &
changing=$(load "$seconds")
wait $!
echo "changing budgets: $changing"
again=$(curl -s "$url/metrics" | awk '/^qosnets_cascade_again_total/ { sum += $2 } END { print sum + 0 }')
[ "$again" = 0 ] || echo "images that ran again in a cascade: $again"
echo "operating point switched $(($(gauge qosnets_switches_total) - ${before:-0})) times"
awk -v a="$(p99 "$idle")" -v b="$(p99 "$changing")" 'BEGIN { printf "p99 ratio %.2f, at most 3 is asked for\n", b / a; exit b > 3 * a }'
