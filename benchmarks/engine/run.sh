#!/bin/sh
# Times the engine beside ONNX Runtime's int8 on a network of the same layers, rounds interleaved in one process.
# Arguments: network (default resnet20), batch (64), rounds (15), multipliers beside the exact one (mul8u_NGR).
set -eu
here=$(cd "$(dirname "$0")" && pwd)
project="$here/../QosNets.Benchmarks"
dotnet build "$project" -c Release -v quiet -clp:"ErrorsOnly;NoSummary" 1>&2
network=${1:-resnet20}
batch=${2:-64}
rounds=${3:-15}
[ $# -gt 3 ] && shift 3 || set -- mul8u_NGR
exec dotnet "$project/bin/Release/net10.0/QosNets.Benchmarks.dll" onnx "$network" "$batch" "$rounds" "$@"
