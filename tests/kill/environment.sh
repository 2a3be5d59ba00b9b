#!/usr/bin/env bash
# What surrounds a run changes none of its bits and does not hang it: variables of OpenMP, SIGTERM, a folder with other
# results, no libtorch.
set -euo pipefail
source "$(dirname "$0")/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

qosnets "${tiny[@]}" --out "$work/whole" >/dev/null

# Under OMP_DYNAMIC=true libgomp and oneDNN wait for each other for ever, unless it is taken back.
OMP_DYNAMIC=true OMP_NUM_THREADS=abc OMP_THREAD_LIMIT=1 MKL_DYNAMIC=true OMP_WAIT_POLICY=active \
    timeout -k 10 900 dotnet "$program" "${tiny[@]}" --out "$work/hostile" >"$work/log" ||
    { echo "error: the run under OMP_DYNAMIC=true failed or hung"; cat "$work/log"; exit 1; }
grep -q "OMP_DYNAMIC=true, OMP_NUM_THREADS=abc.* are not used" "$work/log" ||
    { echo "error: nothing says that the variables are not used"; cat "$work/log"; exit 1; }
same "$work/whole" "$work/hostile"

# SIGTERM in the middle of training ends the process within seconds, and what comes of going on is the same.
dotnet "$program" "${tiny[@]}" --out "$work/terminated" >"$work/log" 2>&1 & pid=$!
for _ in $(seq 600); do
    [ -e "$work/terminated/baseline" ] && break
    sleep 0.2
done
sleep 1
kill -TERM $pid
for _ in $(seq 100); do
    kill -0 $pid 2>/dev/null || break
    sleep 0.1
done
if kill -0 $pid 2>/dev/null; then echo "error: the process lives 10 s after SIGTERM"; kill -9 $pid; exit 1; fi
code=0
wait $pid || code=$?
case $code in 130 | 143) ;; *) echo "error: exit code $code after SIGTERM"; cat "$work/log"; exit 1 ;; esac
qosnets "${tiny[@]}" --out "$work/terminated" >/dev/null
same "$work/whole" "$work/terminated"

# Results of another experiment are not replaced unless the user says so.
if qosnets "${tiny[@]}" --set n=1 --out "$work/whole" >"$work/log" 2>"$work/error"; then
    echo "error: another experiment's results were replaced"
    exit 1
fi
grep -q "it holds the results of another experiment (n = 2 there, 1 here)" "$work/error" || { cat "$work/error"; exit 1; }
same "$work/whole" "$work/hostile"
qosnets "${tiny[@]}" --set n=1 --overwrite --out "$work/whole" >"$work/log"
grep -q "found done" "$work/log" || { echo "error: --overwrite used no stage again"; exit 1; }

# Without libtorch, or a part of it, there is one line, and not TorchSharp's account of its search.
folder=$(dirname "$program")
for gone in libLibTorchSharp.so libtorch_cpu.so; do
    rm -rf "$work/program"
    cp -rs "$(realpath "$folder")" "$work/program"
    # The program itself is no link: .NET would take the folder behind it for the program's own.
    cp --remove-destination "$program" "$work/program/"
    rm "$work/program/runtimes/linux-x64/native/$gone"
    code=0
    dotnet "$work/program/$(basename "$program")" "${tiny[@]}" --out "$work/incomplete" >"$work/log" 2>"$work/error" || code=$?
    [ "$code" -eq 1 ] && [ "$(wc -l <"$work/error")" -eq 1 ] && [ "$(wc -l <"$work/log")" -le 1 ] &&
        grep -q "^error: libtorch, which trains, is incomplete: there is no .*/$gone; build again" "$work/error" ||
        { echo "error: without $gone the run ends so (exit code $code):"; cat "$work/log" "$work/error"; exit 1; }
done
echo "environment, SIGTERM and folders of others, no libtorch: as they should be"
