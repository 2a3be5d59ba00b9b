# Sourced by the scripts beside it: the program as built, and a complete run that takes seconds.
# shellcheck shell=bash
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
program=$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli.dll
[ -f "$program" ] || { echo "error: $program is missing; run: dotnet build -c Release"; exit 1; }

qosnets() { dotnet "$program" "$@"; }

tiny=(
    run "$root/experiments/fashion-lenet5.toml"
    --set name=tiny --set threads=2 --set validation=1000 --set 'target_savings=[0.5]' --set n=2
    --set baseline.epochs=2 --set baseline.images_per_epoch=2000
    --set quantization.epochs=2 --set quantization.images_per_epoch=1000
    --set selection.tolerances=noise --set robustness.epochs=2 --set robustness.images_per_epoch=1000
    --set refinement.measurements=12 --set refinement.images=500
    --set profile.fields=64 --set profile.images=64
    --set retraining.epochs=2 --set retraining.images_per_epoch=1000 --set retraining.recalibration_images=512
    --set report.sweep_points=0
)

# same FOLDER FOLDER: whether two runs gave the same bundle to the byte, and the same results but for times.
same() {
    cmp "$1/tiny.qosnet" "$2/tiny.qosnet" && python3 - "$1/results.json" "$2/results.json" <<'PYTHON'
import json, re, sys

def without_times(value):
    if isinstance(value, dict):
        return {key: without_times(item) for key, item in value.items() if key != "seconds"}
    if isinstance(value, list):
        return [without_times(item) for item in value]
    return re.sub(r"[0-9.]+ s\b", "TIME", value) if isinstance(value, str) else value

def read(path):
    with open(path, encoding="utf-8") as file:
        return without_times(json.load(file))

first, second = map(read, sys.argv[1:])
for key in sorted(first.keys() | second.keys()):
    if first.get(key) != second.get(key):
        sys.exit(f"results differ in {key}: {first.get(key)} and {second.get(key)}")
PYTHON
}
