#!/usr/bin/env python3
"""Makes golden.npz, reference results of PyTorch that the .NET tests compare with.

Run with a Python that has torch and numpy (Debian: python3-torch):  python3 tests/golden/make_golden.py
Arrays are small whole numbers or float32; the file is a plain, uncompressed .npz.
"""

import os

import numpy as np
import torch
import torch.nn.functional as F


def convolutions(out, rng):
    # Whole numbers: convolutions of them in float64 are exact, in any order of summation.
    cases = {
        "plain": dict(c=3, n=5, size=(9, 7), kernel=3, stride=1, padding=1, groups=1),
        "strided": dict(c=4, n=6, size=(10, 11), kernel=3, stride=2, padding=1, groups=1),
        "grouped": dict(c=4, n=6, size=(8, 8), kernel=3, stride=1, padding=0, groups=2),
        "depthwise": dict(c=6, n=6, size=(7, 7), kernel=3, stride=2, padding=1, groups=6),
        "pointwise": dict(c=7, n=9, size=(5, 4), kernel=1, stride=1, padding=0, groups=1),
        "large": dict(c=1, n=3, size=(12, 12), kernel=5, stride=1, padding=2, groups=1),
    }
    for name, s in cases.items():
        zero_x, zero_w = int(rng.integers(1, 255)), int(rng.integers(1, 255))
        x = rng.integers(0, 256, (2, s["c"], *s["size"]), dtype=np.uint8)
        w = rng.integers(0, 256, (s["n"], s["c"] // s["groups"], s["kernel"], s["kernel"]), dtype=np.uint8)
        y = F.conv2d(
            torch.from_numpy(x.astype(np.float64) - zero_x), torch.from_numpy(w.astype(np.float64) - zero_w),
            stride=s["stride"], padding=s["padding"], groups=s["groups"])
        out[f"conv.{name}.sizes"] = np.array([s["stride"], s["padding"], s["groups"], zero_x, zero_w], dtype=np.int32)
        out[f"conv.{name}.x"], out[f"conv.{name}.w"] = x, w
        out[f"conv.{name}.y"] = y.numpy().astype(np.int32)


def batch_norm(out, rng):
    x = rng.normal(0, 3, (2, 5, 4, 3)).astype(np.float32)
    parameters = {
        "weight": rng.normal(1, 0.3, 5), "bias": rng.normal(0, 1, 5),
        "running_mean": rng.normal(0, 1, 5), "running_var": rng.uniform(0.01, 2, 5)}
    parameters = {k: v.astype(np.float32) for k, v in parameters.items()}
    t = {k: torch.from_numpy(v) for k, v in parameters.items()}
    y = F.batch_norm(torch.from_numpy(x), t["running_mean"], t["running_var"], t["weight"], t["bias"], training=False, eps=1e-5)
    out["bn.x"], out["bn.y"] = x, y.numpy()
    for k, v in parameters.items():
        out[f"bn.{k}"] = v


def quantisation(out, rng):
    # A step of a power of two makes halves exact, so that rounding half to even shows.
    halves = (np.arange(-80, 600, dtype=np.float32) * np.float32(0.5)) * np.float32(0.25)
    values = rng.normal(0, 4, 400).astype(np.float32)
    for name, x, scale, zero in (("halves", halves, 0.25, 20), ("values", values, 0.0371, 117)):
        q = torch.quantize_per_tensor(torch.from_numpy(x), scale, zero, torch.quint8)
        out[f"quant.{name}.x"] = x
        out[f"quant.{name}.setting"] = np.array([scale, zero], dtype=np.float32)
        out[f"quant.{name}.q"] = q.int_repr().numpy()
        out[f"quant.{name}.back"] = q.dequantize().numpy()


def linear(out, rng):
    x = rng.integers(0, 256, (4, 37), dtype=np.uint8)
    w = rng.integers(0, 256, (10, 37), dtype=np.uint8)
    bias = rng.normal(0, 1, 10).astype(np.float32)
    scale_x, zero_x, scale_w, zero_w = 0.0213, 61, 0.0052, 133
    real_x = (torch.from_numpy(x).double() - zero_x) * float(np.float32(scale_x))
    real_w = (torch.from_numpy(w).double() - zero_w) * float(np.float32(scale_w))
    y = F.linear(real_x, real_w, torch.from_numpy(bias).double())
    out["linear.x"], out["linear.w"], out["linear.bias"] = x, w, bias
    out["linear.setting"] = np.array([scale_x, zero_x, scale_w, zero_w], dtype=np.float32)
    out["linear.y"] = y.numpy()


def main():
    rng = np.random.default_rng(7)
    out = {}
    convolutions(out, rng)
    batch_norm(out, rng)
    quantisation(out, rng)
    linear(out, rng)
    np.savez(os.path.join(os.path.dirname(os.path.abspath(__file__)), "golden.npz"), **out)


if __name__ == "__main__":
    main()
