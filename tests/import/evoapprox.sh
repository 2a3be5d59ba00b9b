#!/bin/sh
# Imports a checkout of EvoApproxLib and checks what came out: evoapprox.sh FOLDER GENERATION [CIRCUITS]
# FOLDER is a checkout of github.com/ehw-fit/evoapproxlib, GENERATION its branch (master or v2022). Every digest must be that of
# data/evoapprox/all.csv, and all names of the generation must be there. With iverilog installed the Verilog of CIRCUITS circuits
# (12 unless given, spread over all; "all" for every one) is simulated for all operand pairs, ports as the library records them,
# and must give the same digest.
set -eu
folder=$1
generation=$2
circuits=${3:-12}
root=$(cd "$(dirname "$0")/../.." && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
program="$root/src/QosNets.Cli/bin/Release/net10.0/QosNets.Cli.dll"

start=$(date +%s)
dotnet "$program" multipliers import "$folder" --generation "$generation" --out "$work/evo.npz"
echo "imported in $(($(date +%s) - start)) s"

python3 - "$work" "$root/data/evoapprox/all.csv" "$generation" "$folder" "$circuits" <<'PYTHON'
import csv, hashlib, json, os, re, shutil, subprocess, sys, zipfile

work, sheet, generation, folder, circuits = sys.argv[1:]
expected = {}
for row in csv.DictReader(open(sheet)):
    for name in row["names"].split():
        if name.startswith(generation + ":"):
            expected[name.split(":")[1]] = (row["sha256_16"], f'{row["width_a"]}x{row["width_b"]}')
found = {}
for kind in ("unsigned", "signed"):
    facts = json.loads(zipfile.ZipFile(f"{work}/evo-{kind}.npz").read("library.json"))
    for multiplier in facts["multipliers"]:
        for alias in multiplier["published_as"]:
            found[alias.split(":")[1]] = (multiplier["digest"], multiplier["operand_bits"], multiplier["operand_ports"])
wrong = [n for n in expected if n not in found or found[n][:2] != expected[n]]
more = [n for n in found if n not in expected]
print(f"{len(expected)} names, {len(wrong)} wrong or missing, {len(more)} unexpected {(wrong + more)[:5]}")
failed = bool(wrong or more)

if not shutil.which("iverilog"):
    print("iverilog is not installed: its independent check is left out")
else:
    files = {}
    for path, _, names in os.walk(folder):
        for name in sorted(names):
            if name.endswith(".v") and name[:-2] in found:
                files.setdefault(name[:-2], os.path.join(path, name))
    chosen = sorted(files)
    if circuits != "all":
        chosen = chosen[:: max(1, len(chosen) // int(circuits))]
    unlike = []
    for name in chosen:
        digest, bits, ports = found[name]
        a, b = (int(n) for n in bits.split("x"))
        # Most call the product O, a few Z.
        product = re.search(r"\boutput\s*(?:\[[^]]*\])?\s*(\w+)", open(files[name]).read()).group(1)
        with open(f"{work}/bench.v", "w") as bench:
            bench.write(
                f"module bench; reg [{a - 1}:0] a; reg [{b - 1}:0] b; wire [{a + b - 1}:0] p; integer i, j;\n"
                f"{name} m(.{ports[0]}(a), .{ports[1]}(b), .{product}(p));\n"
                f"initial for (i = 0; i < {1 << a}; i = i + 1) for (j = 0; j < {1 << b}; j = j + 1)\n"
                f"begin a = i; b = j; #1 $display(\"%0d\", p); end\nendmodule\n"
            )
        subprocess.run(["iverilog", "-g2005", "-s", "bench", "-o", f"{work}/bench", f"{work}/bench.v", files[name]], check=True)
        lines = subprocess.run(["vvp", f"{work}/bench"], check=True, capture_output=True, text=True).stdout.split()
        table = b"".join(int(line).to_bytes(2, "little") for line in lines)
        if hashlib.sha256(table).hexdigest()[:16] != digest:
            unlike.append(name)
    print(f"iverilog: {len(chosen)} circuits simulated, {len(unlike)} differ {unlike[:5]}")
    failed = failed or bool(unlike)
sys.exit(failed)
PYTHON
