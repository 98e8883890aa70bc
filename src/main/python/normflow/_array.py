"""What the formulas ask of a library of arrays, so that they are written once for NumPy and PyTorch."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Callable

import numpy as np

Array = Any  # a numpy.ndarray or a torch.Tensor


@dataclass(frozen=True)
class Namespace:
    """Functions of one library: by NumPy's names, with arguments in NumPy's order."""

    abs: Callable[..., Array]
    clip: Callable[..., Array]
    concatenate: Callable[..., Array]
    cumsum: Callable[..., Array]
    diag: Callable[..., Array]
    exp: Callable[..., Array]
    floor: Callable[..., Array]
    isnan: Callable[..., Array]
    log: Callable[..., Array]
    log1p: Callable[..., Array]
    logaddexp: Callable[..., Array]
    ones_like: Callable[..., Array]
    round: Callable[..., Array]
    sign: Callable[..., Array]
    solve: Callable[..., Array]
    sqrt: Callable[..., Array]
    stack: Callable[..., Array]
    take_along_axis: Callable[..., Array]
    tanh: Callable[..., Array]
    tril: Callable[..., Array]
    triu: Callable[..., Array]
    where: Callable[..., Array]
    zeros_like: Callable[..., Array]
    logsumexp: Callable[[Array, int], Array]
    constant: Callable[[Any, Array], Array]  # values, as an array of the kind of another one
    whole: Callable[[Array], Array]  # whole numbers that are stored as floats, as integers
    numpy: Callable[[Array], np.ndarray]  # values alone, for NumPy


NUMPY = Namespace(
    abs=np.abs,
    clip=np.clip,
    concatenate=np.concatenate,
    cumsum=np.cumsum,
    diag=np.diag,
    exp=np.exp,
    floor=np.floor,
    isnan=np.isnan,
    log=np.log,
    log1p=np.log1p,
    logaddexp=np.logaddexp,
    ones_like=np.ones_like,
    round=np.rint,
    sign=np.sign,
    solve=np.linalg.solve,
    sqrt=np.sqrt,
    stack=np.stack,
    take_along_axis=np.take_along_axis,
    tanh=np.tanh,
    tril=np.tril,
    triu=np.triu,
    where=np.where,
    zeros_like=np.zeros_like,
    logsumexp=np.logaddexp.reduce,
    constant=lambda values, like: np.asarray(values, like.dtype),
    whole=lambda x: x.astype(np.int64),
    numpy=lambda x: x,
)


def softplus(xp: Namespace, x: Array) -> Array:
    """log(1 + exp(x))."""
    return xp.logaddexp(x, xp.zeros_like(x))


def soft_clip(xp: Namespace, x: Array, limit: float) -> Array:
    """x / (1 + |x| / limit): between -limit and limit, with slope 1 at 0."""
    return x / (1 + xp.abs(x) / limit)


def pieces(x: Array, sizes: Any) -> list:
    """Columns of x, in runs of these sizes."""
    ends = np.cumsum(sizes)
    return [x[:, end - size : end] for size, end in zip(sizes, ends)]


def known(table: dict, name: str, what: str) -> Any:
    """An entry of a table. Raises ValueError with the names that there are."""
    if name not in table:
        raise ValueError(f"{what} of type {name!r}: this reader knows {', '.join(table)}")
    return table[name]
