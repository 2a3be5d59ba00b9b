#!/usr/bin/env bash
# A tiny run from data to report, run again (everything is found done), its bundle evaluated and shown, and bad input refused.
set -euo pipefail
source "$(dirname "$0")/tiny.sh"
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

qosnets "${tiny[@]}" --out "$work/run"
for file in tiny.qosnet results.json report.html; do
    [ -s "$work/run/$file" ] || { echo "error: the run left no $file"; exit 1; }
done
before=$(sha256sum <"$work/run/tiny.qosnet")
qosnets "${tiny[@]}" --out "$work/run" >"$work/again.log"
grep -q "found done" "$work/again.log" || { echo "error: the second run found nothing done"; cat "$work/again.log"; exit 1; }
[ "$before" = "$(sha256sum <"$work/run/tiny.qosnet")" ] || { echo "error: running again changed the bundle"; exit 1; }

qosnets show "$work/run/tiny.qosnet"
qosnets evaluate "$work/run/tiny.qosnet" --limit 500
qosnets evaluate "$work/run/tiny.qosnet" --limit 500 --json | python3 -m json.tool >/dev/null
qosnets data check
"$(dirname "$0")/bad-input.sh" "$work/run/tiny.qosnet"
