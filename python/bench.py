"""Speed of the Python package beside the C# engine's, and of look-ups by NumPy's and torch's own indexing.

    bench.py BUNDLE LIBRARY QOSNETS

BUNDLE is run in batches of 64, in rounds that alternate with `QOSNETS bench engine` (the command, as one word); LIBRARY is mul8u.npz.
Every figure is the median of its rounds, which are interleaved, so that a loaded machine slows all of them alike.
"""

import json
import shlex
import statistics
import subprocess
import sys
import time

import numpy as np
import qosnets

random = np.random.default_rng(1)


def once(action):
    start = time.perf_counter()
    action()
    return time.perf_counter() - start


def interleaved(actions, rounds):
    times = {name: [] for name in actions}
    for action in actions.values():
        action()
    for _ in range(rounds):
        for name, action in actions.items():
            times[name].append(once(action))
    return {name: statistics.median(taken) for name, taken in times.items()}


def look_ups():
    m, k, n = 1024, 576, 64
    table = qosnets.Table.load(sys.argv[2], "mul8u_NGR")
    x, w = random.integers(0, 256, (m, k), np.uint8), random.integers(0, 256, (n, k), np.uint8)
    flat = table.products.reshape(-1)
    rows, columns = x.astype(np.intp) << 8, w.astype(np.intp)
    actions = {
        "qosnets.matmul": lambda: qosnets.matmul(table, x, w, threads=1),
        # A row of x against all of w at a time: the indices stay in the cache, which is the faster way of both libraries.
        "NumPy": lambda: np.stack([np.take(flat, row + columns).sum(1, dtype=np.int32) for row in rows]),
    }
    assert np.array_equal(actions["qosnets.matmul"](), actions["NumPy"]())
    try:
        import torch

        torch.set_num_threads(1)
        flat_t, rows_t, columns_t = (torch.from_numpy(np.array(a)) for a in (flat, rows, columns))
        actions["torch " + torch.__version__] = lambda: torch.stack(
            [torch.take(flat_t, row + columns_t).sum(1, dtype=torch.int32) for row in rows_t]
        )
    except ImportError:
        print("torch is missing: not compared")
    taken = interleaved(actions, 7)
    for name, seconds in taken.items():
        print(f"{m}x{k}x{n}, one thread, {name}: {1e3 * seconds:.2f} ms, {seconds / taken['qosnets.matmul']:.1f} times")


def engine():
    bundle = qosnets.Bundle(sys.argv[1], 1)
    images = random.integers(0, 256, (64, *bundle.shape), np.uint8)
    python, csharp = {}, {}
    command = [*shlex.split(sys.argv[3]), "bench", "engine", sys.argv[1], "--batch", "64", "--threads", "1", "--seconds", "1", "--json"]
    for _ in range(5):
        for row in json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout):
            csharp.setdefault(row["point"], []).append(row["images_per_s"])
        for point in bundle.points:
            bundle.run(images, point.name)
            taken = statistics.median(once(lambda name=point.name: bundle.run(images, name)) for _ in range(25))
            python.setdefault(point.name, []).append(64 / taken)
    for point, speeds in python.items():
        ours, theirs = statistics.median(speeds), statistics.median(csharp[point])
        print(f"{point}, batch 64, one thread: Python {ours:,.0f}, C# {theirs:,.0f} images/s, {100 * (ours / theirs - 1):+.1f} %")


look_ups()
engine()
