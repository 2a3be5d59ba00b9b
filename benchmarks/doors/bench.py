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
rounds = int(sys.argv[3]) if len(sys.argv) > 3 else 200
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


def engine():
    bundle = qosnets.Bundle(sys.argv[1], 1)
    images = random.integers(0, 256, (64, *bundle.shape), np.uint8)
    calls = 4
    with tempfile.NamedTemporaryFile() as pixels:
        pixels.write(images.tobytes())
        pixels.flush()
        command = ["dotnet", program, "timed-engine", sys.argv[1], pixels.name]
        other = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        kernel = other.stdout.readline().strip()

        def csharp(point):
            other.stdin.write(f"{point} {calls}\n")
            other.stdin.flush()
            return float(other.stdout.readline())

        def python(point):
            return timed(lambda: bundle.run(images, point), calls)

        print(f"\n| ResNet-8, batch 64, {qosnets.kernel()} (C#: {kernel}) | Python, images/s | C#, images/s | difference |")
        print("| --- | --- | --- | --- |")
        for point in (p.name for p in bundle.points):
            for _ in range(50):  # until the compiler of .NET has no more to gain
                python(point), csharp(point)
            pairs = [(python(point), csharp(point)) for _ in range(rounds)]
            ours, theirs = (64 * calls / statistics.median(p[i] for p in pairs) for i in (0, 1))
            # The two of a round ran within milliseconds of each other: a load that comes and goes cancels.
            ratio = statistics.median(c / p for p, c in pairs)
            print(f"| {point} | {ours:,.0f} | {theirs:,.0f} | {100 * (ratio - 1):+.1f} % |", flush=True)
        other.stdin.close()
        other.wait()


look_ups()
engine()
