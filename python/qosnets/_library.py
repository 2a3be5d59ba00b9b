"""The shared library: found, loaded, its functions with their types. The calls release Python's global lock, as ctypes does."""

from __future__ import annotations

import ctypes
import os
from ctypes import POINTER, Structure, byref, c_char_p, c_double, c_float, c_int32, c_size_t, c_uint8, c_void_p
from pathlib import Path
from typing import Callable


class Error(Exception):
    """Something that QosNets refuses; the message says what, where and what to do."""


class BundleInfo(Structure):
    _fields_ = [(name, c_int32) for name in ("channels", "height", "width", "classes", "points", "layers")]


class PointInfo(Structure):
    _fields_ = [(name, c_double) for name in ("relative_power", "validation_top1", "temperature")]


class MetricsInfo(Structure):
    _fields_ = [
        (name, c_double)
        for name in (
            "mean_absolute_error",
            "worst_case_error",
            "error_probability",
            "mean_relative_error",
            "mean_squared_error",
            "mean_error",
            "variance",
        )
    ]


class Convolution(Structure):
    _fields_ = [
        (name, c_int32)
        for name in (
            "in_channels", "in_height", "in_width", "out_channels", "kernel_height", "kernel_width", "stride_height",
            "stride_width", "dilation_height", "dilation_width", "pad_top", "pad_left", "pad_bottom", "pad_right", "groups",
        )
    ]  # fmt: skip


_Bytes, _Ints, _Floats = POINTER(c_uint8), POINTER(c_int32), POINTER(c_float)
_FUNCTIONS = {
    "kernel": [c_char_p, c_size_t],
    "bundle_open": [c_char_p, c_int32, POINTER(c_void_p)],
    "bundle_open_memory": [c_char_p, c_size_t, c_int32, POINTER(c_void_p)],
    "bundle_close": [c_void_p],
    "bundle_info": [c_void_p, POINTER(BundleInfo)],
    "point_info": [c_void_p, c_int32, POINTER(PointInfo)],
    "point_name": [c_void_p, c_int32, c_char_p, c_size_t],
    "class_name": [c_void_p, c_int32, c_char_p, c_size_t],
    "switch": [c_void_p, c_int32],
    "run": [c_void_p, c_int32, _Bytes, c_int32, _Floats, _Ints],
    "run_cascade": [c_void_p, _Ints, _Floats, c_int32, _Bytes, c_int32, _Floats, _Ints],
    "table_create": [_Ints, c_int32, POINTER(c_void_p)],
    "table_load": [c_char_p, c_char_p, POINTER(c_void_p)],
    "table_close": [c_void_p],
    "table_products": [c_void_p, _Ints, _Ints],
    "table_metrics": [c_void_p, POINTER(MetricsInfo)],
    "matmul": [c_void_p, _Bytes, _Bytes, _Ints, c_int32, c_int32, c_int32, c_int32],
    "conv2d": [c_void_p, POINTER(Convolution), c_int32, _Bytes, c_uint8, _Bytes, _Ints, c_int32],
}


def _load() -> ctypes.CDLL:
    named = os.environ.get("QOSNETS_LIBRARY")
    path = Path(named) if named else Path(__file__).parent / "lib" / "libqosnets.so"
    try:
        library = ctypes.CDLL(str(path))
    except OSError as fault:
        remedy = "let it name libqosnets.so" if named else "install the wheel of qosnets for this system again"
        raise ImportError(f"{'QOSNETS_LIBRARY=' if named else ''}{path} cannot be loaded ({fault}); {remedy}") from fault
    for name, types in _FUNCTIONS.items():
        function = getattr(library, f"qosnets_{name}")
        function.argtypes, function.restype = types, c_int32
    for name in ("version", "last_error"):
        function = getattr(library, f"qosnets_{name}")
        function.argtypes, function.restype = [c_char_p, c_size_t], c_size_t
    return library


_library = _load()


def call(name: str, *arguments: object) -> None:
    """Calls a function of the library, and raises what it refuses."""
    status = getattr(_library, f"qosnets_{name}")(*arguments)
    if status == 0:
        return
    message = long_text(_library.qosnets_last_error)
    raise {1: ValueError, 5: MemoryError, 6: RuntimeError}.get(status, Error)(message)


def text(name: str, *arguments: object, size: int = 1024) -> str:
    """Calls a function that copies a text."""
    room = ctypes.create_string_buffer(size)
    call(name, *arguments, room, size)
    return room.value.decode()


def long_text(function: Callable[[object, int], int]) -> str:
    """The whole text of a function that returns its length."""
    room = ctypes.create_string_buffer(function(None, 0) + 1)
    function(room, len(room))
    return room.value.decode()


def open_handle(name: str, *arguments: object) -> c_void_p:
    """Calls a function that opens something."""
    handle = c_void_p()
    call(name, *arguments, byref(handle))
    return handle


def version() -> str:
    """Version of the library."""
    return long_text(_library.qosnets_version)
