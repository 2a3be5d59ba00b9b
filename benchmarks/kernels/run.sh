#!/bin/sh
# Compiles the plain loop with this machine's gcc and prints the table of ratios. Arguments: rounds (default 15), part of the names of the shapes wanted.
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project="$here/../QosNets.Benchmarks"
dotnet build "$project" -c Release -v quiet -clp:"ErrorsOnly;NoSummary" 1>&2
out="$project/bin/Release/net10.0"
gcc -O3 -march=native -shared -fPIC -o "$out/libplain_loop.so" "$here/plain_loop.c"
echo "Processor: $(sed -n 's/^model name[^:]*: //p' /proc/cpuinfo | head -n 1), $(nproc) cores. Date: $(date -u +%F). $(gcc --version | head -n 1)."
echo "Command: benchmarks/kernels/run.sh $*"
echo
exec dotnet "$out/QosNets.Benchmarks.dll" "$@"
