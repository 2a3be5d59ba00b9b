"""NumPy arrays as the library takes them, checked with errors that name the argument."""

from __future__ import annotations

from ctypes import POINTER, c_float, c_int32, c_uint8

import numpy as np

_POINTERS = {np.dtype(np.uint8): c_uint8, np.dtype(np.int32): c_int32, np.dtype(np.float32): c_float}


def pointer(array: np.ndarray):
    """The address of a contiguous array of bytes, int32 or float32."""
    return array.ctypes.data_as(POINTER(_POINTERS[array.dtype]))


def pixels(images: np.ndarray, shape: tuple[int, int, int]) -> np.ndarray:
    """Images [batch, channels, height, width] as bytes; one image may come without its batch."""
    array = np.asarray(images)
    if array.dtype != np.uint8:
        raise TypeError(f"images are {array.dtype}; give pixels 0..255 as numpy.uint8")
    if array.shape == shape:
        array = array[np.newaxis]
    if array.ndim != 4 or array.shape[1:] != shape:
        raise ValueError(f"images have the shape {array.shape}; (batch, {', '.join(map(str, shape))}) is expected")
    return np.ascontiguousarray(array)


def operands(array: np.ndarray, name: str, dimensions: int, signed: bool) -> np.ndarray:
    """Operands of a table as its raw bytes: uint8 for unsigned tables, int8 for signed ones."""
    array, wanted = np.asarray(array), np.dtype(np.int8 if signed else np.uint8)
    if array.dtype != wanted:
        raise TypeError(f"{name} is {array.dtype}; a table of {'signed' if signed else 'unsigned'} operands takes {wanted}")
    if array.ndim != dimensions:
        raise ValueError(f"{name} has {array.ndim} dimensions; {dimensions} are expected")
    return np.ascontiguousarray(array).view(np.uint8)


def pair(value: int | tuple[int, int], name: str) -> tuple[int, int]:
    """A number for both directions, or one for each."""
    both = (value, value) if isinstance(value, (int, np.integer)) else tuple(value)
    if len(both) != 2:
        raise ValueError(f"{name} is {value}; give a whole number or two")
    return int(both[0]), int(both[1])
