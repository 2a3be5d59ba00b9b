"""Layers of PyTorch whose products come from a table of an approximate multiplier.

>>> model = qosnets.torch.convert(model, qosnets.Table.load("mul8u.npz", "mul8u_NGR"))
>>> model(images)                                   # as on that multiplier; trains with straight-through gradients

Activations and weights are quantised to 8 bits, affine, one scale a tensor: weights by their extremes, activations by a
moving average of theirs, which training updates and evaluation keeps. Tables of signed operands take weights −127..127 around 0
and activations 0..127.
"""

from __future__ import annotations

import copy
from typing import Callable

import numpy as np
import torch
from torch import nn
from torch.nn import functional

from ._table import Table, conv2d, matmul

__all__ = ["Conv2d", "Linear", "convert"]

_AVERAGE = 0.01  # weight of a new batch in the ranges of activations


class _Quantizer:
    """Affine: real = scale · (number − zero), numbers from low to high."""

    def __init__(self, smallest: float, largest: float, low: int, high: int, symmetric: bool = False) -> None:
        smallest, largest = min(smallest, 0.0), max(largest, 0.0)
        if symmetric:
            self.scale, self.zero = max(-smallest, largest) / high or 1.0, 0
        else:
            self.scale = (largest - smallest) / (high - low) or 1.0
            self.zero = int(np.clip(np.rint(low - smallest / self.scale), low, high))
        self.low, self.high = low, high

    def __call__(self, real: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """Numbers as floats, and which values are within the range."""
        free = torch.round(real / self.scale) + self.zero
        numbers = free.clamp(self.low, self.high)
        return numbers, free == numbers

    def real(self, numbers: torch.Tensor) -> torch.Tensor:
        return (numbers - self.zero) * self.scale


class _Sums(torch.autograd.Function):
    """Sums of products through a table, and the gradient of exact sums of the quantised values (straight-through)."""

    @staticmethod
    def forward(ctx, x, weight, layer, of_x, of_weight):  # type: ignore[override]
        (numbers, kept_x), (weights, kept_weight) = of_x(x), of_weight(weight)
        ctx.layer = layer
        ctx.save_for_backward(of_x.real(numbers), of_weight.real(weights), kept_x, kept_weight)
        return layer._accumulate(numbers, weights, of_x, of_weight) * (of_x.scale * of_weight.scale)

    @staticmethod
    def backward(ctx, gradient):  # type: ignore[override]
        x, weight, kept_x, kept_weight = ctx.saved_tensors
        with torch.enable_grad():
            x, weight = x.detach().requires_grad_(), weight.detach().requires_grad_()
            exact = ctx.layer._exact(x, weight)
            to_x, to_weight = torch.autograd.grad(exact, (x, weight), gradient)
        return to_x * kept_x, to_weight * kept_weight, None, None, None


class _Approximate(nn.Module):
    """What both layers share: the table, and the range of activations."""

    table: Table
    low: torch.Tensor
    high: torch.Tensor

    def _take(self, table: Table) -> None:
        self.table = table
        products = self.weight[0].numel()
        if products * 65535 >= 2**31:
            raise ValueError(f"{products} products a sum could exceed 32 bits; up to 32,768 are possible")
        self.register_buffer("low", torch.tensor(float("nan")))
        self.register_buffer("high", torch.tensor(float("nan")))

    def _quantizers(self, x: torch.Tensor) -> tuple[_Quantizer, _Quantizer]:
        if self.training or torch.isnan(self.low):
            seen_low, seen_high = x.detach().min().float().cpu(), x.detach().max().float().cpu()
            first = torch.isnan(self.low)
            self.low.copy_(seen_low if first else self.low + _AVERAGE * (seen_low - self.low))
            self.high.copy_(seen_high if first else self.high + _AVERAGE * (seen_high - self.high))
        weight, signed = self.weight.detach(), self.table.signed
        return (
            _Quantizer(float(self.low), float(self.high), 0, 127 if signed else 255),
            _Quantizer(float(weight.min()), float(weight.max()), -127 if signed else 0, 127 if signed else 255, signed),
        )

    def _operands(self, numbers: torch.Tensor) -> np.ndarray:
        return numbers.detach().cpu().numpy().astype(self.table.operand_type)

    def _sums(self, x: torch.Tensor) -> torch.Tensor:
        return _Sums.apply(x, self.weight, self, *self._quantizers(x))


def _centred(sums, sum_x, sum_w, count: int, of_x: _Quantizer, of_weight: _Quantizer) -> torch.Tensor:
    """Takes zero points off sums of products: Σ(x − z_x)(w − z_w) = Σxw − z_x·Σw − z_w·Σx + K·z_x·z_w."""
    return sums - of_x.zero * sum_w - of_weight.zero * sum_x + count * of_x.zero * of_weight.zero


class Linear(nn.Linear, _Approximate):
    """A fully connected layer on an approximate multiplier."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        rows = self._sums(x.reshape(-1, self.in_features)).reshape(*x.shape[:-1], self.out_features)
        return rows if self.bias is None else rows + self.bias

    def _accumulate(self, numbers, weights, of_x, of_weight):
        sums = torch.from_numpy(matmul(self.table, self._operands(numbers), self._operands(weights))).long()
        sum_x, sum_w = numbers.long().sum(1, keepdim=True).cpu(), weights.long().sum(1).cpu()
        return _centred(sums, sum_x, sum_w, self.in_features, of_x, of_weight).to(numbers)

    def _exact(self, x, weight):
        return functional.linear(x, weight)


class Conv2d(nn.Conv2d, _Approximate):
    """A convolution on an approximate multiplier; products with padding go through it as well."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        if x.ndim == 3:
            return self.forward(x[None])[0]
        sums = self._sums(x)
        return sums if self.bias is None else sums + self.bias[:, None, None]

    def _accumulate(self, numbers, weights, of_x, of_weight):
        sums = torch.from_numpy(
            conv2d(
                self.table, self._operands(numbers), self._operands(weights), self.stride, self.padding, self.dilation,
                self.groups, pad_value=of_x.zero,
            )
        ).long()  # fmt: skip
        (rows, columns), ones = self.padding, torch.ones(self.groups, *weights.shape[1:], dtype=torch.float64)
        padded = functional.pad(numbers.double().cpu(), (columns, columns, rows, rows), value=of_x.zero)
        sum_x = functional.conv2d(padded, ones, None, self.stride, 0, self.dilation, self.groups).long()
        sum_x = sum_x.repeat_interleave(self.out_channels // self.groups, dim=1)
        sum_w = weights.long().sum((1, 2, 3)).cpu()[:, None, None]
        return _centred(sums, sum_x, sum_w, self.weight[0].numel(), of_x, of_weight).to(numbers)

    def _exact(self, x, weight):
        return functional.conv2d(x, weight, None, self.stride, self.padding, self.dilation, self.groups)


def convert(
    model: nn.Module, table: Table | Callable[[str, nn.Module], Table | None], inplace: bool = False
) -> nn.Module:
    """Replaces the layers of a model by ones on approximate multipliers; names and parameters stay as they are.

    Args:
        model: its ``Conv2d`` and ``Linear`` layers are replaced.
        table: the multiplier of all of them, or a function of a layer's name and module that gives its own, None to keep it.
        inplace: whether to change the model itself instead of a copy.

    Raises:
        ValueError: a layer pads otherwise than by zeros, or sums more products than 32 bits hold.
    """
    choose = (lambda name, layer: table) if isinstance(table, Table) else table
    model = model if inplace else copy.deepcopy(model)
    for name, layer in list(model.named_modules()):
        kind = {nn.Linear: Linear, nn.Conv2d: Conv2d}.get(type(layer))
        chosen = choose(name, layer) if kind else None
        if kind is None or chosen is None:
            continue
        if kind is Conv2d and (layer.padding_mode != "zeros" or isinstance(layer.padding, str)):
            raise ValueError(f"layer {name} pads by {layer.padding_mode}, {layer.padding}; give zeros and numbers of rows and columns")
        # The layer stays the object that it is, so that whoever refers to it or to its parameters still does.
        layer.__class__ = kind
        layer._take(chosen)
    return model
