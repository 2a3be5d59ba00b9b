#!/bin/sh
# Compiles the plain loop with this machine's gcc and prints the table of ratios, as the files in results/ have it. Arguments: seconds for each table and shape (default 2); "products" or "layers" for these alone.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project="$here/../QosNets.Benchmarks"
for tool in dotnet gcc; do
    command -v "$tool" >/dev/null || { echo "error: no $tool; install it and run this again" >&2; exit 1; }
done
dotnet build "$project" -c Release -v quiet -clp:"ErrorsOnly;NoSummary" 1>&2
out="$project/bin/Release/net10.0"
gcc -O3 -march=native -shared -fPIC -o "$out/libplain_loop.so" "$here/plain_loop.c"
cpu() { awk -F '[\t ]*: ' -v key="$1" '$1 == key { print $2; exit }' /proc/cpuinfo; }
cat <<HEADER
# Kernel benchmark: $(cpu 'model name') (family $(cpu 'cpu family'), model $(cpu model)), $(nproc) cores

Date: $(date -u +%F). Load before: $(cut -d ' ' -f 1 /proc/loadavg). $(gcc --version | head -n 1), -O3 -march=native; .NET SDK $(dotnet --version).

Command: \`benchmarks/kernels/run.sh${*:+ $*}\`

HEADER
exec dotnet "$out/QosNets.Benchmarks.dll" plain-c "$@"
