#!/usr/bin/env bash
# kill-test.sh [KILLS [SEED]]: ends a tiny run with kill -9 at random moments and resumes it each time. What comes out must
# equal an undisturbed run: the bundle to the byte, the results but for times. One SIGTERM checks the orderly stop first.
set -euo pipefail
kills=${1:-10}
RANDOM=${2:-1}
source "$(dirname "$0")/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

milliseconds() { date +%s%3N; }
# wait_or_kill PID SIGNAL AFTER_MS: sends the signal when the process still lives by then; sets code, and struck to 1 or 0.
wait_or_kill() {
    local until=$(($(milliseconds) + $3))
    struck=0
    while kill -0 "$1" 2>/dev/null; do
        if [ "$(milliseconds)" -ge "$until" ]; then
            kill -"$2" "$1" 2>/dev/null && struck=1
            break
        fi
        sleep 0.02
    done
    code=0
    wait "$1" 2>/dev/null || code=$?
}
# Not through the function qosnets: in the background that is a shell of its own, and the kill would not reach the program.
start() { dotnet "$program" "${tiny[@]}" --out "$work/killed" >"$work/log" 2>&1 & pid=$!; }
compare() {
    same "$work/whole" "$work/killed" || { echo "error: the disturbed run differs from the undisturbed one (seed $seed, $done_kills kills)"; exit 1; }
    finished=$((finished + 1))
    rm -rf "$work/killed"
}

seed=${2:-1} done_kills=0 finished=0
begin=$(milliseconds)
qosnets "${tiny[@]}" --out "$work/whole" >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
took=$(($(milliseconds) - begin))
echo "undisturbed: $took ms"

start
wait_or_kill $pid TERM $((took / 2))
[ "$struck" -eq 0 ] || [ "$code" -eq 130 ] || { echo "error: SIGTERM ended with exit code $code instead of 130"; cat "$work/log"; exit 1; }
[ "$struck" -eq 0 ] || grep -q "run the same command again" "$work/log" || { echo "error: no word on how to go on"; cat "$work/log"; exit 1; }

while [ "$done_kills" -lt "$kills" ]; do
    start
    wait_or_kill $pid KILL $((RANDOM * took / 32768))
    if [ "$struck" -eq 1 ]; then
        done_kills=$((done_kills + 1))
    elif [ "$code" -eq 0 ]; then
        compare
    else
        echo "error: resuming failed with exit code $code (seed $seed, $done_kills kills)"; cat "$work/log"; exit 1
    fi
done
qosnets "${tiny[@]}" --out "$work/killed" >"$work/log" 2>&1 || { echo "error: resuming failed (seed $seed)"; cat "$work/log"; exit 1; }
compare
echo "$done_kills kills (seed $seed), $finished disturbed runs finished, each equal to the undisturbed one"
