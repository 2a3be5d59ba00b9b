#!/usr/bin/env bash
# The Verilog of a bundle against the engine: run.sh [BUNDLE [LAYER]]
# Exports the bundle (a tiny LeNet-5 trained for seconds unless one is named), lints it with Verilator, simulates the test bench
# under Icarus Verilog and Verilator, and synthesises one processing element with yosys, for generic gates and for the cells of a
# liberty file. Skipped (77) where a tool cannot be had.
set -euo pipefail
source "$(dirname "$0")/../kill/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

missing=()
for tool in iverilog verilator yosys; do
    command -v "$tool" >/dev/null || missing+=("$tool")
done
if [ ${#missing[@]} -gt 0 ]; then
    as_root=()
    [ "$(id -u)" -eq 0 ] || as_root=(sudo -n)
    { "${as_root[@]}" apt-get update -qq &&
        "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends "${missing[@]}" g++ make; } ||
        { echo "${missing[*]} cannot be installed"; exit 77; }
fi

bundle=${1:-}
if [ -z "$bundle" ]; then
    # Two points, so that there is something to switch between.
    qosnets "${tiny[@]}" --set 'target_savings=[0.3, 0.7]' --out "$work/run" >"$work/run.log" || { cat "$work/run.log"; exit 1; }
    bundle=$work/run/tiny.qosnet
fi
layer=${2:-}
qosnets export verilog "$bundle" --array 8x8 --positions 8 --synthesizable ${layer:+--layer "$layer"} --out "$work/rtl"
cd "$work/rtl"
mapfile -t design <files.txt

verilator --lint-only -Wall --top-module qos_accelerator "${design[@]}"
verilator --lint-only -Wall --top-module qos_requantiser qos_requantiser.v
echo "lint: clean"

iverilog -g2005 -Wall -Wno-timescale -s qos_bench -o simulation "${design[@]}" qos_bench.v
vvp -n simulation | tee icarus.txt
grep -q "^equal:" icarus.txt || { echo "error: Icarus Verilog and the engine differ"; exit 1; }

# The bench uses delays and mixed widths, as benches do; the design was linted above.
verilator --binary -Wno-fatal -Wno-lint -Wno-style -CFLAGS -O0 -j 2 --top-module qos_bench -Mdir built "${design[@]}" qos_bench.v >built.log 2>&1 ||
    { cat built.log; exit 1; }
./built/Vqos_bench | tee verilator.txt
grep -q "^equal:" verilator.txt || { echo "error: Verilator and the engine differ"; exit 1; }

# size SCRIPT: cells and area of a processing element.
size() {
    yosys -q "$1" >/dev/null
    awk '/Number of cells/ { cells = $NF } /Chip area|transistors/ { area = $NF; sub(/\+$/, "", area) }
        END { if (!cells) exit 1; printf "%d cells, area %.0f\n", cells, area }' synthesis.txt
}
echo "processing element, generic gates (area in transistors): $(size synthesis.ys)"
qosnets export verilog "$bundle" --array 8x8 --synthesizable ${layer:+--layer "$layer"} --liberty "$root/tests/hardware/cells.lib" \
    --out "$work/mapped" >/dev/null
cd "$work/mapped"
echo "processing element, tests/hardware/cells.lib (area of its cells): $(size synthesis.ys)"
