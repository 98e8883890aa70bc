"""The models of EngineBenchmark in PyTorch, on one thread: rows a second, best of two seconds.

python3 flows.py                     all
python3 flows.py MODEL TASK ROWS     one number, for a TASK of gradient and score
"""
import sys
import time

import torch
from torch import nn


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
    model, dim = MODELS[name]()
    x = torch.randn(rows, dim)

    def gradient():
        model.zero_grad(set_to_none=True)
        (-model.log_density(x, True).sum()).backward()

    def score():
        with torch.no_grad():
            model.log_density(x, False)

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
