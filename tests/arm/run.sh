#!/usr/bin/env bash
# The tests of the kernels and the engine on ARM64, under qemu-user: tests/arm/run.sh [CLASS...].
# Published self-contained for linux-arm64, beside Debian's arm64 C library, which is unpacked into a folder, not installed.
# ARM_ROOT names a folder that already holds it. Each class is a process of its own; prints the time of each.
set -euo pipefail
root=$(cd "$(dirname "$0")/../.." && pwd)
command -v qemu-aarch64 >/dev/null || { echo "qemu-aarch64 is missing (Debian's qemu-user)"; exit 77; }
command -v dpkg >/dev/null || { echo "dpkg is missing: Debian's arm64 libraries cannot be unpacked"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
libraries=${ARM_ROOT:-$work/root}
if [ ! -e "$libraries/lib/ld-linux-aarch64.so.1" ]; then
    mkdir -p "$work/apt/lists/partial" "$work/apt/archives/partial" "$work/debs" "$libraries"
    apt=(apt-get -q -o APT::Architecture=arm64 -o APT::Architectures::=arm64 -o Dir::State::Lists="$work/apt/lists"
        -o Dir::State::status=/dev/null -o Dir::Cache="$work/apt" -o APT::Sandbox::User="$(id -un)")
    { "${apt[@]}" update && cd "$work/debs" && "${apt[@]}" download libc6 libgcc-s1 libstdc++6 libssl3; } >"$work/apt.log" 2>&1 ||
        { cat "$work/apt.log"; echo "Debian's arm64 libraries cannot be downloaded"; exit 77; }
    for package in "$work"/debs/*.deb; do dpkg -x "$package" "$libraries"; done
fi
SECONDS=0
dotnet publish "$root/tests/QosNets.Tests" -c Release -r linux-arm64 --self-contained --artifacts-path "$work/build" \
    -o "$work/out" -p:RunAnalyzers=false -v quiet --nologo
echo "published in $SECONDS s"
# The paths of ARM64, prepared tables, matrix products, depthwise layers and the engine's golden logits, each against plain loops or
# numbers that are kept. Other classes take minutes each under emulation: name them as arguments.
classes=("$@")
[ $# -gt 0 ] || classes=(Kernels.PathSelectionTests Kernels.PreparedTableTests Kernels.TableGemmTests Kernels.DepthwiseTests Runtime.GoldenTests)
# Less of what emulation gets wrong: no collector beside the program, one mapping of code, no code replaced while it runs.
export DOTNET_gcConcurrent=0 DOTNET_EnableWriteXorExecute=0 DOTNET_TieredCompilation=0 QOSNETS_DATA=$root/data
total=0
for class in "${classes[@]}"; do
    SECONDS=0 code=0
    timeout "${LIMIT:-600}" qemu-aarch64 -L "$libraries" "$work/out/QosNets.Tests" -class "QosNets.Tests.$class" -noColor -noLogo \
        -parallelMode none -maxThreads 1 >"$work/log" 2>&1 || code=$?
    # A name that finds no tests is a fault too.
    summary=$(grep -E 'Total: [1-9]' "$work/log" | tail -1 | sed 's/^ *//') || true
    if [ "$code" -ne 0 ] || [ -z "$summary" ]; then
        tail -50 "$work/log"
        echo "error: $class ended with code $code after $SECONDS s on ARM64"
        exit 1
    fi
    echo "$class: $SECONDS s ($summary)"
    total=$((total + SECONDS))
done
echo "ARM64: ${#classes[@]} classes passed under $(qemu-aarch64 --version | head -1 | cut -d' ' -f1-3) in $total s"
