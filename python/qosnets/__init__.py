"""QosNets for Python: run bundles at their operating points, and multiply through tables of approximate multipliers.

``qosnets.torch`` replaces layers of a PyTorch model by ones whose products come from a table; it needs torch.
"""

from importlib import import_module as _import_module

from ._bundle import Bundle, Point
from ._library import Error, text as _text, version as _version
from ._table import ErrorMetrics, Table, conv2d, error_metrics, matmul

__all__ = ["Bundle", "Error", "ErrorMetrics", "Point", "Table", "conv2d", "error_metrics", "kernel", "matmul"]
__version__ = _version()


def kernel() -> str:
    """Name of the kernels in use: avx512vbmi, avx2, vector128 or scalar, chosen by QOSNETS_KERNEL or the processor."""
    return _text("kernel")


def __getattr__(name: str) -> object:
    # Loaded when it is first named, so that those who have no torch need none.
    if name == "torch":
        return _import_module(".torch", __name__)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
