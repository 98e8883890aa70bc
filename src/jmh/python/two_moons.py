"""The training of conf/two-moons.yaml in PyTorch, on one thread, as a whole process without a report.

python3 two_moons.py [STEPS [BATCH]]

RealNVP with batch norm (71,744 parameters), 105,000 rows in mini-batches of 512 unless another size is given, Adam .003 with a cosine, clipping at 5,
15,000 validation rows every 200 steps, 30,000 test rows.
"""
import copy
import math
import sys
import time

import torch
from torch import nn

from flows import RealNvp
from nsf import moons


class Evaluated(RealNvp):
    """With running statistics, which the benchmark of single calls does without."""

    def __init__(self):
        super().__init__(2, 64, 8, True)
        self.means = [torch.zeros(2) for _ in self.masks]
        self.variances = [torch.ones(2) for _ in self.masks]

    def log_density(self, x, training):
        log_det = 0.0
        for i, mask in enumerate(self.masks):
            kept = x * mask
            s = torch.tanh(self.scale[i](kept)) * (1 - mask)
            x = x * torch.exp(s) + self.shift[i](kept) * (1 - mask)
            log_det = log_det + s.sum(1)
            mean, variance = (x.mean(0), x.var(0, unbiased=False)) if training else (self.means[i], self.variances[i])
            if training:
                with torch.no_grad():
                    self.means[i] += 0.1 * (mean - self.means[i])
                    self.variances[i] += 0.1 * (variance - self.variances[i])
            variance = variance + 1e-5
            x = (x - mean) / torch.sqrt(variance) * torch.exp(self.gamma[i]) + self.beta[i]
            log_det = log_det + (self.gamma[i] - 0.5 * torch.log(variance)).sum()
        return log_det - 0.5 * (x * x).sum(1) - math.log(2 * math.pi)


def nll(flow, rows):
    with torch.no_grad():
        return -flow.log_density(rows, False).mean().item()


def main():
    steps = int(sys.argv[1]) if len(sys.argv) > 1 else 5000
    size = int(sys.argv[2]) if len(sys.argv) > 2 else 512
    torch.set_num_threads(1)
    torch.manual_seed(1)
    train, validation, test = moons(105_000), moons(15_000), moons(30_000)
    mean, scale = train.mean(0), train.std(0)
    train, validation, test = ((part - mean) / scale for part in (train, validation, test))
    flow = Evaluated()
    optimizer = torch.optim.Adam(flow.parameters(), lr=3e-3)
    schedule = torch.optim.lr_scheduler.CosineAnnealingLR(optimizer, steps, eta_min=3e-5)
    best, kept = math.inf, None
    start = time.perf_counter()
    for step in range(1, steps + 1):
        batch = train[torch.randint(len(train), (size,))]
        optimizer.zero_grad(set_to_none=True)
        (-flow.log_density(batch, True).mean()).backward()
        nn.utils.clip_grad_norm_(flow.parameters(), 5.0)
        optimizer.step()
        schedule.step()
        if step % 200 == 0:
            value = nll(flow, validation)
            if value < best:
                best, kept = value, copy.deepcopy(flow)
    seconds = time.perf_counter() - start
    parameters = sum(p.numel() for p in flow.parameters())
    value = nll(kept or flow, test)
    print(f"torch {torch.__version__}: {parameters} parameters, {steps} steps in {seconds:.1f} s, NLL {value:.4f} (standardised)")


if __name__ == "__main__":
    main()
