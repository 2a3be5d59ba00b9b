#!/usr/bin/env bash
# The C interface: the example compiled with gcc and run, and hostile calls at the boundary under AddressSanitizer's and
# UndefinedBehaviorSanitizer's eyes. NATIVE names a folder that src/QosNets.Native/publish.sh filled.
set -euo pipefail
source "$(dirname "$0")/native.sh"
small_bundle
gzip -dc "$root/data/fashion-mnist/t10k-images-idx3-ubyte.gz" >"$work/images"
flags=(-std=c11 -O1 -g -Wall -Wextra -Werror -I"$native" -L"$native" -Wl,-rpath,"$native")
gcc "${flags[@]}" -o "$work/classify" "$root/examples/c/classify.c" -lqosnets
"$work/classify" "$bundle" "$work/images"
# Names without the version that a linker script gives them.
functions() { nm -D --defined-only "$1" | awk '$3 ~ /^qosnets_/ { sub(/@.*/, "", $3); print $3 }' | sort; }
for level in "$native"/libqosnets-*.so; do
    diff <(functions "$level") <(functions "$native/libqosnets.so") ||
        { echo "error: $level and libqosnets.so have other functions"; exit 1; }
done
gcc "${flags[@]}" -fsanitize=address,undefined -fno-sanitize-recover=all -o "$work/boundary" "$root/tests/doors/boundary.c" -lqosnets -lpthread -lm
# The runtime of .NET keeps its heap until the process ends, so leaks are not asked for.
ASAN_OPTIONS=detect_leaks=0:use_sigaltstack=0:handle_segv=0 "$work/boundary" "$bundle" "$root/data/evoapprox/mul8u.npz"
echo "C interface: as it should be; $(du -cb "$native"/libqosnets*.so | awk 'END { printf "%.1f", $1 / 1e6 }') MB"
