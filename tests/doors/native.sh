# Sourced by the scripts beside it: the libraries, and a small bundle with the engine's own logits.
# shellcheck shell=bash
source "$(dirname "${BASH_SOURCE[0]}")/../kill/tiny.sh"
command -v gcc >/dev/null || { echo "gcc is missing"; exit 77; }
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
native=${NATIVE:-$work/native}
[ -n "${NATIVE:-}" ] || "$root/src/QosNets.Native/publish.sh" "$native"

small_bundle() { # three points, each with its logits of 300 test images in logits.npz
    qosnets "${tiny[@]}" --set 'target_savings=[0.4, 0.6, 0.8]' --set n=3 --out "$work/run" >"$work/run.log" ||
        { cat "$work/run.log"; exit 1; }
    qosnets evaluate "$work/run/tiny.qosnet" --limit 300 --logits "$work/logits.npz" >"$work/evaluate.log"
    bundle=$work/run/tiny.qosnet
}
