#!/usr/bin/env python3
"""Computes the logits of a QosNets bundle with NumPy alone, to the bit of the engine.

    recompute.py BUNDLE IMAGES COUNT [--point NAME] [--out FILE.npz] [--compare FILE.npz]

BUNDLE is a .qosnet file. IMAGES are pixels 0..255: an IDX file, gzipped or not, as
data/fashion-mnist/t10k-images-idx3-ubyte.gz, or a .npy file of uint8 [images, channels, rows, columns].
COUNT images are taken from the front. --out writes one array of float32 [images, classes] for each point,
logits/POINT. --compare reads such a file, as `qosnets evaluate BUNDLE --limit COUNT --logits FILE.npz` writes
it, and exits with 1 unless every bit is the same.

The format is described in docs/bundle-format.md, whose sections the comments below name.
"""

import argparse
import functools
import gzip
import json
import math
import sys
import zipfile

import numpy as np

VERSIONS = (1, 2, 3, 4, 5)
ROWS = 2048  # receptive fields worked on at a time: their sums stay in the cache


class Bundle:
    """The members of the file, section "The archive"."""

    def __init__(self, path):
        self.path = path
        with zipfile.ZipFile(path) as archive:
            manifest = json.loads(archive.read("archive.json"))
            if manifest["format"] != "qosnets-bundle" or manifest["version"] not in VERSIONS:
                raise SystemExit(f"{path}: {manifest} is not a qosnets-bundle of version {VERSIONS}")
            network = json.loads(archive.read("network.json"))
            self.document = json.loads(archive.read("bundle.json"))
        self.arrays = np.load(path)
        self.nodes = network["nodes"]
        self.signed = self.document["signed"]
        self.points = {point["name"]: point for point in self.document["points"]}
        self.layers = [layer["name"] for layer in self.document["layers"]]
        self.half = {layer["name"] for layer in self.document["layers"] if layer.get("weightBits") == 4}
        self.zero_points = {layer["name"]: layer["weightZeroPoint"] for layer in self.document["layers"]}
        self.quantizers = {q["node"]: q for q in self.document["quantizers"]}
        self.shape = tuple(self.nodes[0]["shape"][key] for key in ("channels", "height", "width"))

    def weights(self, layer, fan_in):
        """The weight bytes of a layer, [output channels, K]; section "Weights of 4 bits"."""
        stored = self.arrays[f"weights/{layer}"]
        channels = len(stored)
        if layer not in self.half:
            return stored.reshape(channels, -1).view(np.uint8)
        weights = np.stack([stored & 0xF0, (stored & 0x0F) << 4], axis=2).reshape(channels, -1)[:, :fan_in].copy()
        sums = self.arrays[f"low_sums/{layer}"]
        # Weights that would be -128 in a signed bundle come first: no bundle has any.
        order = np.argsort(weights != 0x80, axis=1, kind="stable")
        rank = np.argsort(order, axis=1, kind="stable")
        weights |= (sums[:, None] // fan_in + (rank < sums[:, None] % fan_in)).astype(np.uint8)
        return weights

    def readers(self, name):
        return [node for node in self.nodes if name in inputs_of(node)]

    def batchnorm_of(self, layer):
        """The batch normalisation that is the only reader of a layer: its affine is part of the layer's."""
        readers = self.readers(layer["name"])
        return readers[0] if len(readers) == 1 and readers[0]["node"] == "batchnorm" else None


def inputs_of(node):
    return [node[key] for key in ("input", "left", "right") if key in node] + node.get("parts", [])


def operand(byte, signed):
    """The number that a byte stands for in a truth table: two's complement in a signed library."""
    return byte.astype(np.int64) - (256 * (byte >= 128) if signed else 0)


def correction(table, weights, signed):
    """Section "Activation-side correction": f(a), the error that activation a has on average over the weights."""
    values = operand(np.arange(256), signed)
    errors = table.astype(np.int64) - values[:, None] * values[None, :]
    counts = np.bincount(weights.ravel(), minlength=256)
    return np.array([round_quotient(int(s), weights.size) for s in errors @ counts])


def round_quotient(total, count):
    """total / count to the nearest integer, half to even."""
    floor, rest = divmod(total, count)
    return floor + (2 * rest > count or (2 * rest == count and floor % 2 == 1))


class Tensor:
    """A node's values: bytes with their quantiser, or float32; [images, channels, rows, columns]."""

    def __init__(self, values, quantizer=None):
        self.values = values
        self.quantizer = quantizer

    def floats(self):
        if self.quantizer is None:
            return self.values
        scale, zero = np.float32(self.quantizer["scale"]), self.quantizer["zeroPoint"]
        return scale * (self.values.astype(np.int32) - zero).astype(np.float32)


class Pass:
    """One operating point on its way through the graph, node by node: section "Running a point"."""

    def __init__(self, bundle, point, pixels):
        self.bundle = bundle
        self.point = bundle.points[point]
        self.pixels = pixels
        self.tensors = {}

    def run(self):
        for node in self.bundle.nodes:
            operator = OPERATORS.get(node["node"])
            if operator is None:
                raise SystemExit(f"{self.bundle.path}: node '{node['name']}' is a {node['node']}, which this program lacks")
            result = operator(self, node)
            if result.quantizer is None and node["name"] in self.bundle.quantizers:
                result = quantize(result.values, self.bundle.quantizers[node["name"]])
            self.tensors[node["name"]] = result
        return result.floats().reshape(len(self.pixels), -1)

    def parameter(self, node, name):
        return self.bundle.arrays[f"points/{self.point['name']}/{node['name']}.{name}"]

    def input(self, node, key="input"):
        return self.tensors[node[key]]

    # Section "Nodes": one function for each.

    def pixel_values(self, node):
        return Tensor(self.pixels.astype(np.float32) / np.float32(255))

    def normalize(self, node):
        mean, std = (np.array(node[key], np.float32)[:, None, None] for key in ("mean", "std"))
        return Tensor((self.input(node).floats() - mean) / std)

    def activation(self, node):
        x = maximum(self.input(node).floats(), np.float32(0))
        if node["kind"] == "Relu6":
            x = np.minimum(x, np.float32(6))
        elif node["kind"] != "Relu":
            raise SystemExit(f"{self.bundle.path}: node '{node['name']}' is of the kind {node['kind']}, which this program lacks")
        return Tensor(x)

    def leaky_relu(self, node):
        x = self.input(node).floats()
        return Tensor(np.where(x < 0, x * np.float32(node["slope"]), x))

    def hard_swish(self, node):
        x = self.input(node).floats()
        gate = maximum(x * (np.float32(1) / np.float32(6)) + np.float32(0.5), np.float32(0))
        return Tensor(maximum(x, np.float32(-3)) * np.minimum(gate, np.float32(1)))

    def silu(self, node):
        x = np.maximum(self.input(node).floats().astype(np.float64), -104.0)
        return Tensor((x * (1 / (1 + exponential(-np.minimum(x, 104.0))))).astype(np.float32))

    def clip(self, node):
        x = self.input(node).floats()
        return Tensor(np.minimum(maximum(x, np.float32(node["low"])), np.float32(node["high"])))

    def prelu(self, node):
        x = self.input(node).floats()
        return Tensor(np.where(x < 0, x * np.array(node["slopes"], np.float32)[:, None, None], x))

    def sigmoid(self, node):
        x = np.clip(self.input(node).floats().astype(np.float64), -104.0, 104.0)
        return Tensor((1 / (1 + exponential(-x))).astype(np.float32))

    def hard_sigmoid(self, node):
        x = self.input(node).floats() * np.float32(node["alpha"]) + np.float32(node["beta"])
        return Tensor(np.minimum(maximum(x, np.float32(0)), np.float32(1)))

    def gelu(self, node):
        x = np.maximum(self.input(node).floats().astype(np.float64), -14.0)
        return Tensor((x * normal_distribution(np.minimum(x, 14.0))).astype(np.float32))

    def multiply(self, node):
        return Tensor(self.input(node, "left").floats() * self.input(node, "right").floats())

    def slice(self, node):
        x = self.input(node)
        rows = node["firstRow"] + node["rowStep"] * np.arange(node["rows"])
        columns = node["firstColumn"] + node["columnStep"] * np.arange(node["columns"])
        return Tensor(x.values[:, np.array(node["channels"])[:, None, None], rows[:, None], columns], x.quantizer)

    def pad(self, node):
        x = self.input(node)
        zero = 0 if x.quantizer is None else x.quantizer["zeroPoint"]
        sides = ((0, 0), (0, 0), (node["top"], node["bottom"]), (node["left"], node["right"]))
        return Tensor(np.pad(x.values, sides, constant_values=zero), x.quantizer)

    def affine_channels(self, node):
        return Tensor(affine(self.input(node).floats(), self.parameter(node, "weight"), self.parameter(node, "bias")))

    def concat(self, node):
        return Tensor(np.concatenate([self.tensors[part].floats() for part in node["parts"]], axis=1))

    def add(self, node):
        return Tensor(self.input(node, "left").floats() + self.input(node, "right").floats())

    def batchnorm(self, node):
        source = self.input(node)
        layer = next(n for n in self.bundle.nodes if n["name"] == node["input"])
        if layer["node"] in ("conv2d", "linear") and self.bundle.batchnorm_of(layer) is node:
            return source
        k = self.normalisation(node)
        offset = (0.0 - self.parameter(node, "running_mean").astype(np.float64)) * k + self.parameter(node, "bias")
        return Tensor(affine(source.floats(), k, offset))

    def normalisation(self, norm):
        """k = weight / sqrt(running_var + epsilon), in double."""
        epsilon = float(np.float32(norm["epsilon"]))
        return self.parameter(norm, "weight").astype(np.float64) / np.sqrt(
            self.parameter(norm, "running_var").astype(np.float64) + epsilon
        )

    def flatten(self, node):
        x = self.input(node)
        return Tensor(x.values.reshape(len(x.values), -1, 1, 1), x.quantizer)

    def maxpool(self, node):
        x = self.input(node)
        return Tensor(functools.reduce(maximum, windows(x.values, node, lowest(x.values.dtype))), x.quantizer)

    def average_pool(self, node):
        x = self.input(node)
        zero = x.quantizer["zeroPoint"]
        total = sum(windows(x.values.astype(np.int32) - np.int32(zero), node, 0))
        inside = sum(windows(np.ones_like(x.values, np.int32), node, 0))
        count = node["kernel"] * node.get("kernelWidth", node["kernel"]) if node["countIncludePad"] else inside.astype(np.float64)
        step = np.asarray(float(np.float32(x.quantizer["scale"])) / count).astype(np.float32)
        return Tensor(total.astype(np.float32) * step)

    def shortcut(self, node):
        x = self.input(node)
        values = x.values[:, :, :: node["stride"], :: node["stride"]]
        before = (node["outChannels"] - values.shape[1]) // 2
        zero = 0 if x.quantizer is None else x.quantizer["zeroPoint"]
        return Tensor(np.pad(values, ((0, 0), (before, before), (0, 0), (0, 0)), constant_values=zero), x.quantizer)

    def global_average_pool(self, node):
        x = self.input(node)
        count = x.values.shape[2] * x.values.shape[3]
        total = x.values.astype(np.int32).sum(axis=(2, 3), keepdims=True, dtype=np.int32) - count * x.quantizer["zeroPoint"]
        return Tensor(total.astype(np.float32) * np.float32(float(np.float32(x.quantizer["scale"])) / count))

    def conv2d(self, node):
        return self.layer(node, Window(node), node["groups"], node["bias"])

    def linear(self, node):
        return self.layer(node, Window({"kernel": 1, "stride": 1, "padding": 0}), 1, node["bias"])

    def layer(self, node, window, groups, has_bias):
        """Sections "The accumulator" and "From the accumulator to float32"."""
        x = self.input(node)
        sums = self.accumulate(node, x, window, groups)
        scales = self.bundle.arrays[f"scales/{node['name']}"].astype(np.float64)
        step = float(np.float32(x.quantizer["scale"])) * np.broadcast_to(scales, sums.shape[1])
        norm = self.bundle.batchnorm_of(node)
        if norm is None:
            scale = step * self.parameter(node, "scale")
            offset = self.parameter(node, "bias")
        else:
            k = self.normalisation(norm)
            bias = self.parameter(node, "bias").astype(np.float64) if has_bias else 0.0
            scale = step * k
            offset = (bias - self.parameter(norm, "running_mean").astype(np.float64)) * k + self.parameter(norm, "bias")
        return Tensor(affine(sums.astype(np.float32), scale, offset))

    def accumulate(self, node, x, window, groups):
        """The centred accumulators of a layer, int32 [images, output channels, rows, columns]."""
        bundle, index = self.bundle, self.bundle.layers.index(node["name"])
        multiplier = bundle.document["multipliers"][self.point["assignment"][index]]["name"]
        table = bundle.arrays[f"tables/{multiplier}"].astype(np.int64)
        inputs_of_group = x.values.shape[1] // groups
        weights = bundle.weights(node["name"], inputs_of_group * window.kernel[0] * window.kernel[1])
        channels, fan_in = weights.shape
        zero_w, zero_x = bundle.zero_points[node["name"]], x.quantizer["zeroPoint"]
        # What depends on the activation goes into the table, what depends on the weights alone is a constant.
        shift = zero_w * operand(np.arange(256), bundle.signed)
        if self.point["corrected"][index]:
            shift = shift + correction(table, weights, bundle.signed)
        centred = (table - shift[:, None]).astype(np.int32)
        constants = fan_in * zero_x * zero_w - zero_x * operand(weights, bundle.signed).sum(axis=1)
        columns, rows, width = receptive_fields(x.values, window, zero_x)
        per_group, inputs = channels // groups, fan_in
        result = np.empty((columns.shape[1], channels), np.int32)
        for group in range(groups):
            own = slice(group * per_group, (group + 1) * per_group)
            gather(centred, columns[group * inputs : (group + 1) * inputs], weights[own], result[:, own])
        result += constants.astype(np.int32)
        return np.ascontiguousarray(result.reshape(len(x.values), rows, width, channels).transpose(0, 3, 1, 2))


class Window:
    """The sizes of a convolution, (rows, columns); keys that a file leaves out are those of a square one."""

    def __init__(self, node):
        kernel, stride, dilation = node["kernel"], node["stride"], node.get("dilation", 1)
        left = node.get("padLeft", node["padding"])
        self.kernel = (kernel, node.get("kernelWidth", kernel))
        self.stride = (stride, node.get("strideWidth", stride))
        self.dilation = (dilation, node.get("dilationWidth", dilation))
        self.padding = (
            (node["padding"], node.get("padBottom", node["padding"])),
            (left, node.get("padRight", left)),
        )


def receptive_fields(x, window, zero):
    """Bytes under the kernel, [channels · kernel rows · columns, images · positions]; the byte of real 0 pads."""
    padded = np.pad(x, ((0, 0), (0, 0), *window.padding), constant_values=zero)
    (kernel, kernel_width), (stride, stride_width), (down, right) = window.kernel, window.stride, window.dilation
    rows = (padded.shape[2] - down * (kernel - 1) - 1) // stride + 1
    width = (padded.shape[3] - right * (kernel_width - 1) - 1) // stride_width + 1
    fields = np.empty((x.shape[1], kernel, kernel_width, len(x), rows, width), np.uint8)
    for i in range(kernel):
        for j in range(kernel_width):
            top, left = i * down, j * right
            part = padded[
                :, :, top : top + stride * (rows - 1) + 1 : stride, left : left + stride_width * (width - 1) + 1 : stride_width
            ]
            fields[:, i, j] = part.transpose(1, 0, 2, 3)
    return fields.reshape(x.shape[1] * kernel * kernel_width, -1), rows, width


def windows(x, node, outside):
    """The values at each place of a pooling window, one array for each place; `outside` stands in the padding."""
    window = Window({"padding": 0, **node})
    padded = np.pad(x, ((0, 0), (0, 0), *window.padding), constant_values=outside)
    (kernel, kernel_width), (stride, stride_width) = window.kernel, window.stride
    rows, columns = (padded.shape[2] - kernel) // stride + 1, (padded.shape[3] - kernel_width) // stride_width + 1
    return [
        padded[:, :, i : i + stride * (rows - 1) + 1 : stride, j : j + stride_width * (columns - 1) + 1 : stride_width]
        for i in range(kernel)
        for j in range(kernel_width)
    ]


def lowest(kind):
    return 0 if kind == np.uint8 else -np.inf


def gather(table, fields, weights, result):
    """result[position, channel] = sum over k of table[fields[k, position], weights[channel, k]]."""
    chosen = [np.ascontiguousarray(table[:, weights[:, k]]) for k in range(weights.shape[1])]
    for start in range(0, len(result), ROWS):
        sums = np.zeros(result[start : start + ROWS].shape, np.int32)
        products = np.empty_like(sums)
        for k, products_of in enumerate(chosen):
            np.take(products_of, fields[k, start : start + ROWS], axis=0, out=products, mode="clip")
            sums += products
        result[start : start + ROWS] = sums


def maximum(a, b):
    """The greater value; +0 is above -0, which np.maximum leaves open."""
    return np.where((a == 0) & (b == 0), a + b, np.maximum(a, b))


def exponential(t):
    """Section "SiLU": e^t for |t| up to 104, of operations that round in one way only."""
    power = t * 1.4426950408889634 + 6755399441055744.0
    whole = power - 6755399441055744.0
    r = t - whole * 6.93147180369123816490e-01 - whole * 1.90821492927058770002e-10
    total = np.full_like(r, 1 / math.factorial(13))
    for n in range(12, -1, -1):
        total = total * r + 1 / math.factorial(n)
    return (total.view(np.int64) + (power.view(np.int64) << 52)).view(np.float64)


@functools.cache
def normal_at(sixteenths):
    """Section "GELU": the distribution function and its density at a multiple of 1/16."""
    c = sixteenths / 16
    density = float(exponential(np.array([-c * c / 2]))[0]) / 2.5066282746310002
    z = abs(c)
    if z >= 2:
        fraction = z
        for n in range(100, 0, -1):
            fraction = z + n / fraction
        upper = density / fraction
    else:
        total, term = 0.0, z
        for n in range(1, 61):
            total += term
            term = term * z * z / (2 * n + 1)
        upper = 0.5 - density * total
    return (upper if c < 0 else 1 - upper), density


def normal_distribution(x):
    """Section "GELU": seven derivatives about the nearest multiple of 1/16."""
    nearest = np.rint(x * 16)
    c = nearest / 16
    h = x - c
    table = np.array([normal_at(i) for i in range(-224, 225)])
    total, density = table[nearest.astype(np.int64) + 224].transpose(-1, *range(x.ndim))
    last, hermite, power = np.zeros_like(x), np.ones_like(x), h
    for n in range(1, 8):
        total = total + density * hermite * power
        last, hermite = hermite, -c * hermite - (n - 1) * last
        power = power * h / (n + 1)
    return total


def affine(x, scale, offset):
    """x · scale + offset for each channel; both numbers rounded once to float32, product and sum rounded apart."""
    scale, offset = (np.asarray(v).astype(np.float32)[:, None, None] for v in (scale, offset))
    return x * scale + offset


def quantize(x, quantizer):
    """Section "Quantisers": one multiplication by 1/scale, round half to even, add the zero point, saturate."""
    inverse = np.float32(1) / np.float32(quantizer["scale"])
    steps = np.rint(x * inverse) + np.float32(quantizer["zeroPoint"])
    return Tensor(np.clip(steps, np.float32(0), np.float32(quantizer["max"])).astype(np.uint8), quantizer)


OPERATORS = {
    "input": Pass.pixel_values,
    "normalize": Pass.normalize,
    "conv2d": Pass.conv2d,
    "linear": Pass.linear,
    "batchnorm": Pass.batchnorm,
    "activation": Pass.activation,
    "clip": Pass.clip,
    "leakyrelu": Pass.leaky_relu,
    "prelu": Pass.prelu,
    "hardswish": Pass.hard_swish,
    "silu": Pass.silu,
    "sigmoid": Pass.sigmoid,
    "hardsigmoid": Pass.hard_sigmoid,
    "gelu": Pass.gelu,
    "affine": Pass.affine_channels,
    "add": Pass.add,
    "multiply": Pass.multiply,
    "concat": Pass.concat,
    "shortcut": Pass.shortcut,
    "slice": Pass.slice,
    "pad": Pass.pad,
    "maxpool": Pass.maxpool,
    "averagepool": Pass.average_pool,
    "globalaveragepool": Pass.global_average_pool,
    "flatten": Pass.flatten,
}


def read_images(path, shape, count):
    if path.endswith(".npy"):
        pixels = np.load(path)
    else:
        with (gzip.open if path.endswith(".gz") else open)(path, "rb") as file:
            data = file.read()
        # IDX: two zero bytes, 8 for unsigned bytes, the number of axes, a big-endian size for each axis.
        axes = data[3]
        sizes = np.frombuffer(data, ">u4", axes, 4)
        pixels = np.frombuffer(data, np.uint8, offset=4 + 4 * axes).reshape([int(size) for size in sizes])
    pixels = pixels.reshape(len(pixels), -1)
    if pixels.shape[1] != math.prod(shape) or len(pixels) < count:
        raise SystemExit(f"{path}: {len(pixels)} images of {pixels.shape[1]} pixels; needed are {count} of {shape}")
    return pixels[:count].reshape(count, *shape)


def compare(results, path):
    """Whether all logits are those of a file, to the bit."""
    expected, alike = np.load(path), True
    for point, logits in results.items():
        other = expected[f"logits/{point}"]
        if other.shape != logits.shape:
            raise SystemExit(f"{path}: logits of {point} are {other.shape} where {logits.shape} were computed")
        wrong = int((other.view(np.uint32) != logits.view(np.uint32)).sum())
        alike &= wrong == 0
        print(f"{point}: {logits.size} logits, {'equal to the bit' if wrong == 0 else f'{wrong} DIFFER'}")
    return alike


def main():
    parser = argparse.ArgumentParser(description="Computes the logits of a QosNets bundle with NumPy alone.")
    parser.add_argument("bundle")
    parser.add_argument("images")
    parser.add_argument("count", type=int)
    parser.add_argument("--point", help="this operating point only")
    parser.add_argument("--out", metavar="FILE.npz", help="write the logits")
    parser.add_argument("--compare", metavar="FILE.npz", help="compare with these logits")
    arguments = parser.parse_args()
    bundle = Bundle(arguments.bundle)
    if arguments.point is not None and arguments.point not in bundle.points:
        raise SystemExit(f"{arguments.bundle}: there is no point {arguments.point}; there are {', '.join(bundle.points)}")
    pixels = read_images(arguments.images, bundle.shape, arguments.count)
    points = bundle.points if arguments.point is None else [arguments.point]
    results = {point: Pass(bundle, point, pixels).run() for point in points}
    if arguments.out:
        np.savez(arguments.out, **{f"logits/{point}": logits for point, logits in results.items()})
    if arguments.compare:
        return 0 if compare(results, arguments.compare) else 1
    if not arguments.out:
        for point, logits in results.items():
            print(point, *logits.argmax(axis=1))
    return 0


if __name__ == "__main__":
    sys.exit(main())
