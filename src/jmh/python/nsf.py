"""RQ-NSF (C) on two moons in PyTorch, on one thread: seconds of training and NLL of separate rows.

python3 nsf.py [STEPS]

6 times a linear map (LU) and a spline coupling of 8 bins whose network has 2 residual blocks of 64: 109,614
parameters, as "Neural Spline Flows" (Durkan et al., 2019) sets it up for two columns; 100,000 rows, batches of
512, Adam 2e-3 with a cosine. conf/nsf-two-moons.yaml is the same training in normflow.
"""
import math
import sys
import time

import torch
from torch import nn
from torch.nn import functional as F

BINS, TAIL, LEAST = 8, 3.0, 1e-3


class Residual(nn.Module):
    def __init__(self, width):
        super().__init__()
        self.first, self.second = nn.Linear(width, width), nn.Linear(width, width)
        nn.init.uniform_(self.second.weight, -1e-3, 1e-3)
        nn.init.uniform_(self.second.bias, -1e-3, 1e-3)

    def forward(self, x):
        return x + self.second(F.relu(self.first(F.relu(x))))


def network(outputs):
    last = nn.Linear(64, outputs)
    nn.init.zeros_(last.weight)
    nn.init.zeros_(last.bias)
    return nn.Sequential(nn.Linear(1, 64), Residual(64), Residual(64), last)


def knots(raw):
    sizes = LEAST + (1 - LEAST * raw.shape[-1]) * F.softmax(raw, dim=-1)
    ends = F.pad(torch.cumsum(sizes, dim=-1), (1, 0)) * 2 * TAIL - TAIL
    return ends, 2 * TAIL * sizes


def spline(x, raw, bins=BINS):
    """x (any shape), raw (the same, and 3 bins - 1): values and logs of slopes."""
    inside = x.clamp(-TAIL, TAIL)
    lefts, widths = knots(raw[..., :bins])
    lowers, heights = knots(raw[..., bins : 2 * bins])
    offset = math.log(math.expm1(1 - LEAST))
    slopes = LEAST + F.softplus(F.pad(raw[..., 2 * bins :] + offset, (1, 1), value=offset))
    index = (inside[..., None] >= lefts[..., 1:-1]).sum(-1, keepdim=True)
    left, width = lefts.gather(-1, index)[..., 0], widths.gather(-1, index)[..., 0]
    lower, height = lowers.gather(-1, index)[..., 0], heights.gather(-1, index)[..., 0]
    d0, d1 = slopes.gather(-1, index)[..., 0], slopes.gather(-1, index + 1)[..., 0]
    delta = height / width
    t = (inside - left) / width
    product = t * (1 - t)
    bottom = delta + (d0 + d1 - 2 * delta) * product
    value = lower + height * (delta * t * t + d0 * product) / bottom
    slope = delta**2 * (d1 * t * t + 2 * delta * product + d0 * (1 - t) ** 2) / bottom**2
    return value + (x - inside), torch.log(slope)


class Flow(nn.Module):
    def __init__(self, transforms=6):
        super().__init__()
        self.networks = nn.ModuleList(network(3 * BINS - 1) for _ in range(transforms))
        self.matrices = nn.ParameterList(nn.Parameter(torch.zeros(2, 2)) for _ in range(transforms))
        self.biases = nn.ParameterList(nn.Parameter(torch.zeros(2)) for _ in range(transforms))

    def log_density(self, x):
        log_det = 0.0
        for i, net in enumerate(self.networks):
            matrix, diagonal = self.matrices[i], torch.diagonal(self.matrices[i])
            lower = torch.tril(matrix, -1) + torch.eye(2)
            upper = torch.triu(matrix, 1) + torch.diag(torch.exp(diagonal))
            x = x @ lower @ upper + self.biases[i]
            kept, moved = (x[:, :1], x[:, 1]) if i % 2 == 0 else (x[:, 1:], x[:, 0])
            value, log_slope = spline(moved, net(kept))
            pair = (kept[:, 0], value) if i % 2 == 0 else (value, kept[:, 0])
            x = torch.stack(pair, 1)
            log_det = log_det + diagonal.sum() + log_slope
        return log_det - 0.5 * (x * x).sum(1) - math.log(2 * math.pi)


def moons(rows):
    angle = math.pi * torch.rand(rows)
    second = torch.rand(rows) < 0.5
    x = torch.where(second, 1 - torch.cos(angle), torch.cos(angle))
    y = torch.where(second, 0.5 - torch.sin(angle), torch.sin(angle))
    return torch.stack([x, y], 1) + 0.06 * torch.randn(rows, 2)


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 4000
    torch.set_num_threads(1)
    torch.manual_seed(1)
    train, test = moons(100_000), moons(100_000)
    mean, scale = train.mean(0), train.std(0)
    train, test = (train - mean) / scale, (test - mean) / scale
    flow = Flow()
    optimizer = torch.optim.Adam(flow.parameters(), lr=2e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps)
    start = time.perf_counter()
    for _ in range(steps):
        batch = train[torch.randint(len(train), (512,))]
        optimizer.zero_grad(set_to_none=True)
        (-flow.log_density(batch).mean()).backward()
        torch.nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
        optimizer.step()
        schedule.step()
    seconds = time.perf_counter() - start
    with torch.no_grad():
        nll = -flow.log_density(test).mean().item()
    parameters = sum(p.numel() for p in flow.parameters())
    print(f"torch {torch.__version__}: {parameters} parameters, {steps} steps in {seconds:.1f} s, NLL {nll:.4f}")


if __name__ == "__main__":
    main()
