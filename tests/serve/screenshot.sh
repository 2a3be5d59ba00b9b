#!/usr/bin/env bash
# The picture of the live page in docs: tests/serve/screenshot.sh BUNDLE [SECONDS]; needs wrk, curl and chromium.
set -euo pipefail
. "$(dirname "$0")/server.sh"
start_server "${1:?give a bundle (.qosnet)}" --log-level Warning
seconds=${2:-150}
picture=$root/docs/images/live-page.png
mkdir -p "$(dirname "$picture")"
FORM=binary wrk -t1 -c2 -d"$((seconds + 15))s" -s "$root/tests/serve/infer.lua" "$model/infer" >"$work/wrk" &
for second in $(seq "$seconds"); do
    # A budget that swings between 12 % and 28 %, with steps of 5 seconds.
    budget=$(awk -v t="$((second / 5 * 5))" 'BEGIN { printf "%.3f", 0.20 + 0.08 * sin(t / 20) }')
    curl -sf -X PUT -d "{\"budget\": $budget}" "$model/budget" >"$work/put"
    sleep 1
done
chromium --headless --no-sandbox --disable-gpu --no-first-run --disable-background-networking --hide-scrollbars \
    --user-data-dir="$work/chromium" --window-size=1000,1000 --virtual-time-budget=4000 --screenshot="$picture" "$url/" 2>"$work/chromium.log"
ls -l "$picture"
