"""Bases: log-densities of rows, and draws, which are NumPy's."""

from __future__ import annotations

import math
from typing import Callable, Dict, Tuple

import numpy as np

from normflow._array import Array, Namespace

Weights = Dict[str, Array]


def _normal_log(xp: Namespace, base: dict, weights: Weights, z: Array) -> Array:
    return -0.5 * (z**2).sum(1) - 0.5 * z.shape[1] * math.log(2 * math.pi)


def _normal_draws(
    base: dict, weights: Weights, random: np.random.Generator, n: int, dim: int
) -> np.ndarray:
    return random.standard_normal((n, dim))


def _power_tail(base: dict) -> Tuple[float, float, float, float]:
    """Where the tails begin, the power of their mass, and the mass of both and of all."""
    k = base["tailsFrom"]
    power = k * k - 1
    tails = 2 * k / power * math.exp(-0.5 * k * k) / math.sqrt(2 * math.pi)
    return k, power, tails, 1 - math.erfc(k / math.sqrt(2)) + tails


def _power_tail_log(xp: Namespace, base: dict, weights: Weights, z: Array) -> Array:
    k, _, _, mass = _power_tail(base)
    distance = xp.abs(z)
    far = xp.log(xp.clip(distance, k, None) / k)
    falls = 0.5 * xp.clip(distance, 0, k) ** 2 + k * k * far
    return -falls.sum(1) - z.shape[1] * (0.5 * math.log(2 * math.pi) + math.log(mass))


def _power_tail_draws(
    base: dict, weights: Weights, random: np.random.Generator, n: int, dim: int
) -> np.ndarray:
    k, power, tails, mass = _power_tail(base)
    z = random.standard_normal((n, dim))
    while (far := np.abs(z) > k).any():
        z[far] = random.standard_normal(far.sum())
    far = k * (1 - random.random((n, dim))) ** (-1 / power) * random.choice([-1, 1], (n, dim))
    return np.where(random.random((n, dim)) < tails / mass, far, z)


def _student_log(xp: Namespace, base: dict, weights: Weights, z: Array) -> Array:
    df = base["degreesOfFreedom"]
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return (constant - (df + 1) / 2 * xp.log1p(z**2 / df)).sum(1)


def _student_draws(
    base: dict, weights: Weights, random: np.random.Generator, n: int, dim: int
) -> np.ndarray:
    return random.standard_t(base["degreesOfFreedom"], (n, dim))


def _mixture_log(xp: Namespace, base: dict, weights: Weights, z: Array) -> Array:
    log_weights, log_scales = weights["log_weights"][0], weights["log_scales"]
    scaled = (z[:, None, :] - weights["means"]) * xp.exp(-log_scales)
    terms = -0.5 * (scaled**2).sum(2) - log_scales.sum(1) + log_weights
    return (
        xp.logsumexp(terms, 1)
        - xp.logsumexp(log_weights, 0)
        - 0.5 * z.shape[1] * math.log(2 * math.pi)
    )


def _mixture_draws(
    base: dict, weights: Weights, random: np.random.Generator, n: int, dim: int
) -> np.ndarray:
    shares = np.exp(weights["log_weights"][0] - weights["log_weights"].max(), dtype=np.float64)
    chosen = random.choice(len(shares), n, p=shares / shares.sum())
    noise = random.standard_normal((n, dim))
    return weights["means"][chosen] + np.exp(weights["log_scales"][chosen]) * noise


def _uniform_log(xp: Namespace, base: dict, weights: Weights, z: Array) -> Array:
    return xp.zeros_like(z[:, 0])


def _uniform_draws(
    base: dict, weights: Weights, random: np.random.Generator, n: int, dim: int
) -> np.ndarray:
    return random.random((n, dim))


BASES: Dict[str, Tuple[Callable[..., Array], Callable[..., np.ndarray]]] = {
    "standard-normal": (_normal_log, _normal_draws),
    "standard-uniform": (_uniform_log, _uniform_draws),
    "power-tail-normal": (_power_tail_log, _power_tail_draws),
    "student-t": (_student_log, _student_draws),
    "gaussian-mixture": (_mixture_log, _mixture_draws),
}
