"""Reads the model folders of normflow with NumPy alone, without a JVM.

    import normflow
    model = normflow.load("models/two-moons")
    model.log_prob(x)           # nats in the units of the input, one for each row
    model.sample(1000, seed=1)

Stages of Spark ML are in normflow.ml, for which configure prepares a session.

The formulas are those of docs/format.md; sums are in double, behind rows that were rounded to
single precision once, where the engine computes in single precision throughout.
"""

from __future__ import annotations

import json
import math
import os
from typing import Optional, Union

import numpy as np

from normflow.session import configure

__all__ = ["Model", "configure", "load"]

FORMAT = 1
SLOPE = 0.2  # of LeakyReLU below 0
NEWTON_STEPS = 20
ATOMS = 1024  # where the atoms of a mixed layer begin


def load(folder: Union[str, os.PathLike]) -> Model:
    """The model in a folder. Raises ValueError if it is not of a format that this reader knows."""
    with open(os.path.join(folder, "flow.json"), encoding="utf-8") as file:
        description = json.load(file)
    version = description.get("formatVersion")
    if version != FORMAT:
        raise ValueError(f"{folder}: format version {version}, this reader knows {FORMAT}")
    return Model(description, _tensors(os.path.join(folder, "parameters.safetensors")))


def _tensors(path):
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

    def __init__(self, description, weights):
        flow = description["flow"]
        self.dim, self.context = flow["dim"], flow["context"]
        self.columns = description["columns"]
        self._flow = _Flow(flow, weights)
        self._mean = np.array(description["mean"])
        self._scale = np.array(description["scale"])
        self._types = description.get("types") or []
        plain = [not self._types or _is_plain(t) for t in self._types or range(self.dim)]
        self._offset = -np.log(self._scale[: self.dim])[np.array(plain, dtype=bool)].sum()

    def log_prob(self, x, context=None) -> np.ndarray:
        """log p of each row of x (rows, dim), given the rows of a context (rows, context)."""
        x, context = self._rows(x, self.dim, 0), self._context(context, len(x))
        return self._flow.log_prob(x, context) + self._offset

    def sample(self, n: int, context=None, seed: Optional[int] = None) -> np.ndarray:
        """n draws (n, dim), one for each of n rows of a context if the model has one."""
        context = self._context(context, n)
        x = self._flow.sample(np.random.default_rng(seed), context)
        if not self._types:
            return self._mean[: self.dim] + self._scale[: self.dim] * x
        columns = zip(self._types, x.T, self._mean, self._scale)
        return np.array([_restored(*column) for column in columns], dtype=object).T

    def _context(self, context, rows):
        if (context is None) != (self.context == 0):
            names = ", ".join(self.columns[self.dim :]) or "none"
            raise ValueError(f"context: this model is conditioned on {names}")
        if context is None:
            return np.empty((rows, 0))
        context = self._rows(context, self.context, self.dim)
        if len(context) != rows:
            raise ValueError(f"context has {len(context)} rows for {rows} rows of data")
        return context

    def _rows(self, rows, width, first):
        """Standardised, in the single precision that the model was trained in."""
        mixed = bool(self._types) and first == 0
        rows = np.asarray(rows, dtype=object if mixed else np.float64)
        if rows.ndim != 2 or rows.shape[1] != width:
            raise ValueError(f"shape {rows.shape}: must be (rows, {width})")
        part = slice(first, first + width)
        if mixed:
            columns = zip(self._types, rows.T, self._mean, self._scale)
            rows = np.array([_standardized(*column) for column in columns]).T
        else:
            rows = (rows - self._mean[part]) / self._scale[part]
        return rows.astype(np.float32).astype(np.float64)


class _Flow:
    """Layers and a base, of standardised rows."""

    def __init__(self, flow, weights):
        self._dim, self._base = flow["dim"], flow["base"]
        self._base_weights = _below("base.", weights)
        if self._base["type"] == "mixture-of-flows":
            self._base_type = _Mixture(self._base, self._base_weights)
        else:
            self._base_type = _known(BASES, self._base["type"], "base")
        self._layers = [
            (_known(LAYERS, layer["type"], "layer"), layer, _below(f"layers.{i}.", weights))
            for i, layer in enumerate(flow["layers"])
        ]

    def log_prob(self, x, context):
        total = np.zeros(len(x))
        for layer, arguments, weights in self._layers:
            x, log_det = layer(arguments, weights, x, context, True)
            total += log_det
        if isinstance(self._base_type, _Mixture):
            return total + self._base_type.log_prob(x, context)
        return total + self._base_type[0](self._base, self._base_weights, x)

    def sample(self, random, context):
        if isinstance(self._base_type, _Mixture):
            x = self._base_type.sample(random, context)
        else:
            x = self._base_type[1](self._base, self._base_weights, random, len(context), self._dim)
        for layer, arguments, weights in reversed(self._layers):
            x, _ = layer(arguments, weights, x, context, False)
        return x


class _Mixture:
    """Flows in equal parts, or each for the rows that it was not fitted to."""

    def __init__(self, base, weights):
        self._cross_fitted = base["crossFitted"]
        self._members = [
            _Flow(flow, _below(f"{k}.", weights)) for k, flow in enumerate(base["members"])
        ]

    def log_prob(self, z, context):
        each = np.array([member.log_prob(z, context) for member in self._members])
        if self._cross_fitted:
            return each[self._own(z, context), np.arange(len(z))]
        return np.logaddexp.reduce(each, 0) - math.log(len(each))

    def _own(self, z, context):
        """Which member a row belongs to, in the engine's single precision."""
        rows = np.hstack([z, context]).astype(np.float32)
        golden = (math.sqrt(5) - 1) / 2
        factors = 64 * (1 + golden * np.arange(1, rows.shape[1] + 1) % 1)
        products = rows * factors.astype(np.float32)
        fraction = (products - np.floor(products)).sum(1, dtype=np.float32)
        return np.floor((fraction - np.floor(fraction)) * np.float32(len(self._members))).astype(int)

    def sample(self, random, context):
        chosen = random.integers(len(self._members), size=len(context))
        drawn = [member.sample(random, context) for member in self._members]
        return np.array(drawn)[chosen, np.arange(len(context))]


# Columns as they are


def _is_plain(column_type):
    """Whether a column is shifted and divided alone, without atoms and logarithms."""
    return not (
        column_type["atoms"]
        or column_type.get("nullable")
        or column_type.get("log")
    )


def _text(value):
    """As levels have it: booleans are words, and NaN is nothing."""
    if value is None or value != value:
        return None
    return str(bool(value)).lower() if isinstance(value, (bool, np.bool_)) else value


def _standardized(column_type, values, mean, scale):
    """Of a column of texts, None and numbers: atom k is 1024.5 + 2 k."""
    levels = column_type.get("levels")
    if levels:
        values = [_text(v) for v in values]
        values = [v if v is None else levels.index(v) if v in levels else len(levels) for v in values]
    numbers = np.array([np.nan if v is None else float(v) for v in values])
    scored = numbers
    if column_type.get("log"):
        with np.errstate(divide="ignore"):
            scored = np.log(np.maximum(0, numbers + column_type.get("shift", 0)))
    z = (scored - mean) / scale
    if _is_plain(column_type):
        return z
    z = np.clip(np.where(np.isneginf(z), np.inf, z), 24 - ATOMS, ATOMS - 24)
    for k, atom in enumerate(column_type["atoms"]):
        z[numbers == atom] = ATOMS + 2 * k + 0.5
    if column_type.get("nullable"):
        z[np.isnan(numbers)] = ATOMS + 2 * len(column_type["atoms"]) + 0.5
    return z


def _restored(column_type, z, mean, scale):
    """Back to texts, None and numbers."""
    atoms = column_type["atoms"] + ([None] if column_type.get("nullable") else [])
    levels = column_type.get("levels")
    numbers = mean + scale * np.where(z < ATOMS - 0.5, z, 0)
    if column_type.get("log"):
        numbers = np.maximum(0, np.exp(numbers) - column_type.get("shift", 0))
    if column_type.get("whole"):
        numbers = np.rint(numbers)
    values = [
        number if at < ATOMS - 0.5 else atoms[min(int((at - ATOMS) // 2), len(atoms) - 1)]
        for number, at in zip(numbers, z)
    ]
    if levels:
        last = len(levels) - 1
        return [v if v is None else levels[int(np.clip(np.rint(v), 0, last))] for v in values]
    return values


def _known(table, name, what):
    if name not in table:
        raise ValueError(f"{what} of type {name!r}: this reader knows {', '.join(table)}")
    return table[name]


def _below(prefix, weights):
    return {name[len(prefix) :]: w for name, w in weights.items() if name.startswith(prefix)}


def _softplus(x):
    return np.maximum(x, 0) + np.log1p(np.exp(-np.abs(x)))


def _soft_clip(x, limit):
    return x / (1 + np.abs(x) / limit)


def _leaky_relu(x):
    return np.where(x >= 0, x, SLOPE * x)


# Networks


def _linear(weights, name, x):
    return x @ weights[name + ".weight"] + weights[name + ".bias"]


def _mlp(weights, name, layers, x):
    for i in range(layers):
        x = _linear(weights, f"{name}.{i}", _leaky_relu(x) if i else x)
    return x


def _residual(weights, name, blocks, x):
    x = _linear(weights, name + ".in", x)
    for i in range(blocks):
        inner = _linear(weights, f"{name}.{i}.0", _leaky_relu(x))
        x = x + _linear(weights, f"{name}.{i}.1", _leaky_relu(inner))
    return _linear(weights, name + ".out", x)


def _degrees(inputs, context, hidden, groups):
    """Of the inputs, every hidden layer and the outputs: how many columns a unit may see.

    `inputs` has the number of each column, a group of outputs one for all columns or one of each.
    """
    columns = np.arange(len(inputs))
    lowest = 0 if context else min(1, len(inputs) - 1)
    degrees = [np.concatenate([np.zeros(context, int), np.repeat(columns + 1, inputs)])]
    degrees += [lowest + np.arange(n) * (len(inputs) - lowest) // n for n in hidden]
    return degrees + [np.concatenate([np.repeat(columns, sizes) for sizes in groups])]


def _masked_mlp(weights, degrees, x):
    for i, (below, above) in enumerate(zip(degrees, degrees[1:])):
        masked = weights[f"net.{i}.weight"] * (above >= below[:, None])
        x = (_leaky_relu(x) if i else x) @ masked + weights[f"net.{i}.bias"]
    return x


# Maps of one number


def _bounded(bound, weights, log_scale):
    if bound == "soft":
        return _soft_clip(log_scale, math.log(100))
    return np.tanh(log_scale) * (weights["scale_factor"] if bound == "learned-tanh" else 1)


def _affine(arguments, weights, x, parameters, to_base):
    log_scale = _bounded(arguments["bound"], weights, parameters[0][..., 0])
    shift = parameters[1][..., 0]
    if to_base:
        return x * np.exp(log_scale) + shift, log_scale
    return (x - shift) * np.exp(-log_scale), -log_scale


def _spline(arguments, weights, x, parameters, to_base):
    """Rational quadratic pieces on [-tail, tail], the identity with slope 1 outside."""
    tail, limit = arguments["tail"], math.log(1000)
    widths, heights = (np.exp(_soft_clip(raw, limit / 2)) for raw in parameters[:2])
    widths *= 2 * tail / widths.sum(-1, keepdims=True)
    heights *= 2 * tail / heights.sum(-1, keepdims=True)
    ends = np.ones(x.shape + (1,))
    slopes = np.concatenate([ends, np.exp(_soft_clip(parameters[2], limit)), ends], -1)
    inside = np.clip(x, -tail, tail)
    inner = np.cumsum(widths if to_base else heights, -1)[..., :-1] - tail
    index = (inside[..., None] >= inner).sum(-1)[..., None]

    def pick(values):
        return np.take_along_axis(values, index, -1)[..., 0]

    def start(sizes):
        return pick(np.cumsum(sizes, -1) - sizes) - tail

    width, height, left, lower = pick(widths), pick(heights), start(widths), start(heights)
    d0, d1, slope = pick(slopes), np.take_along_axis(slopes, index + 1, -1)[..., 0], height / width
    excess = d0 + d1 - 2 * slope
    if to_base:
        share = np.clip((inside - left) / width, 0, 1)
    else:
        rise = inside - lower
        a = height * (slope - d0) + rise * excess
        b = height * d0 - rise * excess
        c = slope * rise
        share = np.clip(2 * c / (b + np.sqrt(np.maximum(b * b + 4 * a * c, 0))), 0, 1)
    product = share * (1 - share)
    bottom = slope + excess * product
    numerator = d1 * share**2 + 2 * slope * product + d0 * (1 - share) ** 2
    log_slope = np.log(numerator * (slope / bottom) ** 2)
    if to_base:
        top = (slope * share**2 + d0 * product) * height
        return lower + top / bottom + (x - inside), log_slope
    return left + share * width + (x - inside), -log_slope


def _univariate(arguments):
    """The map of a type, and the numbers of its parameters."""
    bins = arguments.get("bins", 0)
    maps = {"affine": (_affine, [1, 1]), "rational-quadratic": (_spline, [bins, bins, bins - 1])}
    return _known(maps, arguments["type"], "map")


def _split(output, columns, groups):
    """Parameters (rows, columns, size) of each group; group after group, column after column."""
    parts = np.split(output, np.cumsum([columns * size for size in groups])[:-1], axis=1)
    return [part.reshape(-1, columns, size) for part, size in zip(parts, groups)]


# Layers: (arguments, weights, rows, context, whether towards the base) -> rows, log-determinants


def _planar(arguments, weights, x, context, to_base):
    w, u, b = weights["w"][0], weights["u"][0], weights["b"][0, 0]
    product = w @ u
    slope = _softplus(product + (math.log(math.e - 1) if arguments["centred"] else 0)) + 1e-6
    u = u + w * (slope - 1 - product) / max(w @ w, 1e-12)
    k, a = slope - 1, x @ w + b
    if not to_base:  # the root of r + k tanh(r) = a by Newton's method, from one side
        size = np.abs(a)
        root = np.maximum(size / (1 + max(k, 0)), size - k)
        for _ in range(NEWTON_STEPS):
            bend = np.tanh(root)
            root = root - (root + k * bend - size) / (slope - k * bend**2)
        a = root * np.sign(a)
    bend = np.tanh(a)
    log_det = np.log((1 - bend**2) * slope + bend**2)
    moved = bend[:, None] * u
    return (x + moved, log_det) if to_base else (x - moved, -log_det)


def _radial(arguments, weights, x, context, to_base):
    alpha = _softplus(weights["alpha"][0, 0])
    beta = _softplus(weights["beta"][0, 0]) - alpha
    offset = x - weights["centre"]
    distance = np.sqrt((offset**2).sum(1) + 1e-12)
    if not to_base:
        linear = alpha + beta - distance
        root = np.sqrt(linear**2 + 4 * alpha * distance)
        distance = 2 * alpha * distance / (linear + root)
    near = 1 / (alpha + distance)
    pull = beta * near
    log_det = (x.shape[1] - 1) * np.log1p(pull) + np.log1p(pull * alpha * near)
    if to_base:
        return x + offset * pull[:, None], log_det
    return weights["centre"] + offset / (1 + pull[:, None]), -log_det


def _normalised(weights, mean, variance, x, to_base):
    scale = np.exp(weights["log_scale"]) / np.sqrt(variance)
    log_det = np.log(scale).sum()
    if to_base:
        return (x - mean) * scale + weights["shift"], log_det
    return (x - weights["shift"]) / scale + mean, -log_det


def _act_norm(arguments, weights, x, context, to_base):
    variance = weights["initial_variance"] + 1e-6
    return _normalised(weights, weights["initial_mean"], variance, x, to_base)


def _batch_norm(arguments, weights, x, context, to_base):
    variance = weights["running_variance"] + arguments["epsilon"]
    return _normalised(weights, weights["running_mean"], variance, x, to_base)


def _permutation(arguments, weights, x, context, to_base):
    order = arguments["order"]
    return x[:, order if to_base else np.argsort(order)], 0


def _lu_linear(arguments, weights, x, context, to_base):
    matrix, diagonal = weights["matrix"], np.diag(weights["matrix"])
    lower = np.tril(matrix, -1) + np.eye(len(matrix))
    product = lower @ (np.triu(matrix, 1) + np.diag(np.exp(diagonal)))
    if to_base:
        return x @ product + weights["bias"], diagonal.sum()
    return np.linalg.solve(product.T, (x - weights["bias"]).T).T, -diagonal.sum()


def _whitening(arguments, weights, x, context, to_base):
    matrix, middle = np.array(arguments["matrix"]), np.array(arguments["mean"])
    if arguments["given"]:
        middle = middle + context @ np.array(arguments["given"])
    log_det = np.linalg.slogdet(matrix)[1]
    if to_base:
        return (x - middle) @ matrix, log_det
    return x @ np.linalg.inv(matrix) + middle, -log_det


def _masked_coupling(arguments, weights, x, context, to_base):
    kept = (np.arange(x.shape[1]) % 2 == 0) == (arguments["unchanged"] == "even")
    given, layers = np.hstack([x * kept, context]), len(arguments["hidden"]) + 1
    log_scale = _bounded(arguments["bound"], weights, _mlp(weights, "scale", layers, given))
    log_scale, shift = log_scale * ~kept, _mlp(weights, "shift", layers, given) * ~kept
    if to_base:
        return x * np.exp(log_scale) + shift, log_scale.sum(1)
    return (x - shift) * np.exp(-log_scale), -log_scale.sum(1)


def _coupling(arguments, weights, x, context, to_base):
    kept = arguments["unchanged"]
    changed = [i for i in range(x.shape[1]) if i not in kept]
    conditioner = arguments["conditioner"]
    given, hidden = np.hstack([x[:, kept], context]), conditioner["hidden"]
    if conditioner["residual"]:
        output = _residual(weights, "net", len(hidden), given)
    else:
        output = _mlp(weights, "net", len(hidden) + 1, given)
    univariate, groups = _univariate(arguments["map"])
    parameters = _split(output, len(changed), groups)
    moved, log_slope = univariate(arguments["map"], weights, x[:, changed], parameters, to_base)
    value = x.copy()
    value[:, changed] = moved
    return value, log_slope.sum(1)


def _autoregressive(arguments, weights, x, context, to_base):
    dim = x.shape[1]
    univariate, groups = _univariate(arguments["map"])
    degrees = _degrees([1] * dim, context.shape[1], arguments["hidden"], groups)

    def mapped(given):
        output = _masked_mlp(weights, degrees, np.hstack([context, given]))
        return univariate(arguments["map"], weights, x, _split(output, dim, groups), to_base)

    if to_base:
        value, log_slope = mapped(x)
    else:  # a column is right once those before it are
        value = np.zeros_like(x)
        for _ in range(dim):
            value, log_slope = mapped(value)
    return value, log_slope.sum(1)


def _log_logistic(y):
    return -np.abs(y) - 2 * np.log1p(np.exp(-np.abs(y)))


def _seen(column, x):
    """What the network of a mixed layer is given of a column."""
    atoms = column["atoms"]
    atom = x >= ATOMS - 0.5
    chosen = (np.floor((x - ATOMS) / 2)[:, None] == np.arange(len(atoms))) & atom[:, None]
    number = np.where(atom, chosen @ np.array([a["seen"] for a in atoms]), np.clip(x, -8, 8))
    return np.hstack([number[:, None], chosen])


def _mixed_column(column, spline, x, raw, parameters, to_base):
    """Parts of (0, 1) as long as their probabilities: the continuous one, then the atoms."""
    rows, atoms, continuous = np.arange(len(x)), column["atoms"], column["continuous"]
    shares = ([continuous] if continuous else []) + [a["share"] for a in atoms]
    first = 1 if continuous else 0
    logits = np.log(shares) + (_soft_clip(raw, 50) if atoms else 0)
    logs = np.broadcast_to(logits, (len(x), len(shares)))
    logs = logs - np.logaddexp.reduce(logs, 1)[:, None]
    lengths = np.exp(logs)
    starts = np.cumsum(lengths, 1) - lengths
    if to_base:
        atom = np.floor((x - ATOMS) / 2).astype(int)
        part = np.where(x >= ATOMS - 0.5, atom + first, 0)
        within, log_slope = x - ATOMS - 2 * atom, logs[rows, part]
    else:
        part = (x[:, None] >= starts[:, 1:]).sum(1)
        within = np.clip((x - starts[rows, part]) / lengths[rows, part], 1e-7, 1 - 1e-7)
        log_slope = -logs[rows, part]
    value = starts[rows, part] + within * lengths[rows, part]

    def log_unit(at):
        scale = column.get("scale", 1)
        return np.log(scale) + (column["center"] + scale * at if column.get("log") else 0)

    if not to_base:
        value = ATOMS + 2 * (part - first) + within
    if continuous:
        curve = part == 0
        y = x if to_base else np.log(within) - np.log1p(-within)
        z, slope = (v[:, 0] for v in _spline(spline, {}, y[:, None], parameters, to_base))
        if to_base:
            inside = starts[rows, part] + lengths[rows, part] / (1 + np.exp(-np.clip(z, -80, 80)))
            value = np.where(curve, inside, value)
            log_slope = log_slope + np.where(curve, _log_logistic(z) + slope - log_unit(x), 0)
        else:
            value = np.where(curve, z, value)
            log_slope = log_slope + np.where(curve, slope - _log_logistic(y) + log_unit(z), 0)
    return value, log_slope


def _mixed(arguments, weights, x, context, to_base):
    columns, spline = arguments["columns"], arguments["spline"]
    counts = np.array([len(column["atoms"]) for column in columns])
    continuous = np.array([int(column["continuous"] > 0) for column in columns])
    bins = spline["bins"]
    groups = [continuous * (counts > 0), counts]
    groups += [continuous * size for size in (bins, bins, bins - 1)]
    degrees = _degrees(1 + counts, context.shape[1], arguments["hidden"], groups)
    value, log_det = np.zeros_like(x), 0
    for i, column in enumerate(columns):
        given = x if to_base else value
        seen = [_seen(other, given[:, j]) for j, other in enumerate(columns)]
        output = _masked_mlp(weights, degrees, np.hstack([context] + seen))
        parts = iter(np.split(output, np.cumsum(np.concatenate(groups))[:-1], axis=1))
        own = [[next(parts) for _ in columns][i] for _ in groups]
        value[:, i], log_slope = _mixed_column(
            column, spline, x[:, i], np.hstack(own[:2]), [p[:, None] for p in own[2:]], to_base
        )
        log_det = log_det + log_slope
    return value, log_det


LAYERS = {
    "planar": _planar,
    "radial": _radial,
    "act-norm": _act_norm,
    "batch-norm": _batch_norm,
    "permutation": _permutation,
    "lu-linear": _lu_linear,
    "whitening": _whitening,
    "masked-coupling": _masked_coupling,
    "coupling": _coupling,
    "autoregressive": _autoregressive,
    "mixed": _mixed,
}


# Bases: log-densities of rows, and draws


def _normal_log(base, weights, z):
    return -0.5 * (z**2).sum(1) - 0.5 * z.shape[1] * math.log(2 * math.pi)


def _normal_draws(base, weights, random, n, dim):
    return random.standard_normal((n, dim))


def _power_tail(base):
    """Where the tails begin, the power of their mass, and the mass of both and of all."""
    k = base["tailsFrom"]
    power = k * k - 1
    tails = 2 * k / power * math.exp(-0.5 * k * k) / math.sqrt(2 * math.pi)
    return k, power, tails, 1 - math.erfc(k / math.sqrt(2)) + tails


def _power_tail_log(base, weights, z):
    k, _, _, mass = _power_tail(base)
    distance = np.abs(z)
    falls = 0.5 * np.minimum(distance, k) ** 2 + k * k * np.log(np.maximum(distance, k) / k)
    return -falls.sum(1) - z.shape[1] * (0.5 * math.log(2 * math.pi) + math.log(mass))


def _power_tail_draws(base, weights, random, n, dim):
    k, power, tails, mass = _power_tail(base)
    z = random.standard_normal((n, dim))
    while (far := np.abs(z) > k).any():
        z[far] = random.standard_normal(far.sum())
    far = k * (1 - random.random((n, dim))) ** (-1 / power) * random.choice([-1, 1], (n, dim))
    return np.where(random.random((n, dim)) < tails / mass, far, z)


def _student_log(base, weights, z):
    df = base["degreesOfFreedom"]
    constant = math.lgamma((df + 1) / 2) - math.lgamma(df / 2) - 0.5 * math.log(df * math.pi)
    return (constant - (df + 1) / 2 * np.log1p(z**2 / df)).sum(1)


def _student_draws(base, weights, random, n, dim):
    return random.standard_t(base["degreesOfFreedom"], (n, dim))


def _mixture_log(base, weights, z):
    log_weights, log_scales = weights["log_weights"][0], weights["log_scales"]
    scaled = (z[:, None, :] - weights["means"]) * np.exp(-log_scales)
    terms = -0.5 * (scaled**2).sum(2) - log_scales.sum(1) + log_weights
    return (
        np.logaddexp.reduce(terms, 1)
        - np.logaddexp.reduce(log_weights)
        - 0.5 * z.shape[1] * math.log(2 * math.pi)
    )


def _mixture_draws(base, weights, random, n, dim):
    shares = np.exp(weights["log_weights"][0] - weights["log_weights"].max())
    chosen = random.choice(len(shares), n, p=shares / shares.sum())
    noise = random.standard_normal((n, dim))
    return weights["means"][chosen] + np.exp(weights["log_scales"][chosen]) * noise


def _uniform_log(base, weights, z):
    return np.zeros(len(z))


def _uniform_draws(base, weights, random, n, dim):
    return random.random((n, dim))


BASES = {
    "standard-normal": (_normal_log, _normal_draws),
    "standard-uniform": (_uniform_log, _uniform_draws),
    "power-tail-normal": (_power_tail_log, _power_tail_draws),
    "student-t": (_student_log, _student_draws),
    "gaussian-mixture": (_mixture_log, _mixture_draws),
}
