"""Maps of one number: (xp, arguments, weights, x, parameters, whether towards the base).

Numbers are (rows, columns), parameters (rows, columns, size) for each group. They give the images
and log-slopes, (rows, columns).
"""

from __future__ import annotations

import math
from typing import Any, Callable, Dict, List, Sequence, Tuple

from normflow._array import Array, Namespace, known, pieces, soft_clip

Weights = Dict[str, Array]
Moved = Tuple[Array, Array]


def bounded(xp: Namespace, bound: str, weights: Weights, log_scale: Array) -> Array:
    """A log-scale within its bound."""
    if bound == "soft":
        return soft_clip(xp, log_scale, math.log(100))
    return xp.tanh(log_scale) * (weights["scale_factor"] if bound == "learned-tanh" else 1)


def _affine(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, parameters: list, to_base: bool
) -> Moved:
    log_scale = bounded(xp, arguments["bound"], weights, parameters[0][..., 0])
    shift = parameters[1][..., 0]
    if to_base:
        return x * xp.exp(log_scale) + shift, log_scale
    return (x - shift) * xp.exp(-log_scale), -log_scale


def spline(
    xp: Namespace, arguments: dict, weights: Weights, x: Array, parameters: list, to_base: bool
) -> Moved:
    """Rational quadratic pieces on [-tail, tail], the identity with slope 1 outside."""
    tail, limit = arguments["tail"], math.log(1000)
    widths, heights = (_sizes(xp, raw, limit / 2, 2 * tail) for raw in parameters[:2])
    ends = xp.ones_like(x)[..., None]
    slopes = xp.concatenate([ends, xp.exp(soft_clip(xp, parameters[2], limit)), ends], -1)
    inside = xp.clip(x, -tail, tail)
    lefts, lowers = (xp.cumsum(sizes, -1) - sizes - tail for sizes in (widths, heights))
    bins = (lefts, widths, lowers, heights, slopes)
    value, log_slope = spline_of(xp, inside, bins, to_base)
    return value + (x - inside), log_slope


def spline_of(xp: Namespace, inside: Array, bins: Sequence[Array], to_base: bool) -> Moved:
    """Rational quadratic pieces.

    bins: their left ends, widths, lower ends, heights, and the slopes at their ends, one more;
    all (rows, columns, bins).
    """
    lefts, widths, lowers, heights, slopes = bins
    starts = lefts if to_base else lowers
    index = (inside[..., None] >= starts[..., 1:]).sum(-1)[..., None]

    def pick(values: Array, at: Array = index) -> Array:
        return xp.take_along_axis(values, at, -1)[..., 0]

    width, height, left, lower = pick(widths), pick(heights), pick(lefts), pick(lowers)
    d0, d1, slope = pick(slopes), pick(slopes, index + 1), height / width
    excess = d0 + d1 - 2 * slope
    if to_base:
        share = xp.clip((inside - left) / width, 0, 1)
    else:
        rise = inside - lower
        a = height * (slope - d0) + rise * excess
        b = height * d0 - rise * excess
        c = slope * rise
        share = xp.clip(2 * c / (b + xp.sqrt(xp.clip(b * b + 4 * a * c, 0, None))), 0, 1)
    product = share * (1 - share)
    bottom = slope + excess * product
    numerator = d1 * share**2 + 2 * slope * product + d0 * (1 - share) ** 2
    log_slope = xp.log(numerator * (slope / bottom) ** 2)
    if to_base:
        top = (slope * share**2 + d0 * product) * height
        return lower + top / bottom, log_slope
    return left + share * width, -log_slope


def _sizes(xp: Namespace, raw: Array, limit: float, total: float) -> Array:
    """Positive sizes of this sum."""
    sizes = xp.exp(soft_clip(xp, raw, limit))
    return sizes * (total / sizes.sum(-1)[..., None])


def univariate(arguments: dict) -> Tuple[Callable[..., Moved], List[int]]:
    """The map of a type, and the numbers of its parameters."""
    bins = arguments.get("bins", 0)
    maps: Dict[str, Any] = {
        "affine": (_affine, [1, 1]),
        "rational-quadratic": (spline, [bins, bins, bins - 1]),
    }
    return known(maps, arguments["type"], "map")


def split(output: Array, columns: int, groups: Sequence[int]) -> List[Array]:
    """Parameters (rows, columns, size) of each group; group after group, column after column."""
    parts = pieces(output, [columns * size for size in groups])
    return [part.reshape(len(output), columns, size) for part, size in zip(parts, groups)]
