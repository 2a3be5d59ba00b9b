#!/usr/bin/env python3
"""Files of `qosnets export accelergy` and `export hwcomponents`, read by the tools themselves:
tools.py CHECKOUTS ACCELERGY HWCOMPONENTS [accelergy|hwcomponents|timeloop]...

CHECKOUTS has the repositories accelergy, accelergy-library-plug-in, hwcomponents and timeloopfe of github.com/Accelergy-Project, which
are in no registry that CI reaches; ACCELERGY and HWCOMPONENTS are the folders that the two commands wrote. hwcomponents needs
Python 3.12, the others of Debian python3-yaml, -ruamel.yaml, -jinja2, -deepdiff, -pyfiglet and -psutil.
"""
import csv
import os
import sys
from pathlib import Path

checkouts, accelergy, hwcomponents = (Path(p).resolve() for p in sys.argv[1:4])
for repository in ["accelergy", "accelergy-library-plug-in", "hwcomponents", "timeloopfe"]:
    sys.path.insert(0, str(checkouts / repository))
sys.path.insert(0, str(hwcomponents))
# The plug-in looks for components in the folders that this variable names.
os.environ["ACCELERGY_COMPONENT_LIBRARIES"] = str(accelergy / "library")


def same(what, expected, found):
    if abs(expected - found) > 1e-9 * abs(expected):
        sys.exit(f"{what} is {found} to the tool and {expected} in the file")


def components():
    for path in sorted((accelergy / "library").glob("*.csv")):
        rows = list(csv.DictReader(line for line in open(path) if not line.startswith("#")))
        yield path.stem, float(rows[0]["energy"]), float(rows[0]["area"] or 0)


def read_accelergy():
    import accelergywrapper
    from accelergy.plug_in_interface.interface import AccelergyQuery

    estimator = accelergywrapper.LibraryEstimator()
    for name, energy, area in components():
        for action, expected in [("multiply", energy), ("read", energy), ("write", 0), ("update", 0), ("leak", 0)]:
            attributes = {"technology": 45, "global_cycle_seconds": 1e-9}
            query = AccelergyQuery(name, attributes, action, {})
            same(f"{name}.{action}", expected, estimator.estimate_energy(query).value)
        same(f"{name}.area", area, estimator.estimate_area(AccelergyQuery(name, {"technology": 45}, None, None)).value)


def read_hwcomponents():
    import hwcomponents

    found = {m.component_name[0]: m for m in hwcomponents.get_models() if m.__module__ == "hwcomponents_qosnets"}
    for name, energy, area in components():
        model = found.pop(name)()
        same(f"{name}.multiply", 1e-12 * energy, model.multiply().energy)
        same(f"{name}.area", 1e-12 * area, model.area)
        if not 0 < shrinks(type(model)) <= 1:
            sys.exit(f"{name}: at 7 nm a multiplication takes more than at 45 nm")
    if found:
        sys.exit(f"no component for {', '.join(found)}")


def shrinks(model):
    at45, at7 = model().multiply().energy, model(tech_node=7e-9).multiply().energy
    return at7 / at45 if at45 else 1


def read_timeloop():
    import yaml
    from timeloopfe.v4.problem import Problem

    for path in sorted((accelergy / "layers").glob("*.yaml")):
        problem = Problem(**yaml.safe_load(path.read_text())["problem"])
        dimensions = {s.name: set(problem.shape.dataspace2dims(s.name)) for s in problem.shape.data_spaces}
        if dimensions != {"Weights": set("GMCRS"), "Inputs": set("NGCPQRS"), "Outputs": set("NGMPQ")}:
            sys.exit(f"{path}: the data spaces depend on {dimensions}")


readers = {"accelergy": read_accelergy, "hwcomponents": read_hwcomponents, "timeloop": read_timeloop}
for tool in sys.argv[4:] or readers:
    readers[tool]()
    print(f"{tool}: read, same figures")
