"""Reads the model folders of normflow with NumPy alone, without a JVM.

    import normflow
    model = normflow.load("models/two-moons")
    model.log_prob(x)           # nats in the units of the input, one for each row
    model.sample(1000, seed=1)
    model.to_torch()            # a torch.nn.Module: gradients in x and the weights

Stages of Spark ML are in normflow.ml, for which configure prepares a session.

The formulas are those of docs/format.md; sums are in double, behind rows that were rounded to
single precision once, where the engine computes in single precision throughout.
"""

from normflow._model import Model, load
from normflow.session import configure

__all__ = ["Model", "configure", "load"]
