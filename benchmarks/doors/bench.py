"""Speed of the Python package beside the engine in C#, and beside look-ups by NumPy's and torch's own indexing.

    bench.py BUNDLE LIBRARY [ROUNDS]

BUNDLE is run in batches of 64, LIBRARY is mul8u.npz; `qosnets` must be importable, and benchmarks/QosNets.Benchmarks built. All that is
compared takes turns, some milliseconds each, on one thread, and counts processor time: what else runs on the machine disturbs little.
"""

import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np
import qosnets

random = np.random.default_rng(1)
program = Path(__file__).parent.parent / "QosNets.Benchmarks/bin/Release/net10.0/QosNets.Benchmarks.dll"


def timed(action, calls=1):
    start = time.process_time()
    for _ in range(calls):
        action()
    return time.process_time() - start


def look_ups():
    m, k, n = 1024, 576, 64
    table = qosnets.Table.load(sys.argv[2], "mul8u_NGR")
    x, w = random.integers(0, 256, (m, k), np.uint8), random.integers(0, 256, (n, k), np.uint8)
    flat = table.products.reshape(-1)
    rows, columns = x.astype(np.intp) << 8, w.astype(np.intp)
    actions = {
        "qosnets.matmul": lambda: qosnets.matmul(table, x, w, threads=1),
        # A row of x against all of w at a time: the indices stay in the cache, which is the faster way of both libraries.
        f"NumPy {np.__version__}, take": lambda: np.stack([np.take(flat, row + columns).sum(1, dtype=np.int32) for row in rows]),
    }
    results = list(actions.values())
    assert np.array_equal(results[0](), results[1]())
    try:
        import torch

        torch.set_num_threads(1)
        flat_t, rows_t, columns_t = (torch.from_numpy(np.array(a)) for a in (flat, rows, columns))
        actions[f"torch {torch.__version__}, take"] = lambda: torch.stack(
            [torch.take(flat_t, row + columns_t).sum(1, dtype=torch.int32) for row in rows_t]
        )
        assert np.array_equal(results[0](), list(actions.values())[2]().numpy())
    except ImportError:
        print("torch is missing: not compared")
    times = {name: [] for name in actions}
    for _ in range(9):
        for name, action in actions.items():
            times[name].append(timed(action))
    medians = {name: statistics.median(taken) for name, taken in times.items()}
    print(f"| {m}×{k}×{n}, mul8u_NGR | ms, median | times |\n| --- | --- | --- |")
    for name, seconds in medians.items():
        print(f"| {name} | {1e3 * seconds:.2f} | {seconds / medians['qosnets.matmul']:.1f} |")


def serve(bundle_path, pixels_path):
    """The Python side: runs the calls that it is told to, a line each, and answers with their processor time."""
    bundle = qosnets.Bundle(bundle_path, 1)
    images = np.fromfile(pixels_path, np.uint8).reshape(-1, *bundle.shape)
    print(qosnets.kernel(), flush=True)
    for line in sys.stdin:
        point, calls = line.split()
        print(timed(lambda: bundle.run(images, point), int(calls)), flush=True)


class Side:
    """A program that runs calls and answers with their time."""

    def __init__(self, *command):
        self.program = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        self.kernel = self.program.stdout.readline().strip()

    def __call__(self, point, calls):
        self.program.stdin.write(f"{point} {calls}\n")
        self.program.stdin.flush()
        return float(self.program.stdout.readline())

    def close(self):
        self.program.stdin.close()
        self.program.wait()


def engine():
    path, calls, starts = sys.argv[1], 4, 5
    rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 200
    points, shape = [p.name for p in qosnets.Bundle(path).points], qosnets.Bundle(path).shape
    times = {point: [] for point in points}  # a list for each start of both programs
    with tempfile.NamedTemporaryFile() as pixels:
        pixels.write(random.integers(0, 256, (64, *shape), np.uint8).tobytes())
        pixels.flush()
        for _ in range(starts):
            python = Side(sys.executable, __file__, "serve", path, pixels.name)
            csharp = Side("dotnet", program, "timed-engine", path, pixels.name)
            for point in points:
                for _ in range(40):  # until the compiler of .NET has no more to gain
                    python(point, calls), csharp(point, calls)
                times[point].append([(python(point, calls), csharp(point, calls)) for _ in range(rounds // starts)])
            python.close()
            csharp.close()
    print(f"\n| ResNet-8, batch 64, {python.kernel} | Python, images/s | C#, images/s | difference | of the {starts} starts |")
    print("| --- | --- | --- | --- | --- |")
    for point, by_start in times.items():
        ours, theirs = (64 * calls / statistics.median(pair[i] for pairs in by_start for pair in pairs) for i in (0, 1))
        # The two of a round ran within milliseconds of each other: a load that comes and goes cancels.
        ratios = [[100 * (c / p - 1) for p, c in pairs] for pairs in by_start]
        each = [statistics.median(r) for r in ratios]
        whole = statistics.median(sum(ratios, []))
        print(f"| {point} | {ours:,.0f} | {theirs:,.0f} | {whole:+.1f} % | {min(each):+.1f} to {max(each):+.1f} % |", flush=True)


if sys.argv[1] == "serve":
    serve(*sys.argv[2:])
else:
    look_ups()
    engine()
