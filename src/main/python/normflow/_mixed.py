"""The layer `mixed`: columns of atoms and continuous values, to (0, 1)."""

from __future__ import annotations

from typing import Dict, Tuple

import numpy as np

from normflow._array import Array, Namespace, pieces, soft_clip
from normflow._maps import spline
from normflow._networks import degrees, masked_mlp

ATOMS = 1024  # where the atoms begin


def is_atom(x: Array) -> Array:
    """Which numbers are atoms."""
    return x >= ATOMS - 0.5


def number_of_atom(xp: Namespace, x: Array) -> Array:
    """Which atom a number is, if it is one: from 0, as a float."""
    return xp.floor((x - ATOMS) / 2)


def mixed(
    xp: Namespace,
    arguments: dict,
    weights: Dict[str, Array],
    x: Array,
    context: Array,
    to_base: bool,
) -> Tuple[Array, Array]:
    """One column after the other, each given those before it."""
    columns, bins = arguments["columns"], arguments["spline"]["bins"]
    counts = np.array([len(column["atoms"]) for column in columns])
    continuous = np.array([int(column["continuous"] > 0) for column in columns])
    groups = [continuous * (counts > 0), counts]
    groups += [continuous * size for size in (bins, bins, bins - 1)]
    of_layers = degrees(1 + counts, context.shape[1], arguments["hidden"], groups)
    value, log_det = [xp.zeros_like(x[:, 0]) for _ in columns], 0
    for i, column in enumerate(columns):
        seen = [
            _seen(xp, other, x[:, j] if to_base else value[j]) for j, other in enumerate(columns)
        ]
        output = masked_mlp(xp, weights, of_layers, xp.concatenate([context] + seen, 1))
        own = pieces(output, np.concatenate(groups))[i :: len(columns)]
        value[i], log_slope = _column(
            xp,
            column,
            arguments["spline"],
            x[:, i],
            xp.concatenate(own[:2], 1),
            [parameters[:, None] for parameters in own[2:]],
            to_base,
        )
        log_det = log_det + log_slope
    return xp.stack(value, 1), log_det


def _seen(xp: Namespace, column: dict, x: Array) -> Array:
    """What the network is given of a column."""
    atoms = column["atoms"]
    at = number_of_atom(xp, x)[:, None] == xp.constant(np.arange(len(atoms)), x)
    chosen = xp.constant(at & is_atom(x)[:, None], x)
    seen = chosen @ xp.constant([atom["seen"] for atom in atoms], x)
    number = xp.where(is_atom(x), seen, xp.clip(x, -8, 8))
    return xp.concatenate([number[:, None], chosen], 1)


def _log_parts(xp: Namespace, column: dict, x: Array, raw: Array) -> Array:
    """Log-probabilities of the continuous part, if there is one, and of the atoms."""
    atoms, continuous = column["atoms"], column["continuous"]
    shares = ([continuous] if continuous else []) + [atom["share"] for atom in atoms]
    logits = xp.constant(np.log(shares), x) + (
        soft_clip(xp, raw, 50) if atoms else xp.zeros_like(x)[:, None]
    )
    return logits - xp.logsumexp(logits, 1)[:, None]


def _column(
    xp: Namespace,
    column: dict,
    curve: dict,
    x: Array,
    raw: Array,
    parameters: list,
    to_base: bool,
) -> Tuple[Array, Array]:
    """Parts of (0, 1) as long as their probabilities: the continuous one, then the atoms."""
    first = 1 if column["continuous"] else 0
    logs = _log_parts(xp, column, x, raw)
    lengths = xp.exp(logs)
    starts = xp.cumsum(lengths, 1) - lengths
    if to_base:
        atom = number_of_atom(xp, x)
        part = xp.whole(xp.where(is_atom(x), atom + first, xp.zeros_like(x)))
    else:
        part = (x[:, None] >= starts[:, 1:]).sum(1)
    log_length, length, start = (
        xp.take_along_axis(values, part[:, None], 1)[:, 0] for values in (logs, lengths, starts)
    )
    if to_base:
        within, log_slope = x - ATOMS - 2 * atom, log_length
        value = start + within * length
    else:
        within, log_slope = xp.clip((x - start) / length, 1e-7, 1 - 1e-7), -log_length
        value = ATOMS + 2 * (part - first) + within
    if not first:
        return value, log_slope

    def log_unit(at: Array) -> Array:
        scale = column.get("scale", 1)
        return np.log(scale) + (column["center"] + scale * at if column.get("log") else 0)

    y = x if to_base else xp.log(within) - xp.log1p(-within)
    z, slope = (v[:, 0] for v in spline(xp, curve, {}, y[:, None], parameters, to_base))
    if to_base:
        inside = start + length / (1 + xp.exp(-xp.clip(z, -80, 80)))
        more = _log_logistic(xp, z) + slope - log_unit(x)
    else:
        inside = z
        more = slope - _log_logistic(xp, y) + log_unit(z)
    value = xp.where(part == 0, inside, value)
    return value, log_slope + xp.where(part == 0, more, xp.zeros_like(more))


def _log_logistic(xp: Namespace, y: Array) -> Array:
    """Log-density of the logistic distribution."""
    return -xp.abs(y) - 2 * xp.log1p(xp.exp(-xp.abs(y)))
