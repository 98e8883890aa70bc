"""Columns in the units of the input, and standardised as a flow takes them."""

from __future__ import annotations

import math
from typing import Any, List, Optional

import numpy as np

from normflow._array import Array, Namespace
from normflow._mixed import ATOMS, is_atom, number_of_atom


class Columns:
    """Names, units and types of the columns of a row and, behind them, of its context."""

    def __init__(self, description: dict) -> None:
        flow = description["flow"]
        self.dim, self.context = flow["dim"], flow["context"]
        self.names = description["columns"]
        self._mean, self._scale = description["mean"], description["scale"]
        self._types: List[dict] = description.get("types") or []
        kinds = self._types or [None] * self.dim
        # what log-densities of standardised rows lack to be in the units of the input
        self.offset = -sum(math.log(s) for t, s in zip(kinds, self._scale) if _is_plain(t))

    @property
    def typed(self) -> bool:
        """Whether values may be texts and None."""
        return bool(self._types)

    def numbers(self, rows: Any) -> np.ndarray:
        """Rows (rows, dim) of what columns hold as numbers: see `Model.numbers`."""
        if not self.typed:
            return np.asarray(rows, np.float64)
        rows = np.asarray(rows, dtype=object)
        self._check(rows, self.dim)
        return np.array([_numbers(t, column) for t, column in zip(self._types, rows.T)]).T

    def values(self, numbers: np.ndarray) -> np.ndarray:
        """The way back from `numbers`: see `Model.values`."""
        self._check(numbers, self.dim)
        if not self.typed:
            return numbers
        columns = [_values(t, column) for t, column in zip(self._types, numbers.T)]
        return np.array(columns, dtype=object).T

    def standardized(self, xp: Namespace, rows: Array) -> Array:
        """Of rows of numbers (rows, dim)."""
        self._check(rows, self.dim)
        if not self.typed:
            return self._moved(xp, rows, 0)
        columns = zip(self._types, rows.T, self._mean, self._scale)
        return xp.stack([_standardized(xp, *column) for column in columns], 1)

    def standardized_context(self, xp: Namespace, context: Optional[Array], like: Array) -> Array:
        """Of a context (rows, context), as many as `like` has; (rows, 0) where there is none."""
        if (context is None) != (self.context == 0):
            names = ", ".join(self.names[self.dim :]) or "none"
            raise ValueError(f"context: this model is conditioned on {names}")
        if context is None:
            return like[:, :0]
        self._check(context, self.context)
        if len(context) != len(like):
            raise ValueError(f"context has {len(context)} rows for {len(like)} rows of data")
        return self._moved(xp, context, self.dim)

    def restored(self, xp: Namespace, z: Array) -> Array:
        """Numbers in the units of the input of standardised rows (rows, dim)."""
        if not self.typed:
            mean, scale = (xp.constant(v[: self.dim], z) for v in (self._mean, self._scale))
            return mean + scale * z
        columns = zip(self._types, z.T, self._mean, self._scale)
        return xp.stack([_restored(xp, *column) for column in columns], 1)

    def _moved(self, xp: Namespace, rows: Array, first: int) -> Array:
        part = slice(first, first + rows.shape[1])
        return (rows - xp.constant(self._mean[part], rows)) / xp.constant(self._scale[part], rows)

    @staticmethod
    def _check(rows: Array, width: int) -> None:
        if rows.ndim != 2 or rows.shape[1] != width:
            raise ValueError(f"shape {tuple(rows.shape)}: must be (rows, {width})")


def _is_plain(column_type: Optional[dict]) -> bool:
    """Whether a column is shifted and divided alone, without atoms and logarithms."""
    return column_type is None or not (
        column_type["atoms"] or column_type.get("nullable") or column_type.get("log")
    )


def _text(value: Any) -> Any:
    """As levels have it: booleans are words, and NaN is nothing."""
    if value is None or value != value:
        return None
    return str(bool(value)).lower() if isinstance(value, (bool, np.bool_)) else value


def _numbers(column_type: dict, values: Any) -> np.ndarray:
    """Of a column of texts, None and numbers."""
    levels = column_type.get("levels")
    if levels:
        values = [_text(v) for v in values]
        values = [v if v is None else levels.index(v) if v in levels else len(levels) for v in values]
    return np.array([np.nan if v is None else float(v) for v in values])


def _values(column_type: dict, numbers: np.ndarray) -> list:
    """Of a column of numbers: texts, None and numbers."""
    levels = column_type.get("levels")
    if levels:
        last = len(levels) - 1
        return [None if v != v else levels[int(np.clip(np.rint(v), 0, last))] for v in numbers]
    return [None if v != v else v for v in numbers]


def _standardized(
    xp: Namespace, column_type: dict, numbers: Array, mean: float, scale: float
) -> Array:
    """Atom k is 1024.5 + 2 k; what is not taken of a number is 0, for the sake of gradients."""
    scored, atoms = numbers, list(column_type["atoms"])
    if column_type.get("nullable"):
        scored = xp.where(xp.isnan(numbers), xp.zeros_like(numbers), numbers)
    if column_type.get("log"):
        shifted = scored + column_type.get("shift", 0)
        one = xp.ones_like(shifted)
        scored = xp.where(shifted <= 0, -np.inf * one, xp.log(xp.where(shifted <= 0, one, shifted)))
    z = (scored - mean) / scale
    if _is_plain(column_type):
        return z
    z = xp.clip(xp.where(z == -np.inf, -z, z), 24 - ATOMS, ATOMS - 24)
    for k, atom in enumerate(atoms):
        z = xp.where(numbers == atom, xp.constant(ATOMS + 2 * k + 0.5, z), z)
    if column_type.get("nullable"):
        z = xp.where(xp.isnan(numbers), xp.constant(ATOMS + 2 * len(atoms) + 0.5, z), z)
    return z


def _restored(xp: Namespace, column_type: dict, z: Array, mean: float, scale: float) -> Array:
    """Nothing is NaN."""
    atoms = column_type["atoms"] + ([np.nan] if column_type.get("nullable") else [])
    numbers = mean + scale * xp.where(is_atom(z), xp.zeros_like(z), z)
    if column_type.get("log"):
        numbers = xp.clip(xp.exp(numbers) - column_type.get("shift", 0), 0, None)
    if column_type.get("whole"):
        numbers = xp.round(numbers)
    if atoms:
        at = xp.whole(xp.clip(number_of_atom(xp, z), 0, len(atoms) - 1))
        numbers = xp.where(is_atom(z), xp.constant(atoms, z)[at], numbers)
    return numbers
