#!/usr/bin/env bash
# What a unit of n multipliers costs over one exact multiplier: synthesis.sh [LIBERTY]
# Prints a table for n = 1..6 by yosys: the multipliers alone, the unit with and without operand isolation, the processing element,
# and the row of corrections. Generic gates unless a cell library is named; areas are then those of its cells. Counts and areas are
# of synthesis alone, without place and route, and have nothing to do with the published powers.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
program=$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli.dll
liberty=${1:+$(realpath "$1")}
command -v yosys >/dev/null || { echo "yosys is not installed"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

# The default run's multipliers first, cheaper ones of EvoApproxLib behind.
multipliers=(mul8u_1JFF mul8x5u_3UR mul8x3u_0UB mul8x3u_1Y6 mul8x2u_0ZF mul8u_2P7)
dotnet "$program" export unit "${multipliers[@]}" --library "$root/data/evoapprox/evoapprox-unsigned.npz" \
    ${liberty:+--liberty "$liberty"} --out all >/dev/null

map=$([ -n "$liberty" ] && echo "dfflibmap -liberty $liberty; abc -liberty $liberty" || echo "abc -g AND,NAND,OR,NOR,XOR,XNOR,MUX")
stat=$([ -n "$liberty" ] && echo "stat -liberty $liberty" || echo "stat -tech cmos")

# size TOP FILES [PARAMETER]: cells and area (square micrometres of the library, or transistors of generic gates) of a top module.
size() {
    local top=$1 files=$2 parameter=${3:-}
    yosys -q -p "read_verilog $files; ${parameter:+chparam -set $parameter $top;} synth -flatten -top $top; $map; opt_clean; tee -o stat.txt $stat"
    awk '/Number of cells/ { cells = $NF } /Chip area|Estimated number of transistors/ { area = $NF; sub(/\+$/, "", area) }
        END { printf "%d %.0f\n", cells, area }' stat.txt
}

[ -n "$liberty" ] && unit="square micrometres" || unit="transistors"
echo "area in $unit; cells / area"
echo "| n | multipliers alone | unit without isolation | unit with isolation | processing element | over the exact element |"
echo "| --- | --- | --- | --- | --- | --- |"
files=() cells=0 area=0
for n in 1 2 3 4 5 6; do
    name=${multipliers[$((n - 1))]}
    module=mult_$name
    files+=("all/$module.v")
    read -r c a < <(size "$module" "all/$module.v")
    cells=$((cells + c)) area=$((area + a))
    dotnet "$program" export unit "${multipliers[@]:0:n}" --library "$root/data/evoapprox/evoapprox-unsigned.npz" \
        --out "unit$n" >/dev/null
    plain=$(size qos_products "${files[*]} unit$n/qos_products.v" "ISOLATE 0")
    isolated=$(size qos_products "${files[*]} unit$n/qos_products.v")
    element=$(size qos_pe "${files[*]} unit$n/qos_products.v unit$n/qos_pe.v")
    [ "$n" -eq 1 ] && first=${element#* }
    factor=$(awk -v a="${element#* }" -v b="$first" 'BEGIN { printf "%.2f", a / b }')
    echo "| $n | $cells / $area | ${plain/ / / } | ${isolated/ / / } | ${element/ / / } | $factor |"
done

echo
# The table stays a memory; what is counted is the adder, its register and the word that was read.
yosys -q -p "read_verilog all/qos_shift.v; hierarchy -top qos_shift; proc; opt; memory -nomap; opt; techmap; $map; opt_clean; tee -o stat.txt $stat"
awk '/Number of cells/ { cells = $NF } /Chip area|Estimated number/ { area = $NF; sub(/\+$/, "", area) }
    END { printf "a row of corrections without its table of 256 words: %d / %.0f\n", cells, area }' stat.txt
