"""Layers of PyTorch on tables: with the exact table they are torch's own layers on quantised values."""

import copy
import io
import unittest

import numpy as np
import torch
from torch import nn
from torch.nn import functional

import qosnets


def quantised(real, low, high, levels, signed=False):
    """Float64 values of the quantised tensor."""
    real = real.double()
    if signed:
        scale, zero, least = max(-low, high) / levels, 0, -levels
    else:
        scale = (max(high, 0) - min(low, 0)) / levels
        zero, least = round(-min(low, 0) / scale), 0
    return (torch.clamp(torch.round(real / scale) + zero, least, levels) - zero) * scale


class TorchTests(unittest.TestCase):
    def setUp(self):
        torch.manual_seed(3)

    def cases(self):
        return [
            (nn.Linear(33, 7), torch.randn(5, 33)),
            (nn.Linear(33, 7, bias=False), torch.randn(2, 5, 33).relu()),
            (nn.Conv2d(3, 8, 3, stride=2, padding=1), torch.randn(2, 3, 9, 8)),
            (nn.Conv2d(4, 8, (3, 2), dilation=2, padding=(2, 1), groups=2, bias=False), torch.randn(2, 4, 9, 8)),
            (nn.Conv2d(6, 6, 3, groups=6), torch.randn(6, 7, 7)),
        ]

    def test_the_exact_table_gives_exact_sums_of_quantised_values(self):
        for signed in (False, True):
            for layer, x in self.cases():
                layer = layer.double()
                model = qosnets.torch.convert(layer, qosnets.Table.exact(signed))
                qx = quantised(x, float(x.min()), float(x.max()), 127 if signed else 255)
                w = layer.weight.detach()
                qw = quantised(w, float(w.min()), float(w.max()), 127 if signed else 255, signed)
                bias = layer.bias
                if isinstance(layer, nn.Linear):
                    expected = functional.linear(qx, qw, bias)
                else:
                    expected = functional.conv2d(qx, qw, bias, layer.stride, layer.padding, layer.dilation, layer.groups)
                torch.testing.assert_close(model(x.double()), expected, rtol=1e-6, atol=1e-6)

    def test_gradients_are_those_of_exact_sums_and_stop_at_saturated_values(self):
        for layer, x in self.cases():
            model = qosnets.torch.convert(layer, qosnets.Table.exact())
            model(x)
            model.eval()
            wide = (3 * x).requires_grad_()
            model(wide).sum().backward()
            saturated = (wide < model.low) | (wide > model.high)
            self.assertTrue(saturated.any())
            # Half a step beyond the range still rounds into it.
            step = (model.high - model.low.clamp(max=0)) / 255
            far = (wide < model.low - step) | (wide > model.high + step)
            self.assertEqual(float(wide.grad[far].abs().sum()), 0)
            self.assertGreater(float(wide.grad[~saturated].abs().sum()), 0)
            self.assertTrue(torch.isfinite(model.weight.grad).all() and model.weight.grad.abs().sum() > 0)

    def test_a_model_learns_through_an_approximate_multiplier(self):
        products = qosnets.Table.exact().products // 16 * 16
        model = nn.Sequential(nn.Conv2d(1, 8, 3), nn.ReLU(), nn.Flatten(), nn.Linear(8 * 36, 2))
        model = qosnets.torch.convert(model, qosnets.Table(products))
        x = torch.rand(256, 1, 8, 8)
        y = (x[:, 0, :4].sum((1, 2)) > x[:, 0, 4:].sum((1, 2))).long()
        optimiser = torch.optim.Adam(model.parameters(), 0.01)
        losses = []
        for _ in range(40):
            optimiser.zero_grad()
            loss = functional.cross_entropy(model(x), y)
            loss.backward()
            optimiser.step()
            losses.append(float(loss))
        self.assertLess(losses[-1], 0.5 * losses[0])

    def test_a_converted_model_keeps_names_and_parameters_and_can_be_copied_and_saved(self):
        model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(32, 2))
        table = qosnets.Table.exact()
        converted = qosnets.torch.convert(model, table)
        self.assertIs(type(model[0]), nn.Conv2d)
        self.assertLess(set(model.state_dict()), set(converted.state_dict()))
        x = torch.rand(4, 1, 6, 6)
        expected = converted(x)
        converted.eval()
        file = io.BytesIO()
        torch.save(converted, file)
        file.seek(0)
        for other in (copy.deepcopy(converted), torch.load(file)):
            torch.testing.assert_close(other(x), expected, rtol=0, atol=0)

    def test_layers_may_have_multipliers_of_their_own_or_none(self):
        model = nn.Sequential(nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(32, 2))
        table = qosnets.Table.exact()
        converted = qosnets.torch.convert(model, lambda name, layer: table if name == "2" else None, inplace=True)
        self.assertIs(converted, model)
        self.assertIs(type(model[0]), nn.Conv2d)
        self.assertIs(type(model[2]), qosnets.torch.Linear)

    def test_what_cannot_be_converted_is_refused_in_words(self):
        for layer, words in [
            (nn.Conv2d(1, 1, 3, padding="same"), "pads by zeros, same"),
            (nn.Conv2d(1, 1, 3, padding_mode="reflect", padding=1), "reflect"),
            (nn.Linear(40000, 1), "40000 products"),
        ]:
            with self.subTest(words), self.assertRaisesRegex(ValueError, words):
                qosnets.torch.convert(layer, qosnets.Table.exact())


if __name__ == "__main__":
    unittest.main()
