"""Model folders, and the densities that they hold."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any, Dict, Optional, Union

import numpy as np

from normflow._array import NUMPY
from normflow._columns import Columns
from normflow._flow import Flow

if TYPE_CHECKING:
    from normflow.torch import Density

FORMAT = 1


def load(folder: Union[str, os.PathLike]) -> Model:
    """The model in a folder. Raises ValueError if it is not of a format that this reader knows."""
    with open(os.path.join(folder, "flow.json"), encoding="utf-8") as file:
        description = json.load(file)
    version = description.get("formatVersion")
    if version != FORMAT:
        raise ValueError(f"{folder}: format version {version}, this reader knows {FORMAT}")
    return Model(description, _tensors(os.path.join(folder, "parameters.safetensors")))


def _tensors(path: str) -> Dict[str, np.ndarray]:
    """Arrays of a safetensors file by their names, as doubles."""
    with open(path, "rb") as file:
        content = file.read()
    length = int.from_bytes(content[:8], "little")
    data = memoryview(content)[8 + length :]
    tensors = {}
    for name, entry in json.loads(content[8 : 8 + length]).items():
        start, end = entry["data_offsets"]
        values = np.frombuffer(data[start:end], dtype="<f4").astype(np.float64)
        tensors[name] = values.reshape(entry["shape"])
    return tensors


class Model:
    """A density of rows of `dim` columns, given `context` columns if there are any."""

    def __init__(self, description: dict, weights: Dict[str, np.ndarray]) -> None:
        self._description, self._weights = description, weights
        self._columns = Columns(description)
        self._flow = Flow(NUMPY, description["flow"], weights)
        self.dim, self.context = self._columns.dim, self._columns.context
        self.columns = self._columns.names

    def log_prob(self, x: Any, context: Any = None) -> np.ndarray:
        """log p of each row of x (rows, dim), given the rows of a context (rows, context)."""
        z = _single(self._columns.standardized(NUMPY, self.numbers(x)))
        return self._flow.log_prob(z, self._context(context, z)) + self._columns.offset

    def sample(self, n: int, context: Any = None, seed: Optional[int] = None) -> np.ndarray:
        """n draws (n, dim), one for each of n rows of a context if the model has one."""
        given = self._context(context, np.empty((n, 0)))
        z = self._flow.sample(np.random.default_rng(seed), given)
        return self.values(self._columns.restored(NUMPY, z))

    def numbers(self, rows: Any) -> np.ndarray:
        """Rows (rows, dim) as numbers: a text is its place among the levels, None is NaN."""
        return self._columns.numbers(rows)

    def values(self, numbers: np.ndarray) -> np.ndarray:
        """The way back from `numbers`: texts, None and numbers, where columns hold such."""
        return self._columns.values(numbers)

    def to_torch(self) -> Density:
        """The same density as a module of PyTorch, with these weights in single precision.

        Raises ImportError where PyTorch is not installed.
        """
        try:
            from normflow.torch import Density
        except ModuleNotFoundError as error:
            if error.name != "torch":
                raise
            raise ImportError("to_torch needs PyTorch, which is not here: pip install torch") from error
        return Density(self._description, self._weights)

    def _context(self, context: Any, like: np.ndarray) -> np.ndarray:
        if context is not None:
            context = np.asarray(context, np.float64)
        return _single(self._columns.standardized_context(NUMPY, context, like))


def _single(rows: np.ndarray) -> np.ndarray:
    """Rounded to the single precision that the model was trained in."""
    return rows.astype(np.float32).astype(np.float64)
