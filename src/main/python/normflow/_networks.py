"""The networks of docs/format.md: a row of inputs to a row of parameters."""

from __future__ import annotations

from typing import Any, Dict, List, Sequence

import numpy as np

from normflow._array import Array, Namespace

SLOPE = 0.2  # of LeakyReLU below 0


def _leaky_relu(xp: Namespace, x: Array) -> Array:
    return xp.where(x >= 0, x, SLOPE * x)


def _linear(weights: Dict[str, Array], name: str, x: Array) -> Array:
    return x @ weights[name + ".weight"] + weights[name + ".bias"]


def mlp(xp: Namespace, weights: Dict[str, Array], name: str, layers: int, x: Array) -> Array:
    """A perceptron of so many linear layers."""
    for i in range(layers):
        x = _linear(weights, f"{name}.{i}", _leaky_relu(xp, x) if i else x)
    return x


def residual(xp: Namespace, weights: Dict[str, Array], name: str, blocks: int, x: Array) -> Array:
    """A residual network of so many blocks."""
    x = _linear(weights, name + ".in", x)
    for i in range(blocks):
        inner = _linear(weights, f"{name}.{i}.0", _leaky_relu(xp, x))
        x = x + _linear(weights, f"{name}.{i}.1", _leaky_relu(xp, inner))
    return _linear(weights, name + ".out", x)


def degrees(
    inputs: Any, context: int, hidden: Sequence[int], groups: Sequence[Any]
) -> List[np.ndarray]:
    """Of the inputs, every hidden layer and the outputs: how many columns a unit may see.

    `inputs` has the number of each column, a group of outputs one for all columns or one of each.
    """
    columns = np.arange(len(inputs))
    lowest = 0 if context else min(1, len(inputs) - 1)
    all_degrees = [np.concatenate([np.zeros(context, int), np.repeat(columns + 1, inputs)])]
    all_degrees += [lowest + np.arange(n) * (len(inputs) - lowest) // n for n in hidden]
    return all_degrees + [np.concatenate([np.repeat(columns, sizes) for sizes in groups])]


def masked_mlp(
    xp: Namespace, weights: Dict[str, Array], of_layers: List[np.ndarray], x: Array
) -> Array:
    """A perceptron `net`, whose weights count only where degrees do not fall."""
    for i, (below, above) in enumerate(zip(of_layers, of_layers[1:])):
        weight = weights[f"net.{i}.weight"]
        masked = weight * xp.constant(above >= below[:, None], weight)
        x = (_leaky_relu(xp, x) if i else x) @ masked + weights[f"net.{i}.bias"]
    return x
