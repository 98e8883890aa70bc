"""Compares the NumPy reader with what normflow scored: check_models.py READER FOLDER.

FOLDER holds model folders, each with rows.csv: columns, context, and the expected log-density.
Prints a line for each model; fails if one is off, or if the way back is not the inverse.
"""

import csv
import os
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import normflow  # noqa: E402


def round_trip(model, context):
    """How far the layers' way to the data and back ends from where it began."""
    flow = model._flow
    low, high = (0.02, 0.98) if flow._base["type"] == "standard-uniform" else (-1.5, 1.5)
    z = np.random.default_rng(1).uniform(low, high, (len(context), model.dim))
    x, log_det = z, 0
    for layer, arguments, weights in reversed(flow._layers):
        x, one = layer(arguments, weights, x, context, False)
        log_det = log_det + one
    for layer, arguments, weights in flow._layers:
        x, one = layer(arguments, weights, x, context, True)
        log_det = log_det + one
    return max(np.abs(x - z).max(), np.abs(log_det).max())


def cell(text):
    """A number, a text, or None where there is nothing."""
    try:
        return float(text)
    except ValueError:
        return text or None


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return np.array([[cell(text) for text in row] for row in csv.reader(file)][1:], dtype=object)


failed = False
names = sorted(os.listdir(sys.argv[2]))
for name in names:
    folder = os.path.join(sys.argv[2], name)
    model = normflow.load(folder)
    table = rows(os.path.join(folder, "rows.csv"))
    context = table[:, model.dim : -1] if model.context else None
    expected = table[:, -1].astype(float)
    difference = np.abs(model.log_prob(table[:, : model.dim], context) - expected)
    relative = (difference / (1 + np.abs(expected))).max()
    back = round_trip(model, model._context(context, len(table)))
    drawn = model.log_prob(model.sample(len(table), context, 2), context)
    good = relative < 1e-5 and back < 1e-6 and bool(np.isfinite(drawn).all())
    failed |= not good
    layers = sorted({arguments["type"] for _, arguments, _ in model._flow._layers})
    print(
        f"{name} {'ok' if good else 'WRONG'}: largest difference {difference.max():.1e} nats,"
        f" mean {difference.mean():.1e}; round trip {back:.1e}; {', '.join(layers)}"
    )
print(f"{len(names)} models")
sys.exit(failed or not names)
