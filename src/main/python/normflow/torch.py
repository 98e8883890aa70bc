"""Densities of normflow as modules of PyTorch: `normflow.load(folder).to_torch()`."""

from __future__ import annotations

from typing import Any, Dict, Optional

import numpy as np
import torch

from normflow._array import Namespace
from normflow._columns import Columns
from normflow._flow import Flow

__all__ = ["Density"]

# Of the weights of a flow what was counted on the training rows, not trained.
STATISTICS = (
    "initial_mean",
    "initial_variance",
    "initialised",
    "running_mean",
    "running_variance",
)

TORCH = Namespace(
    abs=torch.abs,
    clip=torch.clamp,
    concatenate=torch.cat,
    cumsum=torch.cumsum,
    diag=torch.diag,
    exp=torch.exp,
    floor=torch.floor,
    isnan=torch.isnan,
    log=torch.log,
    log1p=torch.log1p,
    logaddexp=torch.logaddexp,
    ones_like=torch.ones_like,
    round=torch.round,
    sign=torch.sign,
    solve=torch.linalg.solve,
    sqrt=torch.sqrt,
    stack=torch.stack,
    take_along_axis=torch.take_along_dim,
    tanh=torch.tanh,
    tril=torch.tril,
    triu=torch.triu,
    where=torch.where,
    zeros_like=torch.zeros_like,
    logsumexp=torch.logsumexp,
    constant=lambda values, like: torch.as_tensor(values, dtype=like.dtype, device=like.device),
    whole=lambda x: x.long(),
    numpy=lambda x: x.detach().cpu().numpy(),
)


class Density(torch.nn.Module):
    """A density of rows of `dim` columns, given `context` columns if there are any.

    Weights have the names of docs/format.md, `layers.0.net.0.weight`, and their shapes: parameters,
    and buffers where the training counted and did not train (statistics of batch norm and actnorm).
    Rows are tensors of numbers in the units of the input, on the device of the weights: of columns
    of texts and None those that `Model.numbers` gives. They are standardised in their own precision
    and mapped in that of the weights, which is single at first; `double()` changes it.
    """

    def __init__(self, description: dict, weights: Dict[str, np.ndarray]) -> None:
        super().__init__()
        self._flow, self._columns = description["flow"], Columns(description)
        self.dim, self.context = self._columns.dim, self._columns.context
        self.columns = self._columns.names
        for name, values in weights.items():
            *path, last = name.split(".")
            module: torch.nn.Module = self
            for part in path:
                if part not in module._modules:
                    module.add_module(part, torch.nn.Module())
                module = module.get_submodule(part)
            tensor = torch.tensor(values, dtype=torch.float32)
            if last in STATISTICS:
                module.register_buffer(last, tensor)
            else:
                module.register_parameter(last, torch.nn.Parameter(tensor))

    def forward(self, x: torch.Tensor, context: Optional[torch.Tensor] = None) -> torch.Tensor:
        """What `log_prob` gives."""
        return self.log_prob(x, context)

    def log_prob(self, x: torch.Tensor, context: Optional[torch.Tensor] = None) -> torch.Tensor:
        """log p of each row of x (rows, dim), given the rows of a context (rows, context).

        Nats, in the units of the input; with gradients in x, the context and the parameters. Raises
        ValueError for other shapes, and for a context where the model has none.
        """
        z = self._cast(self._columns.standardized(TORCH, x), x)
        given = self._cast(self._columns.standardized_context(TORCH, context, x), x)
        return self._bound().log_prob(z, given) + self._columns.offset

    @torch.no_grad()
    def sample(
        self,
        n: int,
        context: Optional[torch.Tensor] = None,
        generator: Optional[torch.Generator] = None,
    ) -> torch.Tensor:
        """n draws (n, dim), one for each of n rows of a context, as numbers; without gradients.

        The generator, PyTorch's own if there is none, gives a seed; the base is drawn from it by
        NumPy, as `Model.sample` does with that seed.
        """
        device = torch.device("cpu") if generator is None else generator.device
        seed = int(torch.randint(2**63 - 1, (1,), generator=generator, device=device))
        weight = self._weight(torch.empty(0))
        like = weight.new_empty((n, 0))
        given = self._cast(self._columns.standardized_context(TORCH, context, like), like)
        z = self._bound().sample(np.random.default_rng(seed), given)
        return self._columns.restored(TORCH, z)

    def _bound(self) -> Flow:
        """The flow with the weights of now."""
        weights: Dict[str, Any] = dict(self.named_parameters())
        weights.update(self.named_buffers())
        return Flow(TORCH, self._flow, weights)

    def _weight(self, otherwise: torch.Tensor) -> torch.Tensor:
        """One that says precision and device; there is none in a flow of permutations."""
        return next(self.parameters(), otherwise)

    def _cast(self, rows: torch.Tensor, like: torch.Tensor) -> torch.Tensor:
        return rows.to(self._weight(like).dtype)
