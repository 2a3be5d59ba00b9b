"""Tables of products: approximate multipliers, and sums of their products."""

from __future__ import annotations

import os
from ctypes import byref, c_int32
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from . import _arrays, _library


@dataclass(frozen=True)
class ErrorMetrics:
    """Error figures over all operand pairs, each equally likely; an error is product minus exact product.

    Attributes:
        mean_absolute_error: MAE.
        worst_case_error: WCE.
        error_probability: EP, the part of the pairs with an error, 0..1.
        mean_relative_error: MRE over the pairs whose exact product is not 0; 1 means 100 %.
        mean_squared_error: MSE.
        mean_error: the bias.
        variance: of the error.
    """

    mean_absolute_error: float
    worst_case_error: float
    error_probability: float
    mean_relative_error: float
    mean_squared_error: float
    mean_error: float
    variance: float


class Table:
    """The 65,536 products of an 8×8-bit multiplier.

    Args:
        products: whole numbers [256, 256], row a and column w. In a table of signed operands the row of −1 is 255, as the bits
            of an int8 have it.
        signed: whether operands and products are two's complement; None says so where a product is negative.
    """

    def __init__(self, products: np.ndarray, signed: bool | None = None) -> None:
        array = np.asarray(products)
        if array.shape not in ((256, 256), (65536,)) or array.dtype.kind not in "iu":
            raise ValueError(f"products are {array.dtype} of the shape {array.shape}; whole numbers [256, 256] are expected")
        signed = bool((array < 0).any()) if signed is None else signed
        low, high = (-32768, 32767) if signed else (0, 65535)
        if array.min() < low or array.max() > high:
            kind = "signed" if signed else "unsigned"
            raise ValueError(f"products are {array.min()}..{array.max()}; {kind} ones are {low}..{high}")
        flat = np.ascontiguousarray(array.reshape(-1), dtype=np.int32)
        self._adopt(_library.open_handle("table_create", _arrays.pointer(flat), int(signed)))

    @classmethod
    def load(cls, path: str | os.PathLike[str], name: str | None = None, signed: bool | None = None) -> Table:
        """Loads a multiplier.

        Args:
            path: a NumPy table (.npy, [256, 256]), or a library of `qosnets multipliers` (.npz).
            name: the multiplier's name in a library.
            signed: for a NumPy table, as in the constructor.
        """
        if Path(path).suffix != ".npz":
            if name is not None:
                raise ValueError(f"{path} is no library (.npz), so it has no multiplier {name!r}")
            return cls(np.load(path), signed)
        if name is None:
            raise ValueError(f"{path} is a library; name one of its multipliers")
        table = cls.__new__(cls)
        table._adopt(_library.open_handle("table_load", os.fsencode(path), name.encode()))
        return table

    @classmethod
    def exact(cls, signed: bool = False) -> Table:
        """The table of exact products."""
        operands = np.arange(256, dtype=np.int32)
        if signed:
            operands = operands.astype(np.uint8).view(np.int8).astype(np.int32)
        return cls(np.outer(operands, operands), signed)

    def _adopt(self, handle: object) -> None:
        self._handle = handle
        products, signed = np.empty(65536, np.int32), c_int32()
        _library.call("table_products", handle, _arrays.pointer(products), byref(signed))
        self.signed: bool = bool(signed.value)
        self.products: np.ndarray = products.reshape(256, 256)
        self.products.flags.writeable = False

    @property
    def operand_type(self) -> np.dtype:
        """NumPy type of its operands: uint8 or int8."""
        return np.dtype(np.int8 if self.signed else np.uint8)

    # A table never changes, so a copy of a model shares it; a saved model holds its products.
    def __copy__(self) -> Table:
        return self

    def __deepcopy__(self, known: dict) -> Table:
        return self

    def __reduce__(self) -> tuple:
        return Table, (np.array(self.products), self.signed)

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            _library.call("table_close", self._handle)
            self._handle = None

    def __repr__(self) -> str:
        return f"<qosnets.Table of {'signed' if self.signed else 'unsigned'} operands>"


def error_metrics(table: Table) -> ErrorMetrics:
    """Error figures of a table."""
    info = _library.MetricsInfo()
    _library.call("table_metrics", table._handle, byref(info))
    return ErrorMetrics(**{name: getattr(info, name) for name, _ in info._fields_})


def matmul(table: Table, x: np.ndarray, w: np.ndarray, threads: int = 0) -> np.ndarray:
    """Multiplies matrices through a table: ``sums[m, n] = Σ_k T[x[m, k], w[n, k]]``.

    Args:
        table: the multiplier.
        x: activations [m, k], uint8, or int8 for a table of signed operands.
        w: weights [n, k] of the same type.
        threads: how many to use; 0 takes QOSNETS_THREADS, else all processors.

    Returns:
        Sums, int32 [m, n]; they wrap at 32 bits.
    """
    x, w = _arrays.operands(x, "x", 2, table.signed), _arrays.operands(w, "w", 2, table.signed)
    if x.shape[1] != w.shape[1]:
        raise ValueError(f"x {x.shape} and w {w.shape} sum over {x.shape[1]} and {w.shape[1]} products; make them the same")
    (m, k), n = x.shape, len(w)
    sums = np.empty((m, n), np.int32)
    _library.call(
        "matmul", table._handle, _arrays.pointer(x), _arrays.pointer(w), _arrays.pointer(sums), m, n, k, threads
    )
    return sums


def conv2d(
    table: Table,
    x: np.ndarray,
    w: np.ndarray,
    stride: int | tuple[int, int] = 1,
    padding: int | tuple[int, int] = 0,
    dilation: int | tuple[int, int] = 1,
    groups: int = 1,
    pad_value: int = 0,
    threads: int = 0,
) -> np.ndarray:
    """Convolves through a table; what is multiplied with padding goes through it as well, as in hardware.

    Args:
        table: the multiplier.
        x: activations [batch, channels, height, width], uint8, or int8 for a table of signed operands.
        w: weights [outputs, channels / groups, rows, columns] of the same type.
        stride, padding, dilation: for both directions, or (rows, columns).
        groups: groups of channels.
        pad_value: the operand that stands outside the image: the zero point of x.
        threads: how many to use; 0 takes QOSNETS_THREADS, else all processors.

    Returns:
        Sums, int32 [batch, outputs, height, width]; they wrap at 32 bits.
    """
    x, w = _arrays.operands(x, "x", 4, table.signed), _arrays.operands(w, "w", 4, table.signed)
    (sh, sw), (ph, pw) = _arrays.pair(stride, "stride"), _arrays.pair(padding, "padding")
    dh, dw = _arrays.pair(dilation, "dilation")
    low, high = (-128, 127) if table.signed else (0, 255)
    if not low <= pad_value <= high:
        raise ValueError(f"pad_value is {pad_value}; operands are {low}..{high}")
    if groups < 1 or x.shape[1] % groups or w.shape[0] % groups or w.shape[1] != x.shape[1] // groups:
        raise ValueError(f"x {x.shape} and w {w.shape} do not fit {groups} groups; w has channels / groups in its second place")
    if min(sh, sw, dh, dw) < 1 or min(ph, pw) < 0:
        raise ValueError("stride and dilation must be at least 1, padding at least 0")
    rows = (x.shape[2] + 2 * ph - dh * (w.shape[2] - 1) - 1) // sh + 1
    columns = (x.shape[3] + 2 * pw - dw * (w.shape[3] - 1) - 1) // sw + 1
    if rows < 1 or columns < 1:
        raise ValueError(f"a kernel of {w.shape[2:]} with dilation {(dh, dw)} exceeds the padded image of {x.shape[2:]}")
    sizes = _library.Convolution(
        *x.shape[1:], w.shape[0], *w.shape[2:], sh, sw, dh, dw, ph, pw, ph, pw, groups
    )
    sums = np.empty((len(x), w.shape[0], rows, columns), np.int32)
    _library.call(
        "conv2d", table._handle, byref(sizes), len(x), _arrays.pointer(x), pad_value & 255, _arrays.pointer(w),
        _arrays.pointer(sums), threads,
    )  # fmt: skip
    return sums
