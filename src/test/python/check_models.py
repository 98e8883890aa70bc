"""Compares the NumPy reader with what normflow scored: check_models.py READER FOLDER.

FOLDER holds model folders, each with rows.csv: columns, context, and the expected log-density.
Prints a line for each model; fails if one is off, or if the way back is not the inverse. Where
PyTorch is, check_torch.py holds its module against the reader, and a line says so where it is not.
"""

import csv
import importlib.util
import os
import sys

import numpy as np

sys.path.insert(0, sys.argv[1])
import normflow  # noqa: E402

TORCH = importlib.util.find_spec("torch") is not None


def round_trip(flow, base, dim, context):
    """How far the layers' way to the data and back ends from where it began."""
    low, high = (0.02, 0.98) if base["type"] == "standard-uniform" else (-1.5, 1.5)
    z = np.random.default_rng(1).uniform(low, high, (len(context), dim))
    x, there = flow.to_data(z, context)
    again, back = flow.to_base(x, context)
    return max(np.abs(again - z).max(), np.abs(there + back).max())


def cell(text):
    """A number, a text, or None where there is nothing."""
    try:
        return float(text)
    except ValueError:
        return text or None


def rows(path):
    with open(path, newline="", encoding="utf-8") as file:
        return np.array([[cell(text) for text in row] for row in csv.reader(file)][1:], dtype=object)


def refuses_without_torch(model):
    """Whether to_torch says what to do where PyTorch is not installed."""
    before, sys.modules["torch"] = sys.modules.get("torch"), None
    try:
        model.to_torch()
    except ImportError as error:
        return "pip install torch" in str(error)
    finally:
        del sys.modules["torch"]
        if before is not None:
            sys.modules["torch"] = before
    return False


failed = False
names = sorted(os.listdir(sys.argv[2]))
for name in names:
    folder = os.path.join(sys.argv[2], name)
    model = normflow.load(folder)
    table = rows(os.path.join(folder, "rows.csv"))
    x = table[:, : model.dim]
    context = table[:, model.dim : -1].astype(float) if model.context else None
    given = np.empty((len(x), 0)) if context is None else context
    expected = table[:, -1].astype(float)
    difference = np.abs(model.log_prob(x, context) - expected)
    relative = (difference / (1 + np.abs(expected))).max()
    flow = model._description["flow"]
    back = round_trip(model._flow, flow["base"], model.dim, given)
    drawn = model.log_prob(model.sample(len(table), context, 2), context)
    wrong = [] if relative < 1e-5 and back < 1e-6 and np.isfinite(drawn).all() else ["reader"]
    if name == names[0] and not refuses_without_torch(model):
        wrong.append("to_torch without PyTorch")
    if TORCH:
        import check_torch

        wrong += check_torch.wrong(model, x, context)
    failed |= bool(wrong)
    layers = sorted({layer["type"] for layer in flow["layers"]})
    print(
        f"{name} {'WRONG: ' + '; '.join(wrong) if wrong else 'ok'}: largest difference"
        f" {difference.max():.1e} nats, mean {difference.mean():.1e}; round trip {back:.1e};"
        f" {', '.join(layers)}"
    )
print(f"{len(names)} models; PyTorch: {check_torch.summary() if TORCH else 'not here, left out'}")
sys.exit(failed or not names)
