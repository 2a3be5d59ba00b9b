#!/usr/bin/env bash
# kill.sh: a sweep of twelve tiny runs is ended with kill -9 and started again, several times. What it leaves must equal an undisturbed one.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli.dll
[ -f "$program" ] || { echo "error: $program is missing; run: dotnet build -c Release"; exit 1; }
kills=${1:-3}
RANDOM=${2:-1}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
begin=$(date +%s)
dotnet "$program" sweep "$root/tests/sweep/tiny.toml" --out "$work/whole" --jobs 2 >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }
took=$(($(date +%s) - begin))
echo "undisturbed: $took s"

for ((i = 0; i < kills; i++)); do
    # Not through a function: the kill must reach the program.
    dotnet "$program" sweep "$root/tests/sweep/tiny.toml" --out "$work/killed" --jobs 2 >"$work/log" 2>&1 & pid=$!
    sleep $((1 + RANDOM * took / 32768 / kills))
    kill -9 $pid 2>/dev/null || true
    wait $pid 2>/dev/null || true
done
# The runs of a killed sweep hear that it is gone, and stop by themselves.
for ((i = 0; i < 100; i++)); do pgrep -f -- "--out $work/killed/runs" >/dev/null || break; sleep 0.2; done
! pgrep -f -- "--out $work/killed/runs" >/dev/null || { echo "error: runs outlive their sweep by 20 s"; exit 1; }
dotnet "$program" sweep "$root/tests/sweep/tiny.toml" --out "$work/killed" --jobs 2 >"$work/log" 2>&1 || { cat "$work/log"; exit 1; }

python3 - "$work/whole" "$work/killed" <<'PYTHON'
import csv, pathlib, sys

whole, killed = map(pathlib.Path, sys.argv[1:])
def rows(folder):
    return [{k: v for k, v in row.items() if k != "seconds"} for row in csv.DictReader(open(folder / "sweep.csv", newline=""))]
if rows(whole) != rows(killed) or not rows(whole):
    sys.exit("sweep.csv differs")
bundles = sorted(p.relative_to(whole) for p in whole.glob("runs/*/*.qosnet"))
unlike = [str(p) for p in bundles if (whole / p).read_bytes() != (killed / p).read_bytes()]
if unlike or len(bundles) != 12:
    sys.exit(f"{len(bundles)} bundles, unlike: {unlike}")
print(f"{len(bundles)} bundles equal to the byte, tables equal but for times")
PYTHON
