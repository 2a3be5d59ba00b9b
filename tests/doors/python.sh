#!/usr/bin/env bash
# The wheel, unpacked into an empty folder and tested against the engine's bits with Debian's python3-numpy, and python3-torch where
# it is there. NATIVE names a folder that src/QosNets.Native/publish.sh filled.
set -euo pipefail
python=${PYTHON:-/usr/bin/python3}
"$python" -c 'import numpy' 2>/dev/null || { echo "python3-numpy is missing"; exit 77; }
source "$(dirname "$0")/native.sh"
small_bundle
wheel=$("$python" "$root/python/build_wheel.py" "$native" "$work" | tail -1)
"$python" -m zipfile -e "$wheel" "$work/installed"
cd "$work"
export PYTHONPATH=$work/installed QOSNETS_DATA=$root/data QOSNETS_TEST_BUNDLE=$bundle QOSNETS_TEST_LOGITS=$work/logits.npz
"$python" "$root/python/tests/test_qosnets.py"
if "$python" -c 'import torch' 2>/dev/null; then
    "$python" "$root/python/tests/test_torch.py"
else
    echo "python3-torch is missing: its layers were not tested"
fi
echo "Python: $(basename "$wheel"), as it should be"
