"""Layers: (xp, arguments, weights, rows, context, whether towards the base).

They give the rows that these become, and log-determinants: one of each row, or one for all.
"""

from __future__ import annotations

import math
from typing import Callable, Dict, Tuple

import numpy as np

from normflow._array import Array, Namespace, softplus
from normflow._maps import bounded, spline_of, split, univariate
from normflow._mixed import mixed
from normflow._networks import degrees, masked_mlp, mlp, residual

Weights = Dict[str, Array]
Moved = Tuple[Array, Array]
NEWTON_STEPS = 20


def _planar(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    w, u, b = weights["w"][0], weights["u"][0], weights["b"][0, 0]
    product = w @ u
    slope = softplus(xp, product + (math.log(math.e - 1) if arguments["centred"] else 0)) + 1e-6
    u = u + w * (slope - 1 - product) / xp.clip(w @ w, 1e-12, None)
    k, a = slope - 1, x @ w + b
    if not to_base:  # the root of r + k tanh(r) = a by Newton's method, from one side
        size = xp.abs(a)
        start = size / (1 + xp.clip(k, 0, None))
        root = xp.where(start > size - k, start, size - k)
        for _ in range(NEWTON_STEPS):
            bend = xp.tanh(root)
            root = root - (root + k * bend - size) / (slope - k * bend**2)
        a = root * xp.sign(a)
    bend = xp.tanh(a)
    log_det = xp.log((1 - bend**2) * slope + bend**2)
    moved = bend[:, None] * u
    return (x + moved, log_det) if to_base else (x - moved, -log_det)


def _radial(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    alpha = softplus(xp, weights["alpha"][0, 0])
    beta = softplus(xp, weights["beta"][0, 0]) - alpha
    offset = x - weights["centre"]
    distance = xp.sqrt((offset**2).sum(1) + 1e-12)
    if not to_base:
        linear = alpha + beta - distance
        root = xp.sqrt(linear**2 + 4 * alpha * distance)
        distance = 2 * alpha * distance / (linear + root)
    near = 1 / (alpha + distance)
    pull = beta * near
    log_det = (x.shape[1] - 1) * xp.log1p(pull) + xp.log1p(pull * alpha * near)
    if to_base:
        return x + offset * pull[:, None], log_det
    return weights["centre"] + offset / (1 + pull[:, None]), -log_det


def _normalised(
    xp: Namespace, weights: Weights, mean: Array, variance: Array, x: Array, to_base: bool
) -> Moved:
    scale = xp.exp(weights["log_scale"]) / xp.sqrt(variance)
    log_det = xp.log(scale).sum()
    if to_base:
        return (x - mean) * scale + weights["shift"], log_det
    return (x - weights["shift"]) / scale + mean, -log_det


def _act_norm(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    variance = weights["initial_variance"] + 1e-6
    return _normalised(xp, weights, weights["initial_mean"], variance, x, to_base)


def _batch_norm(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    variance = weights["running_variance"] + arguments["epsilon"]
    return _normalised(xp, weights, weights["running_mean"], variance, x, to_base)


def _permutation(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    order = arguments["order"]
    return x[:, order if to_base else np.argsort(order)], 0


def _lu_linear(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    matrix, diagonal = weights["matrix"], xp.diag(weights["matrix"])
    lower = xp.tril(matrix, -1) + xp.diag(xp.ones_like(diagonal))
    product = lower @ (xp.triu(matrix, 1) + xp.diag(xp.exp(diagonal)))
    if to_base:
        return x @ product + weights["bias"], diagonal.sum()
    return xp.solve(product.T, (x - weights["bias"]).T).T, -diagonal.sum()


def _whitening(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    matrix, middle = np.array(arguments["matrix"]), xp.constant(arguments["mean"], x)
    if arguments["given"]:
        middle = middle + context @ xp.constant(arguments["given"], x)
    log_det = float(np.linalg.slogdet(matrix)[1])
    if to_base:
        return (x - middle) @ xp.constant(matrix, x), log_det
    return x @ xp.constant(np.linalg.inv(matrix), x) + middle, -log_det


def _normal_scores(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    """A spline through points of each column, straight lines beyond the outer ones."""

    def of_rows(numbers: np.ndarray) -> Array:  # (rows, columns, points)
        return xp.zeros_like(x)[..., None] + xp.constant(numbers, x)[None]

    values, scores, slopes = (
        np.array([column[name] for column in arguments["columns"]])
        for name in ("values", "scores", "slopes")
    )
    ends = values if to_base else scores
    low, high = of_rows(ends[:, :1])[..., 0], of_rows(ends[:, -1:])[..., 0]
    inside = xp.where(x < low, low, xp.where(x > high, high, x))
    pieces = [values[:, :-1], np.diff(values), scores[:, :-1], np.diff(scores), slopes]
    value, log_slope = spline_of(xp, inside, [of_rows(numbers) for numbers in pieces], to_base)
    line = xp.where(x < low, of_rows(slopes[:, :1])[..., 0], of_rows(slopes[:, -1:])[..., 0])
    beyond = (x - inside) * (line if to_base else 1 / line)
    return value + beyond, log_slope.sum(1)


def _masked_coupling(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    even = np.arange(x.shape[1]) % 2 == 0
    kept = even if arguments["unchanged"] == "even" else ~even
    given = xp.concatenate([x * xp.constant(kept, x), context], 1)
    layers, changed = len(arguments["hidden"]) + 1, xp.constant(~kept, x)
    raw = mlp(xp, weights, "scale", layers, given)
    log_scale = bounded(xp, arguments["bound"], weights, raw) * changed
    shift = mlp(xp, weights, "shift", layers, given) * changed
    if to_base:
        return x * xp.exp(log_scale) + shift, log_scale.sum(1)
    return (x - shift) * xp.exp(-log_scale), -log_scale.sum(1)


def _coupling(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    kept = arguments["unchanged"]
    changed = [i for i in range(x.shape[1]) if i not in kept]
    conditioner = arguments["conditioner"]
    given, hidden = xp.concatenate([x[:, kept], context], 1), conditioner["hidden"]
    if conditioner["residual"]:
        output = residual(xp, weights, "net", len(hidden), given)
    else:
        output = mlp(xp, weights, "net", len(hidden) + 1, given)
    move, groups = univariate(arguments["map"])
    parameters = split(output, len(changed), groups)
    moved, log_slope = move(xp, arguments["map"], weights, x[:, changed], parameters, to_base)
    value = xp.concatenate([x[:, kept], moved], 1)
    return value[:, np.argsort(kept + changed)], log_slope.sum(1)


def _autoregressive(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, context: Array, to_base: bool
) -> Moved:
    dim = x.shape[1]
    move, groups = univariate(arguments["map"])
    of_layers = degrees([1] * dim, context.shape[1], arguments["hidden"], groups)

    def moved(given: Array) -> Moved:
        output = masked_mlp(xp, weights, of_layers, xp.concatenate([context, given], 1))
        return move(xp, arguments["map"], weights, x, split(output, dim, groups), to_base)

    if to_base:
        value, log_slope = moved(x)
    else:  # a column is right once those before it are
        value = xp.zeros_like(x)
        for _ in range(dim):
            value, log_slope = moved(value)
    return value, log_slope.sum(1)


LAYERS: Dict[str, Callable[..., Moved]] = {
    "planar": _planar,
    "radial": _radial,
    "act-norm": _act_norm,
    "batch-norm": _batch_norm,
    "permutation": _permutation,
    "lu-linear": _lu_linear,
    "whitening": _whitening,
    "normal-scores": _normal_scores,
    "masked-coupling": _masked_coupling,
    "coupling": _coupling,
    "autoregressive": _autoregressive,
    "mixed": mixed,
}
