"""Trains a model of normflow on with PyTorch, on rows of now: docs/format.md.

fine_tune.py MODEL ROWS: a model folder, and a CSV file with a header whose first columns are the
model's.
"""

import sys

import numpy as np
import torch

import normflow

folder, path = sys.argv[1:]
model = normflow.load(folder)
columns = range(model.dim)
rows = torch.tensor(np.loadtxt(path, delimiter=",", skiprows=1, usecols=columns, dtype=np.float32))

density = model.to_torch()
before = density.log_prob(rows).mean().item()
optimizer = torch.optim.Adam(density.parameters(), lr=1e-3)
for step in range(100):
    optimizer.zero_grad()
    loss = -density.log_prob(rows).mean()  # nats, in the units of the input
    loss.backward()
    optimizer.step()

rows.requires_grad_()
score = torch.autograd.grad(density.log_prob(rows).sum(), rows)[0]  # uphill, for each row
with torch.no_grad():
    uphill = density.log_prob(rows + 1e-3 * score / score.norm(dim=1, keepdim=True))
after = density.log_prob(rows).detach()
print(f"mean log-likelihood {before:.3f} before, {after.mean().item():.3f} after")
print(f"{int((uphill >= after).sum())} of {len(rows)} rows are likelier a step along their gradient")
