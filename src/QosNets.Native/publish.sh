#!/usr/bin/env bash
# Makes libqosnets.so and its builds for the levels of processors: src/QosNets.Native/publish.sh [FOLDER]; needs gcc.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
out=${1:-$root/artifacts/native}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
mkdir -p "$out"
case $(uname -m) in
    x86_64) runtime=linux-x64 levels=(x86-64-v2 x86-64-v3 x86-64-v4) ;;
    aarch64) runtime=linux-arm64 levels=(arm64) ;;
    *) echo "error: no build for $(uname -m); x86_64 and aarch64 are supported" >&2; exit 1 ;;
esac
for level in "${levels[@]}"; do
    set=()
    [ "$level" = arm64 ] || set=("-p:IlcInstructionSet=$level")
    # Folders of its own: builds of one project for two levels would mix.
    dotnet publish "$root/src/QosNets.Native" -c Release -r "$runtime" --artifacts-path "$work/$level" -o "$work/$level/out" \
        -p:RunAnalyzers=false -v quiet --nologo "${set[@]}"
    strip --strip-unneeded -o "$out/libqosnets-$level.so" "$work/$level/out/QosNets.Native.so"
done
gcc -std=c11 -O2 -Wall -Wextra -Werror -fPIC -shared -fvisibility=hidden -Wl,-soname,libqosnets.so \
    -o "$out/libqosnets.so" "$root/src/QosNets.Native/dispatch.c" -ldl -lpthread
cp "$root/src/QosNets.Native/include/qosnets.h" "$out/"
ls -l "$out"
