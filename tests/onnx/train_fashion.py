#!/usr/bin/env python3
"""Trains a small network on Fashion-MNIST with PyTorch and writes it with torch.onnx: the model of docs/onnx.md.

    /usr/bin/python3 tests/onnx/train_fashion.py OUT.onnx [--epochs N]
"""

import argparse
import gzip
import os

import numpy as np
import torch
from torch import nn
from torch.nn import functional as F

DATA = os.path.join(os.path.dirname(os.path.abspath(__file__)), "..", "..", "data", "fashion-mnist")


def images(name):
    with gzip.open(os.path.join(DATA, name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=16).reshape(-1, 1, 28, 28)


def labels(name):
    with gzip.open(os.path.join(DATA, name)) as file:
        return np.frombuffer(file.read(), np.uint8, offset=8).astype(np.int64)


def unit(inputs, outputs, kernel, stride, groups=1):
    return nn.Sequential(
        nn.Conv2d(inputs, outputs, kernel, stride, kernel // 2, groups=groups, bias=False), nn.BatchNorm2d(outputs), nn.ReLU()
    )


def network():
    """Three layers of 5×5 and 3×3 kernels and a classifier; 14 thousand parameters."""
    layers = [unit(1, 12, 5, 2), unit(12, 24, 3, 2), unit(24, 48, 3, 1)]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(48, 10))


def main():
    parser = argparse.ArgumentParser(description="Trains a small network on Fashion-MNIST.")
    parser.add_argument("out")
    parser.add_argument("--epochs", type=int, default=4)
    arguments = parser.parse_args()
    torch.manual_seed(1)
    torch.set_num_threads(1)
    x, y = images("train-images-idx3-ubyte.gz"), labels("train-labels-idx1-ubyte.gz")
    mean, std = round(float(x.mean() / 255), 4), round(float(x.std() / 255), 4)

    def batch(pixels):
        return (torch.from_numpy(pixels.astype(np.float32) / 255) - mean) / std

    model = network()
    steps = arguments.epochs * (len(x) // 128)
    optimiser = torch.optim.SGD(model.parameters(), lr=0.1, momentum=0.9, weight_decay=1e-4, nesterov=True)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimiser, steps)
    for epoch in range(arguments.epochs):
        order = np.random.RandomState(epoch).permutation(len(x))
        total = 0.0
        for at in range(0, len(x) - 127, 128):
            chosen = order[at : at + 128]
            loss = F.cross_entropy(model(batch(x[chosen])), torch.from_numpy(y[chosen]))
            optimiser.zero_grad()
            loss.backward()
            optimiser.step()
            schedule.step()
            total += float(loss)
        print(f"epoch {epoch + 1}: loss {total / (len(x) // 128):.4f}", flush=True)
    model.eval()
    test, truth = images("t10k-images-idx3-ubyte.gz"), labels("t10k-labels-idx1-ubyte.gz")
    with torch.no_grad():
        hits = sum(int((model(batch(test[i : i + 1000])).argmax(1).numpy() == truth[i : i + 1000]).sum()) for i in range(0, 10000, 1000))
    print(f"{hits} of 10000 test images are right; mean {mean}, deviation {std}, pixels counted as 0..1")
    torch.onnx.export(
        model,
        torch.zeros(1, 1, 28, 28),
        arguments.out,
        opset_version=13,
        training=torch.onnx.TrainingMode.PRESERVE,
        do_constant_folding=False,
        input_names=["input"],
        output_names=["logits"],
        dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
    )


if __name__ == "__main__":
    main()
