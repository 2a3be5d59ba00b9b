"""Speed of the Python package on this machine: bench.py BUNDLE LIBRARY (mul8u.npz). Medians of rounds.

The bundle runs batches of 64; the matrix product of 1024x576x64 is compared with look-ups by NumPy's and torch's own indexing.
"""

import statistics
import sys
import time

import numpy as np
import qosnets

random = np.random.default_rng(1)


def seconds(action, rounds=9):
    action()
    times = []
    for _ in range(rounds):
        start = time.perf_counter()
        action()
        times.append(time.perf_counter() - start)
    return statistics.median(times)


for threads in (1, 2):
    bundle = qosnets.Bundle(sys.argv[1], threads)
    images = random.integers(0, 256, (64, *bundle.shape), np.uint8)
    for point in bundle.points:
        taken = seconds(lambda: [bundle.run(images, point.name) for _ in range(5)]) / 5
        print(f"{point.name}, {threads} threads: {64 / taken:,.0f} images/s")

m, k, n = 1024, 576, 64
table = qosnets.Table.load(sys.argv[2], "mul8u_NGR")
x, w = random.integers(0, 256, (m, k), np.uint8), random.integers(0, 256, (n, k), np.uint8)
ours = seconds(lambda: qosnets.matmul(table, x, w, threads=1), 21)
flat = table.products.reshape(-1)
rows, columns = x.astype(np.int64)[:, None] << 8, w.astype(np.int64)[None]
gather = seconds(lambda: np.stack([flat[row + columns[0]].sum(1) for row in rows]), 3)
print(f"matmul {m}x{k}x{n}, one thread: {1e3 * ours:.2f} ms; gather in NumPy {1e3 * gather:.0f} ms, {gather / ours:.0f} times")
try:
    import torch

    torch.set_num_threads(1)
    flat_t, rows_t, columns_t = torch.from_numpy(flat.copy()), torch.from_numpy(rows), torch.from_numpy(columns)
    gather = seconds(lambda: torch.stack([flat_t[row + columns_t[0]].sum(1) for row in rows_t]), 3)
    print(f"gather in torch {torch.__version__}, one thread: {1e3 * gather:.0f} ms, {gather / ours:.0f} times")
except ImportError:
    print("torch is missing: not compared")
