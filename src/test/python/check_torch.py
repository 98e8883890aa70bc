"""Holds normflow.torch against the NumPy reader: values, gradients and draws of one model.

Gradients are compared with central differences of the reader, in double precision throughout. A
difference counts where one of half its step agrees with it, and where there is no jump: not at
the kinks of networks, and not at atoms.
"""

import numpy as np
import torch

from normflow._array import NUMPY

STEP = 1e-4
TOLERANCE = 1e-5
LEAST = 0.01  # what smaller gradients are held against, in nats for a standard deviation
WEIGHTS = 3  # entries of each tensor of weights whose gradients are compared

largest = {"value": 0.0, "single": 0.0, "gradient": 0.0, "draw": 0.0}
counted = {"compared": 0, "left out": 0}


def summary():
    """What the models so far have shown."""
    return f"largest relative differences {largest}, gradients {counted}"


def wrong(model, x, context):
    """What is wrong with a model as a module of PyTorch: nothing, or sentences."""
    density = model.to_torch()
    numbers = model.numbers(x)
    found = []
    if set(density.state_dict()) != set(model._weights):
        found.append("names of weights")
    single = density.log_prob(*tensors(numbers, context, torch.float32)).detach().numpy()
    density.double()
    expected = model.log_prob(x, context)
    values = density(*tensors(numbers, context)).detach().numpy()
    if not note("value", values, expected, 1) < TOLERANCE:
        found.append("log_prob")
    if not note("single", single, expected, 1) < 1e-3:
        found.append("log_prob in single precision")
    found += gradients_in_rows(model, density, numbers, context)
    found += gradients_in_weights(model, density, numbers, context)
    generator = torch.Generator().manual_seed(5)
    drawn = density.sample(len(x), tensors(numbers, context)[1], generator).numpy()
    seed = int(torch.randint(2**63 - 1, (1,), generator=torch.Generator().manual_seed(5)))
    same = model.numbers(model.sample(len(x), context, seed))
    if (np.isnan(drawn) != np.isnan(same)).any():
        found.append("draws that are nothing")
    if not note("draw", np.nan_to_num(drawn), np.nan_to_num(same), 1) < TOLERANCE:
        found.append("draws")
    for shape in [(2, model.dim + 1), (model.dim,)]:
        try:
            density.log_prob(torch.zeros(shape))
            found.append(f"takes rows of shape {shape}")
        except ValueError:
            pass
    return found


def tensors(numbers, context, dtype=torch.float64):
    return [None if v is None else torch.tensor(v, dtype=dtype) for v in (numbers, context)]


def note(what, found, expected, least):
    """The largest difference, in parts of the expected size, which is at least so much."""
    difference = float((np.abs(found - expected) / (least + np.abs(expected))).max())
    largest[what] = max(largest[what], difference)
    return difference


def reader(model, numbers, context):
    """log_prob of the reader without rounding, so that differences of small steps are good."""
    z = model._columns.standardized(NUMPY, numbers)
    given = model._columns.standardized_context(NUMPY, context, z)
    return model._flow.log_prob(z, given) + model._columns.offset


def differences(function):
    """The derivative at 0 by central differences, NaN where there seems to be none."""
    here = function(0)
    ends = [(function(h), function(-h)) for h in (STEP, STEP / 2)]
    wide, narrow = ((up - down) / (2 * h) for (up, down), h in zip(ends, (STEP, STEP / 2)))
    steady = np.abs(wide - narrow) <= TOLERANCE / 4 * (LEAST + np.abs(narrow))
    together = np.abs(np.add(*ends[1]) - 2 * here) < 1e-3  # an atom lies apart from its neighbours
    return np.where(steady & together, (4 * narrow - wide) / 3, np.nan)


def agree(found, expected, size):
    """Whether gradients agree wherever there is a derivative."""
    smooth = np.isfinite(expected)
    counted["compared"] += int(smooth.sum())
    counted["left out"] += int((~smooth).sum())
    if not smooth.any():
        return True
    return note("gradient", found[smooth], expected[smooth], LEAST / size) < TOLERANCE


def gradients_in_rows(model, density, numbers, context):
    """Those in the columns of a row, then those in the columns of its context."""
    given = np.empty((len(numbers), 0)) if context is None else context
    row = torch.tensor(np.hstack([numbers, given]), requires_grad=True)
    density.log_prob(*parts(model, row)).sum().backward()
    found = row.grad.numpy()
    if not np.isfinite(found).all():
        return ["gradients in rows that are no numbers"]
    smooth, good = 0, True
    for j, size in enumerate(model._columns._scale):
        unit = size * np.eye(found.shape[1])[j]
        expected = differences(lambda h: reader(model, *parts(model, row.detach().numpy() + h * unit)))
        smooth += np.isfinite(expected).sum()
        good &= agree(found[:, j], expected / size, size)
    if smooth < 0.25 * found.size:
        return [f"{smooth} of {found.size} derivatives in rows to compare"]
    return [] if good else ["gradients in rows"]


def parts(model, row):
    """A row and its context, if there is one, of both beside each other."""
    return row[:, : model.dim], row[:, model.dim :] if model.context else None


def gradients_in_weights(model, density, numbers, context):
    if not model._weights:
        return []
    random = np.random.default_rng(3)
    share = random.uniform(0.5, 1.5, len(numbers))
    density.zero_grad()
    (density.log_prob(*tensors(numbers, context)) * torch.tensor(share)).sum().backward()
    found, every, smooth = [], 0, 0
    for name, parameter in density.named_parameters():
        weight = model._weights[name].reshape(-1)
        gradient = np.zeros(weight.size) if parameter.grad is None else parameter.grad.numpy().ravel()
        for i in random.choice(weight.size, min(WEIGHTS, weight.size), replace=False):
            expected = differences(lambda h: share @ moved(model, weight, i, h, numbers, context))
            every, smooth = every + 1, smooth + np.isfinite(expected)
            if not agree(gradient[i : i + 1], np.atleast_1d(expected), 1):
                found.append(f"gradient in {name}: {gradient[i]}, not {expected}")
    if smooth < 0.75 * every:
        found.append(f"{smooth} of {every} derivatives in weights to compare")
    return found


def moved(model, weight, i, h, numbers, context):
    """log_prob of the reader with an entry of a weight moved by h."""
    before = weight[i]
    weight[i] = before + h
    try:
        return reader(model, numbers, context)
    finally:
        weight[i] = before
