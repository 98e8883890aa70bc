"""The steps of two_moons.py by DistributedDataParallel: two processes of one thread each, gloo, rows/s after warm-up.

python3 distributed.py ROWS STEPS [PROCESSES]

ROWS of a step are shared by the processes; the second half of the STEPS is measured. ExchangeBenchmark's "train" is the
same in normflow: RealNVP with batch norm (71,744 parameters), Adam, clipping at 5, random rows.
"""
import os
import sys
import time

import torch
import torch.distributed as dist
import torch.multiprocessing as mp
from torch import nn
from torch.nn.parallel import DistributedDataParallel

from two_moons import Evaluated


class Loss(nn.Module):
    def __init__(self):
        super().__init__()
        self.flow = Evaluated()

    def forward(self, rows):
        return -self.flow.log_density(rows, True).mean()


def work(rank, processes, rows, steps):
    torch.set_num_threads(1)
    os.environ.update(MASTER_ADDR="127.0.0.1", MASTER_PORT=os.environ.get("MASTER_PORT", "29531"))
    dist.init_process_group("gloo", rank=rank, world_size=processes)
    torch.manual_seed(1)
    model = DistributedDataParallel(Loss())
    torch.manual_seed(rank)
    held = torch.randn(8 * rows // processes, 2)
    optimizer = torch.optim.Adam(model.parameters(), lr=1e-3)
    started = None
    for step in range(steps):
        if step == steps // 2:
            dist.barrier()
            started = time.perf_counter()
        batch = held[torch.randint(len(held), (rows // processes,))]
        optimizer.zero_grad(set_to_none=True)
        model(batch).backward()
        nn.utils.clip_grad_norm_(model.parameters(), 5.0)
        optimizer.step()
    seconds = time.perf_counter() - started
    if rank == 0:
        measured = steps - steps // 2
        print(f"{processes} processes, {rows} rows a step: {measured * rows / seconds:.0f} rows/s, {1e3 * seconds / measured:.2f} ms a step")
    dist.destroy_process_group()


def main():
    rows, steps = int(sys.argv[1]), int(sys.argv[2])
    processes = int(sys.argv[3]) if len(sys.argv) > 3 else 2
    mp.spawn(work, (processes, rows, steps), nprocs=processes)


if __name__ == "__main__":
    main()
