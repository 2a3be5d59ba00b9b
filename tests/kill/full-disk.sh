#!/usr/bin/env bash
# A run on a disk that fills up: one line of error and exit code 1; with more room the same command goes on and gives the
# same bundle, so nothing that had been saved was damaged. Needs root for a small tmpfs; skipped (exit code 77) without.
set -euo pipefail
source "$(dirname "$0")/tiny.sh"
work=$(mktemp -d)
disk=$work/disk
mkdir "$disk"
trap 'umount "$disk" 2>/dev/null || true; rm -rf "$work"' EXIT
if ! mount -t tmpfs -o size=64m tmpfs "$disk" 2>/dev/null; then
    echo "skipped: mounting a tmpfs needs root"
    exit 77
fi

qosnets "${tiny[@]}" --out "$work/whole" >/dev/null
size=$(du -sk --apparent-size "$work/whole" | cut -f1)
mount -o remount,size=$((size / 2))k "$disk"
code=0
qosnets "${tiny[@]}" --out "$disk/run" >"$work/out" 2>"$work/error" || code=$?
cat "$work/error"
[ "$code" -eq 1 ] || { echo "error: exit code $code instead of 1 on a full disk of $((size / 2)) KiB"; exit 1; }
[ "$(wc -l <"$work/error")" -eq 1 ] && grep -q '^error: ' "$work/error" || { echo "error: expected one line 'error: ...'"; exit 1; }

mount -o remount,size=64m "$disk"
qosnets "${tiny[@]}" --out "$disk/run" >/dev/null
same "$work/whole" "$disk/run"
echo "a disk of $((size / 2)) KiB filled up; with more room the run went on to the same bundle"
