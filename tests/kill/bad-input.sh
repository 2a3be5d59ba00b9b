#!/usr/bin/env bash
# Input that cannot work: each case must give one line "error: ...", exit code 1, and say what the second argument expects.
set -euo pipefail
source "$(dirname "$0")/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cases=0

refused() { # refused NAME PATTERN ARGUMENTS...
    local name=$1 pattern=$2 code=0
    shift 2
    qosnets "$@" >"$work/out" 2>"$work/error" || code=$?
    [ "$code" -eq 1 ] || { echo "error: $name: exit code $code instead of 1"; cat "$work/out" "$work/error"; exit 1; }
    [ "$(wc -l <"$work/error")" -eq 1 ] && grep -q "^error: .*$pattern" "$work/error" \
        || { echo "error: $name: expected one line with '$pattern'"; cat "$work/error"; exit 1; }
    cases=$((cases + 1))
    echo "$name: $(cat "$work/error")"
}

refused "missing data folder" "$work/nowhere" run "$root/experiments/cifar10-resnet8.toml" --set "data=$work/nowhere" --out "$work/run"

cp -r "$root/data/fashion-mnist" "$work/idx"
head -c 1000000 "$root/data/fashion-mnist/train-images-idx3-ubyte.gz" >"$work/idx/train-images-idx3-ubyte.gz"
refused "truncated idx file" "train-images-idx3-ubyte.gz" "${tiny[@]}" --set "data=$work/idx" --out "$work/run"

for part in train test; do
    mkdir -p "$work/images/$part/cat" "$work/images/$part/dog"
    printf 'not a JPEG' | tee "$work/images/$part/cat/1.jpg" >"$work/images/$part/dog/1.jpg"
done
refused "corrupt JPEG" "1.jpg" "${tiny[@]}" --set dataset=image-folder --set "data=$work/images" --out "$work/run"

head -c 500000 "$root/data/evoapprox/mul8u.npz" >"$work/cut.npz"
refused "cut library" "cut.npz" "${tiny[@]}" --set "library=$work/cut.npz" --out "$work/run"

refused "n beyond the library" "n = 999" "${tiny[@]}" --set n=999 --out "$work/run"
refused "unknown key" "retraining.epoch" "${tiny[@]}" --set retraining.epoch=3 --out "$work/run"
refused "impossible value" "n" "${tiny[@]}" --set n=0 --out "$work/run"
refused "unknown multiplier" "mul8u_XYZ" "${tiny[@]}" --set 'selection.include=["mul8u_XYZ"]' --out "$work/run"

if [ $# -gt 0 ]; then
    cp "$1" "$work/flipped.qosnet"
    at=$(($(stat -c %s "$1") / 3))
    byte=$(od -An -tu1 -j "$at" -N 1 "$1" | tr -d ' ')
    printf "\\x$(printf %02x $((byte ^ 16)))" | dd of="$work/flipped.qosnet" bs=1 seek="$at" conv=notrunc status=none
    refused "bundle with one flipped bit" "flipped.qosnet" show "$work/flipped.qosnet"
fi
echo "$cases kinds of bad input refused"
