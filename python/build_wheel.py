"""Makes the wheel: build_wheel.py [LIBRARIES] [OUT]; src/QosNets.Native/publish.sh makes the libraries first.

A wheel is a ZIP archive with a list of its files; nothing is compiled, here or at install. Equal content gives equal bytes.
"""

import base64
import hashlib
import platform
import re
import sys
import zipfile
from pathlib import Path

here = Path(__file__).parent
libraries = Path(sys.argv[1]) if len(sys.argv) > 1 else here.parent / "artifacts" / "native"
out = Path(sys.argv[2]) if len(sys.argv) > 2 else here.parent / "artifacts"
version = re.search(r"<Version>(.+?)</Version>", (here.parent / "Directory.Build.props").read_text()).group(1)

files = {f"qosnets/{path.name}": path.read_bytes() for path in sorted((here / "qosnets").glob("*")) if path.is_file()}
shared = sorted(libraries.glob("libqosnets*.so"))
if not any(path.name == "libqosnets.so" for path in shared):
    sys.exit(f"error: {libraries} has no libqosnets.so; run src/QosNets.Native/publish.sh")
files |= {f"qosnets/lib/{path.name}": path.read_bytes() for path in shared}

# The newest version of glibc that the libraries ask for is what the tag promises.
asked = [int(minor) for path in shared for minor in re.findall(rb"GLIBC_2\.(\d+)", path.read_bytes())]
tag = f"py3-none-manylinux_2_{max(asked)}_{platform.machine()}"
info = f"qosnets-{version}.dist-info"
files[f"{info}/METADATA"] = f"""\
Metadata-Version: 2.1
Name: qosnets
Version: {version}
Summary: Quantised networks on approximate multipliers: bundles, tables, layers for PyTorch
License: MIT
Requires-Python: >=3.9
Requires-Dist: numpy>=1.20

{(here / "README.md").read_text()}""".encode()
files[f"{info}/WHEEL"] = f"Wheel-Version: 1.0\nGenerator: build_wheel.py\nRoot-Is-Purelib: false\nTag: {tag}\n".encode()
files[f"{info}/LICENSE"] = (here.parent / "LICENSE").read_bytes()


def record(name, content):
    digest = base64.urlsafe_b64encode(hashlib.sha256(content).digest()).rstrip(b"=").decode()
    return f"{name},sha256={digest},{len(content)}\n"


lines = [record(name, content) for name, content in files.items()]
files[f"{info}/RECORD"] = "".join([*lines, f"{info}/RECORD,,\n"]).encode()
out.mkdir(parents=True, exist_ok=True)
wheel = out / f"qosnets-{version}-{tag}.whl"
with zipfile.ZipFile(wheel, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in files.items():
        entry = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
        entry.external_attr, entry.compress_type = 0o644 << 16, zipfile.ZIP_DEFLATED
        archive.writestr(entry, content)
print(wheel)
