"""Flows of standardised rows: layers and a base, which may be a mixture of flows."""

from __future__ import annotations

import math
from typing import Dict, Tuple, Union

import numpy as np

from normflow._array import Array, Namespace, known
from normflow._bases import BASES
from normflow._layers import LAYERS


class Flow:
    """The flow of a description and its weights, by the names of docs/format.md.

    Arrays are those of the namespace: rows (rows, dim), contexts (rows, context), with no columns
    where there is no context. Raises ValueError for a type that this reader does not know.
    """

    def __init__(self, xp: Namespace, flow: dict, weights: Dict[str, Array]) -> None:
        self._xp, base = xp, flow["base"]
        mixture, of_base = base["type"] == "mixture-of-flows", _below("base.", weights)
        self._base: Union[_Mixture, _Simple] = (
            _Mixture(xp, base, of_base) if mixture else _Simple(xp, flow["dim"], base, of_base)
        )
        self._layers = [
            (known(LAYERS, layer["type"], "layer"), layer, _below(f"layers.{i}.", weights))
            for i, layer in enumerate(flow["layers"])
        ]

    def log_prob(self, x: Array, context: Array) -> Array:
        """Of each row."""
        z, log_det = self.to_base(x, context)
        return log_det + self._base.log_prob(z, context)

    def sample(self, random: np.random.Generator, context: Array) -> Array:
        """A draw for each row of a context."""
        return self.to_data(self._base.sample(random, context), context)[0]

    def to_base(self, x: Array, context: Array) -> Tuple[Array, Array]:
        """The images of rows in the base, and the log-determinants of the way there."""
        return self._through(self._layers, x, context, True)

    def to_data(self, z: Array, context: Array) -> Tuple[Array, Array]:
        """The inverse of `to_base`, and the log-determinants of the way back."""
        return self._through(self._layers[::-1], z, context, False)

    def _through(self, layers: list, x: Array, context: Array, to_base: bool) -> Tuple[Array, Array]:
        total = self._xp.zeros_like(x[:, 0])
        for layer, arguments, weights in layers:
            x, log_det = layer(self._xp, arguments, weights, x, context, to_base)
            total = total + log_det
        return x, total


class _Simple:
    """A base of a formula of its own."""

    def __init__(self, xp: Namespace, dim: int, base: dict, weights: Dict[str, Array]) -> None:
        self._xp, self._dim, self._base, self._weights = xp, dim, base, weights
        self._log, self._draws = known(BASES, base["type"], "base")

    def log_prob(self, z: Array, context: Array) -> Array:
        return self._log(self._xp, self._base, self._weights, z)

    def sample(self, random: np.random.Generator, context: Array) -> Array:
        weights = {name: self._xp.numpy(weight) for name, weight in self._weights.items()}
        draws = self._draws(self._base, weights, random, len(context), self._dim)
        return self._xp.constant(draws, context)


class _Mixture:
    """Flows in equal parts, or each for the rows that it was not fitted to."""

    def __init__(self, xp: Namespace, base: dict, weights: Dict[str, Array]) -> None:
        self._xp, self._cross_fitted = xp, base["crossFitted"]
        self._members = [
            Flow(xp, flow, _below(f"{k}.", weights)) for k, flow in enumerate(base["members"])
        ]

    def log_prob(self, z: Array, context: Array) -> Array:
        each = self._xp.stack([member.log_prob(z, context) for member in self._members], 0)
        if self._cross_fitted:
            return each[self._own(z, context), np.arange(len(z))]
        return self._xp.logsumexp(each, 0) - math.log(len(each))

    def _own(self, z: Array, context: Array) -> np.ndarray:
        """Which member a row belongs to, in the engine's single precision."""
        rows = self._xp.numpy(self._xp.concatenate([z, context], 1)).astype(np.float32)
        golden = (math.sqrt(5) - 1) / 2
        factors = 64 * (1 + golden * np.arange(1, rows.shape[1] + 1) % 1)
        products = rows * factors.astype(np.float32)
        fraction = (products - np.floor(products)).sum(1, dtype=np.float32)
        return np.floor((fraction - np.floor(fraction)) * np.float32(len(self._members))).astype(int)

    def sample(self, random: np.random.Generator, context: Array) -> Array:
        chosen = random.integers(len(self._members), size=len(context))
        drawn = [member.sample(random, context) for member in self._members]
        return self._xp.stack(drawn, 0)[chosen, np.arange(len(context))]


def _below(prefix: str, weights: Dict[str, Array]) -> Dict[str, Array]:
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}
