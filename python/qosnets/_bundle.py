"""Bundles: networks with operating points, run by the engine."""

from __future__ import annotations

import os
from ctypes import byref, c_int32
from dataclasses import dataclass
from types import TracebackType
from typing import Sequence

import numpy as np

from . import _arrays, _library

_CURRENT = -1


@dataclass(frozen=True)
class Point:
    """An operating point of a bundle.

    Attributes:
        name: its name, as ``run`` takes it.
        relative_power: power of all multiplications, 1 for exact products.
        validation_top1: accuracy on validation images, 0..1, or None where the bundle does not know it.
        temperature: what margins of its logits are divided by in a cascade.
    """

    name: str
    relative_power: float
    validation_top1: float | None
    temperature: float

    @property
    def saving(self) -> float:
        """The power of multiplications that it saves, 0..1."""
        return 1 - self.relative_power


class Bundle:
    """A bundle (.qosnet) and its engine. Its methods may be called from several threads at a time.

    >>> bundle = qosnets.Bundle("fashion-resnet8.qosnet")
    >>> logits = bundle.run(images, point="save80")        # uint8 [batch, channels, height, width]
    >>> bundle.switch("save88")                            # for all runs that name no point

    Args:
        source: path of the file, or its bytes.
        threads: threads that one call may use; 0 takes QOSNETS_THREADS, else all processors.
    """

    def __init__(self, source: str | os.PathLike[str] | bytes, threads: int = 0) -> None:
        if isinstance(source, bytes):
            self._handle = _library.open_handle("bundle_open_memory", source, len(source), threads)
        else:
            self._handle = _library.open_handle("bundle_open", os.fsencode(source), threads)
        info = _library.BundleInfo()
        _library.call("bundle_info", self._handle, byref(info))
        self.shape: tuple[int, int, int] = (info.channels, info.height, info.width)
        self.classes: list[str] = [_library.text("class_name", self._handle, i) for i in range(info.classes)]
        self.points: list[Point] = [self._point(i) for i in range(info.points)]
        self.layers: int = info.layers

    def _point(self, index: int) -> Point:
        info = _library.PointInfo()
        _library.call("point_info", self._handle, index, byref(info))
        known = None if np.isnan(info.validation_top1) else info.validation_top1
        return Point(_library.text("point_name", self._handle, index), info.relative_power, known, info.temperature)

    def _index(self, point: str | int) -> int:
        if isinstance(point, (int, np.integer)):
            return int(point)
        names = [p.name for p in self.points]
        if point not in names:
            raise ValueError(f"there is no operating point {point!r}; choose one of {', '.join(names)}")
        return names.index(point)

    def saving(self, point: str | int) -> float:
        """The power of multiplications that a point saves, 0..1."""
        return self.points[self._index(point)].saving

    def switch(self, point: str | int) -> None:
        """Makes a point the current one, for all threads; at first it is the first one. Runs in progress end at theirs."""
        index = self._index(point)
        _library.call("switch", self._handle, index)

    def run(self, images: np.ndarray, point: str | int | None = None) -> np.ndarray:
        """Classifies images.

        Args:
            images: pixels 0..255, uint8 [batch, channels, height, width], or one image [channels, height, width].
            point: name or index of an operating point; None takes the current one.

        Returns:
            Logits, float32 [batch, classes], the same bits on every processor.
        """
        return self.run_named(images, point)[0]

    def run_named(self, images: np.ndarray, point: str | int | None = None) -> tuple[np.ndarray, str]:
        """As ``run``, with the name of the point that all images ran at."""
        pixels = _arrays.pixels(images, self.shape)
        logits = np.empty((len(pixels), len(self.classes)), np.float32)
        chosen, ran = _CURRENT if point is None else self._checked(point), c_int32()
        _library.call(
            "run", self._handle, chosen, _arrays.pointer(pixels), len(pixels), _arrays.pointer(logits), byref(ran)
        )
        return logits, self.points[ran.value].name

    def run_cascade(
        self, images: np.ndarray, points: Sequence[str | int], min_margins: Sequence[float]
    ) -> tuple[np.ndarray, np.ndarray]:
        """Classifies images at the first point, those that it is unsure of at the next, and so on.

        Args:
            images: as for ``run``.
            points: two or more points, from cheap to dear.
            min_margins: for each point but the last, the margin of the two largest logits, divided by the point's
                temperature, from which it is sure of an image.

        Returns:
            Logits, and for each image the index of the point that gave them (int32).
        """
        pixels = _arrays.pixels(images, self.shape)
        if len(min_margins) != len(points) - 1:
            raise ValueError(f"{len(min_margins)} margins for {len(points)} points; give one for each point but the last")
        indices = np.array([self._checked(p) for p in points], np.int32)
        margins = np.array(min_margins, np.float32)
        logits, ran = np.empty((len(pixels), len(self.classes)), np.float32), np.empty(len(pixels), np.int32)
        _library.call(
            "run_cascade", self._handle, _arrays.pointer(indices), _arrays.pointer(margins), len(indices),
            _arrays.pointer(pixels), len(pixels), _arrays.pointer(logits), _arrays.pointer(ran),
        )  # fmt: skip
        return logits, ran

    def _checked(self, point: str | int) -> int:
        index = self._index(point)
        if not 0 <= index < len(self.points):
            raise ValueError(f"there is no operating point {index}; there are {len(self.points)}, from 0")
        return index

    def close(self) -> None:
        """Frees the bundle; later calls are refused."""
        handle, self._handle = self._handle, None
        if handle is not None:
            _library.call("bundle_close", handle)

    def __enter__(self) -> Bundle:
        return self

    def __exit__(self, kind: type | None, fault: BaseException | None, trace: TracebackType | None) -> None:
        self.close()

    def __del__(self) -> None:
        if getattr(self, "_handle", None) is not None:
            self.close()

    def __repr__(self) -> str:
        return f"<qosnets.Bundle of {self.shape}, {len(self.classes)} classes, points {[p.name for p in self.points]}>"
