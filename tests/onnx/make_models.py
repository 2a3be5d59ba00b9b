#!/usr/bin/env python3
"""Writes the small networks of tests/onnx/models with torch.onnx, weights seeded.

    /usr/bin/python3 tests/onnx/make_models.py [--out FOLDER] [--width SHARE]

Debian: apt-get install python3-torch python3-onnx. The committed files have --width 0.03125, so that they are small; 0.25 gives the
sizes of docs/onnx.md. Networks in which batch normalisation follows layers are written twice: with it, and as the exporter folds
it into the layers (NAME-folded.onnx).
"""

import argparse
import os

import onnx
import torch
from torch import nn
from torch.nn import functional as F


def channels(base, width):
    """Channels at a share of the width, a multiple of 4 and at least 4."""
    return max(4, int(base * width + 2) // 4 * 4)


def unit(inputs, outputs, kernel=3, stride=1, groups=1, activation=nn.ReLU):
    padding = tuple(k // 2 for k in kernel) if isinstance(kernel, tuple) else kernel // 2
    layers = [nn.Conv2d(inputs, outputs, kernel, stride, padding, groups=groups, bias=False), nn.BatchNorm2d(outputs)]
    return nn.Sequential(*layers, *([activation()] if activation else []))


class BasicBlock(nn.Module):
    def __init__(self, inputs, outputs, stride):
        super().__init__()
        self.first = unit(inputs, outputs, 3, stride)
        self.second = unit(outputs, outputs, 3, 1, activation=None)
        same = stride == 1 and inputs == outputs
        self.shortcut = nn.Identity() if same else unit(inputs, outputs, 1, stride, activation=None)

    def forward(self, x):
        return F.relu(self.second(self.first(x)) + self.shortcut(x))


def resnet18(width):
    sizes = [channels(c, width) for c in (64, 128, 256, 512)]
    blocks = []
    inputs = sizes[0]
    for stage, outputs in enumerate(sizes):
        for block in range(2):
            blocks.append(BasicBlock(inputs, outputs, 2 if stage > 0 and block == 0 else 1))
            inputs = outputs
    stem = [unit(3, sizes[0], 7, 2), nn.MaxPool2d(3, 2, 1)]
    return nn.Sequential(*stem, *blocks, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(inputs, 10)), (3, 64, 64)


class Excitation(nn.Module):
    def __init__(self, size):
        super().__init__()
        self.squeeze = nn.Conv2d(size, max(4, size // 4), 1)
        self.excite = nn.Conv2d(max(4, size // 4), size, 1)

    def forward(self, x):
        return x * F.hardsigmoid(self.excite(F.relu(self.squeeze(F.adaptive_avg_pool2d(x, 1)))))


class Inverted(nn.Module):
    def __init__(self, inputs, hidden, outputs, kernel, stride, activation, excitation=False):
        super().__init__()
        layers = [unit(inputs, hidden, 1, activation=activation)] if hidden != inputs else []
        layers.append(unit(hidden, hidden, kernel, stride, hidden, activation))
        if excitation:
            layers.append(Excitation(hidden))
        layers.append(unit(hidden, outputs, 1, activation=None))
        self.body = nn.Sequential(*layers)
        self.adds = stride == 1 and inputs == outputs

    def forward(self, x):
        return x + self.body(x) if self.adds else self.body(x)


def mobilenet_v2(width):
    stages = [(1, 16, 1, 1), (6, 24, 2, 2), (6, 32, 2, 2), (6, 64, 1, 2)]
    inputs = channels(32, width)
    layers = [unit(3, inputs, 3, 2, activation=nn.ReLU6)]
    for factor, base, count, stride in stages:
        for block in range(count):
            outputs = channels(base, width)
            layers.append(Inverted(inputs, inputs * factor, outputs, 3, stride if block == 0 else 1, nn.ReLU6))
            inputs = outputs
    head = channels(640, width)
    return (
        nn.Sequential(*layers, unit(inputs, head, 1, activation=nn.ReLU6), Mean(), nn.Dropout(0.2), nn.Linear(head, 10)),
        (3, 64, 64),
    )


class Mean(nn.Module):
    def forward(self, x):
        return x.mean([2, 3])


def mobilenet_v3_small(width):
    # kernel, hidden, outputs, squeeze-and-excitation, activation, stride
    stages = [
        (3, 16, 16, True, nn.ReLU, 2),
        (3, 72, 24, False, nn.ReLU, 2),
        (3, 88, 24, False, nn.ReLU, 1),
        (5, 96, 40, True, nn.Hardswish, 2),
        (5, 240, 40, True, nn.Hardswish, 1),
        (5, 120, 48, True, nn.Hardswish, 1),
    ]
    inputs = channels(16, width)
    layers = [unit(3, inputs, 3, 2, activation=nn.Hardswish)]
    for kernel, hidden, outputs, excitation, activation, stride in stages:
        layers.append(
            Inverted(inputs, channels(hidden, width), channels(outputs, width), kernel, stride, activation, excitation)
        )
        inputs = channels(outputs, width)
    head = channels(288, width)
    classifier = [nn.Linear(head, channels(512, width)), nn.Hardswish(), nn.Dropout(0.2), nn.Linear(channels(512, width), 10)]
    return (
        nn.Sequential(*layers, unit(inputs, head, 1, activation=nn.Hardswish), nn.AdaptiveAvgPool2d(1), nn.Flatten(), *classifier),
        (3, 64, 64),
    )


class Dense(nn.Module):
    """A dense block: every unit reads all tensors before it (Huang et al. 2017)."""

    def __init__(self, width):
        super().__init__()
        growth = channels(32, width)
        self.stem = unit(3, growth, 3, 2)
        self.units = nn.ModuleList(
            nn.Sequential(nn.BatchNorm2d(growth * (i + 1)), nn.ReLU(), nn.Conv2d(growth * (i + 1), growth, 3, 1, 1, bias=False))
            for i in range(4)
        )
        self.transition = nn.Sequential(unit(growth * 5, growth, 1), nn.AvgPool2d(2))
        self.classifier = nn.Linear(growth, 10)

    def forward(self, x):
        tensors = [self.stem(x)]
        for u in self.units:
            tensors.append(u(torch.cat(tensors, 1)))
        x = self.transition(torch.cat(tensors, 1))
        return self.classifier(torch.flatten(F.adaptive_avg_pool2d(x, 1), 1))


class Inception(nn.Module):
    """Branches of several kernels side by side (Szegedy et al. 2015)."""

    def __init__(self, width):
        super().__init__()
        c = channels(64, width)
        self.stem = unit(3, c, 3, 2)
        self.one = unit(c, c, 1)
        self.three = nn.Sequential(unit(c, c, 1), unit(c, c, (1, 3)), unit(c, c, (3, 1)))
        self.five = nn.Sequential(unit(c, c, 1), unit(c, c, 5))
        self.pool = nn.Sequential(nn.AvgPool2d(3, 1, 1), unit(c, c, 1))
        self.reduce = nn.MaxPool2d(3, 2, ceil_mode=True)
        self.classifier = nn.Linear(4 * c, 10)

    def forward(self, x):
        x = self.stem(x)
        x = self.reduce(torch.cat([self.one(x), self.three(x), self.five(x), self.pool(x)], 1))
        return self.classifier(x.mean((2, 3)))


def mlp(width):
    hidden = channels(128, width)
    layers = [nn.Flatten(), nn.Linear(784, hidden), nn.ReLU(), nn.Linear(hidden, hidden), nn.GELU(), nn.Linear(hidden, 10)]
    return nn.Sequential(*layers), (1, 28, 28)


def keyword_spotter(width):
    """Depthwise-separable layers on a spectrogram of 49×10 (Zhang et al. 2017)."""
    c = channels(64, width)
    layers = [nn.Conv2d(1, c, (10, 4), (2, 2), (5, 1), bias=False), nn.BatchNorm2d(c), nn.ReLU()]
    for _ in range(4):
        layers += [unit(c, c, 3, 1, c), unit(c, c, 1)]
    return nn.Sequential(*layers, nn.AvgPool2d((25, 5)), nn.Flatten(), nn.Linear(c, 12)), (1, 49, 10)


def row_network(width):
    """1-D convolutions with SiLU and PReLU over rows of samples."""
    c = channels(32, width)
    layers = [nn.Conv1d(2, c, 5, 2, 2), nn.SiLU(), nn.Conv1d(c, c, 3, padding=2, dilation=2), nn.PReLU(c), nn.MaxPool1d(2)]
    return nn.Sequential(*layers, nn.Conv1d(c, c, 3), nn.LeakyReLU(0.1), nn.AdaptiveAvgPool1d(1), nn.Flatten(), nn.Linear(c, 6)), (2, 64)


NETWORKS = {
    "resnet18": resnet18,
    "mobilenet_v2": mobilenet_v2,
    "mobilenet_v3_small": mobilenet_v3_small,
    "densenet": lambda width: (Dense(width), (3, 32, 32)),
    "inception": lambda width: (Inception(width), (3, 32, 32)),
    "mlp": mlp,
    "keyword_spotter": keyword_spotter,
    "rows": row_network,
}


def seeded(network):
    """Random statistics too: a fresh normalisation changes nothing, and a mistake in it would not show."""
    for module in network.modules():
        if isinstance(module, (nn.BatchNorm1d, nn.BatchNorm2d)):
            nn.init.uniform_(module.weight, 0.5, 1.5)
            nn.init.uniform_(module.bias, -0.5, 0.5)
            nn.init.uniform_(module.running_mean, -0.5, 0.5)
            nn.init.uniform_(module.running_var, 0.5, 1.5)
    return network.eval()


def neighbours(network):
    """Modules that follow one another."""
    modules = [m for m in network.modules() if not list(m.children())]
    return zip(modules, modules[1:])


def main():
    parser = argparse.ArgumentParser(description="Writes small networks with torch.onnx.")
    parser.add_argument("--out", default=os.path.join(os.path.dirname(os.path.abspath(__file__)), "models"))
    parser.add_argument("--width", type=float, default=0.03125)
    arguments = parser.parse_args()
    os.makedirs(arguments.out, exist_ok=True)
    for name, make in NETWORKS.items():
        torch.manual_seed(1)
        network, shape = make(arguments.width)
        folds = any(isinstance(m, nn.Conv2d) and isinstance(n, nn.BatchNorm2d) for m, n in neighbours(network))
        for suffix, mode in (("", torch.onnx.TrainingMode.PRESERVE), ("-folded", torch.onnx.TrainingMode.EVAL))[: 1 + folds]:
            path = os.path.join(arguments.out, f"{name}{suffix}.onnx")
            torch.onnx.export(
                seeded(network) if suffix == "" else network.eval(),
                torch.zeros(1, *shape),
                path,
                opset_version=13,
                training=mode,
                do_constant_folding=suffix != "",
                input_names=["input"],
                output_names=["logits"],
                dynamic_axes={"input": {0: "batch"}, "logits": {0: "batch"}},
            )
            onnx.checker.check_model(path)
            print(f"{path}: {os.path.getsize(path)} bytes")


if __name__ == "__main__":
    main()
