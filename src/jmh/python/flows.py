"""The models of EngineBenchmark in PyTorch, on one thread: rows a second, best of two seconds.

python3 flows.py                     all
python3 flows.py MODEL TASK ROWS     one number, for a TASK of gradient and score

A MODEL may also be FLOW/COLUMNS/HIDDEN, such as maf/16/256: the default architecture of realnvp, glow, maf, nsf or
nsf-ar with two hidden layers of that width.
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

from nsf import spline


def network(dim, hidden):
    return nn.Sequential(
        nn.Linear(dim, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, dim))


class RealNvp(nn.Module):
    def __init__(self, dim, hidden, couplings, batch_norm):
        super().__init__()
        self.scale = nn.ModuleList(network(dim, hidden) for _ in range(couplings))
        self.shift = nn.ModuleList(network(dim, hidden) for _ in range(couplings))
        self.batch_norm = batch_norm
        self.gamma = nn.ParameterList(nn.Parameter(torch.zeros(dim)) for _ in range(couplings))
        self.beta = nn.ParameterList(nn.Parameter(torch.zeros(dim)) for _ in range(couplings))
        self.masks = [((torch.arange(dim) + i + 1) % 2).float() for i in range(couplings)]

    def log_density(self, x, training):
        log_det = 0.0
        for i, mask in enumerate(self.masks):
            kept = x * mask
            s = torch.tanh(self.scale[i](kept)) * (1 - mask)
            x = x * torch.exp(s) + self.shift[i](kept) * (1 - mask)
            log_det = log_det + s.sum(1)
            if self.batch_norm:
                mean = x.mean(0) if training else torch.zeros(x.shape[1])
                variance = ((x - mean) ** 2).mean(0) if training else torch.ones(x.shape[1])
                variance = variance + 1e-5
                x = (x - mean) / torch.sqrt(variance) * torch.exp(self.gamma[i]) + self.beta[i]
                log_det = log_det + (self.gamma[i] - 0.5 * torch.log(variance)).sum()
        return log_det - 0.5 * (x * x).sum(1) - 0.9189385 * x.shape[1]


class Planar(nn.Module):
    def __init__(self, dim, layers):
        super().__init__()
        self.w = nn.ParameterList(nn.Parameter(nn.functional.normalize(torch.randn(dim), dim=0)) for _ in range(layers))
        self.u = nn.ParameterList(nn.Parameter(0.05 * torch.randn(dim)) for _ in range(layers))
        self.b = nn.ParameterList(nn.Parameter(torch.randn(1)) for _ in range(layers))

    def log_density(self, x, training):
        log_det = 0.0
        for w, u, b in zip(self.w, self.u, self.b):
            product = (w * u).sum()
            slope = nn.functional.softplus(product + 0.5413249)
            direction = u + (slope - 1 - product) / (w * w).sum() * w
            bend = torch.tanh(x @ w + b)
            square = bend * bend
            log_det = log_det + torch.log((1 - square) * slope + square)
            x = x + bend[:, None] * direction
        return log_det - 0.5 * (x * x).sum(1) - 0.9189385 * x.shape[1]


class Linear(nn.Module):
    """x L U + b, as one matrix."""

    def __init__(self, dim):
        super().__init__()
        self.matrix, self.bias = nn.Parameter(0.05 * torch.randn(dim, dim)), nn.Parameter(torch.zeros(dim))
        self.one = torch.eye(dim)

    def forward(self, x):
        diagonal = torch.diagonal(self.matrix)
        lower, upper = torch.tril(self.matrix, -1) + self.one, torch.triu(self.matrix, 1) + torch.diag(torch.exp(diagonal))
        return torch.addmm(self.bias, x @ lower, upper), diagonal.sum()


class ActNorm(nn.Module):
    def __init__(self, dim):
        super().__init__()
        self.log_scale, self.bias = nn.Parameter(torch.zeros(dim)), nn.Parameter(torch.zeros(dim))

    def forward(self, x):
        return x * torch.exp(self.log_scale) + self.bias, self.log_scale.sum()


class MaskedLinear(nn.Linear):
    def __init__(self, degrees, next_degrees, last=False):
        super().__init__(len(degrees), len(next_degrees))
        after, before = next_degrees[:, None], degrees[None, :]
        self.mask = (after > before if last else after >= before).float()

    def forward(self, x):
        return F.linear(x, self.weight * self.mask, self.bias)


class Made(nn.Sequential):
    """`outputs` for each column from those before it, in groups of `dim`."""

    def __init__(self, dim, hidden, outputs):
        inputs, units = torch.arange(1, dim + 1), torch.sort(torch.arange(hidden) % (dim - 1) + 1)[0]
        super().__init__(
            MaskedLinear(inputs, units), nn.LeakyReLU(0.2), MaskedLinear(units, units), nn.LeakyReLU(0.2),
            MaskedLinear(units, inputs.repeat(outputs), last=True))


class AffineMap:
    parameters, limit = 2, math.log(100)

    def __call__(self, x, raw):
        log_scale = raw[0] / (1 + raw[0].abs() / self.limit)
        return x * torch.exp(log_scale) + raw[1], log_scale


class SplineMap:
    """The rational-quadratic spline of nsf.py, for all columns at once."""

    bins = 16
    parameters = 3 * bins - 1

    def __call__(self, x, raw):
        return spline(x, raw.permute(1, 2, 0), self.bins)


class Coupling(nn.Module):
    def __init__(self, dim, parity, hidden, of):
        super().__init__()
        self.kept, self.moved = torch.arange(parity, dim, 2), torch.arange(1 - parity, dim, 2)
        self.back, self.of = torch.argsort(torch.cat([self.kept, self.moved])), of
        moved = len(self.moved)
        self.network = nn.Sequential(
            nn.Linear(len(self.kept), hidden), nn.LeakyReLU(0.2), nn.Linear(hidden, hidden), nn.LeakyReLU(0.2),
            nn.Linear(hidden, of.parameters * moved))

    def forward(self, x):
        kept, moved = x[:, self.kept], x[:, self.moved]
        raw = self.network(kept).reshape(len(x), self.of.parameters, -1).transpose(0, 1)
        value, log_slope = self.of(moved, raw)
        return torch.cat([kept, value], 1)[:, self.back], log_slope.sum(1)


class Autoregressive(nn.Module):
    """Masked, followed by columns in reversed order."""

    def __init__(self, dim, hidden, of):
        super().__init__()
        self.network, self.of = Made(dim, hidden, of.parameters), of

    def forward(self, x):
        raw = self.network(x).reshape(len(x), self.of.parameters, -1).transpose(0, 1)
        value, log_slope = self.of(x, raw)
        return value.flip(1), log_slope.sum(1)


class Stack(nn.Module):
    def __init__(self, dim, layers):
        super().__init__()
        self.layers = nn.ModuleList(layers)

    def log_density(self, x, training):
        log_det = 0.0
        for layer in self.layers:
            x, change = layer(x)
            log_det = log_det + change
        return log_det - 0.5 * (x * x).sum(1) - 0.9189385 * x.shape[1]


def premade(flow, dim, hidden):
    """The default architectures of normflow.flow: Glow, Maf, Nsf and NsfAr."""
    layers = []
    for i in range({"glow": 8, "maf": 8, "nsf": 6, "nsf-ar": 3}[flow]):
        if flow == "glow":
            layers += [ActNorm(dim), Linear(dim), Coupling(dim, i % 2, hidden, AffineMap())]
        elif flow == "maf":
            layers += [ActNorm(dim), Autoregressive(dim, hidden, AffineMap())]
        elif flow == "nsf":
            layers += [Linear(dim), Coupling(dim, i % 2, hidden, SplineMap())]
        else:
            layers += [Linear(dim), Autoregressive(dim, hidden, SplineMap())]
    return Stack(dim, layers)


def model(name):
    if name in MODELS:
        return MODELS[name]()
    flow, dim, hidden = name.split("/")
    dim, hidden = int(dim), int(hidden)
    return (RealNvp(dim, hidden, 8, False) if flow == "realnvp" else premade(flow, dim, hidden)), dim


def rate(call, rows, seconds):
    best = 0.0
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        start = time.perf_counter()
        for _ in range(5):
            call()
        best = max(best, 5 * rows / (time.perf_counter() - start))
    return best


MODELS = {
    "realnvp": lambda: (RealNvp(2, 64, 8, False), 2),
    "realnvp-batchnorm": lambda: (RealNvp(2, 64, 8, True), 2),
    "planar": lambda: (Planar(2, 32), 2),
    "realnvp-16": lambda: (RealNvp(16, 256, 8, False), 16),
}


def measure(name, task, rows, seconds):
    torch.manual_seed(1)
    flow, dim = model(name)
    x = torch.randn(rows, dim)

    def gradient():
        flow.zero_grad(set_to_none=True)
        (-flow.log_density(x, True).sum()).backward()

    def score():
        with torch.no_grad():
            flow.log_density(x, False)

    call = gradient if task == "gradient" else score
    rate(call, rows, seconds / 2)
    return rate(call, rows, seconds)


def main():
    torch.set_num_threads(1)
    if len(sys.argv) == 4:
        print(measure(sys.argv[1], sys.argv[2], int(sys.argv[3]), 2))
        return
    print("torch", torch.__version__)
    for name in MODELS:
        for rows in (512, 1024, 4096):
            for task in ("gradient", "score"):
                print(f"{name:18} {rows:5} {task:8} {measure(name, task, rows, 2):10.0f}")


if __name__ == "__main__":
    main()
