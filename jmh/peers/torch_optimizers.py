#!/usr/bin/env python3
"""Times PyTorch's optimizer steps on the CPU and prints one JSON line a row, with the keys of Lanewise's OptimizerStep benchmark.

usage: torch_optimizers.py [--seconds S] OPTIMIZER:PARAMETERS:THREADS ...
Each row is the median over S seconds, of the fused implementation where PyTorch has one, else of foreach.
"""
import argparse
import json
import statistics
import time

import torch

import cases

FUSED = {"SGD", "SGD-momentum", "Adam", "AdamW", "Adagrad"}


def build(optimizer, params, **how):
    if optimizer == "SGD":
        return torch.optim.SGD(params, 0.1, **how)
    if optimizer == "SGD-momentum":
        return torch.optim.SGD(params, 0.1, momentum=0.9, **how)
    if optimizer in cases.MATRICES:
        return getattr(torch.optim, optimizer)(params)
    return getattr(torch.optim, optimizer)(params, **how)


def some_rows(p):
    """A gradient of every sixteenth row."""
    rows = torch.arange(0, p.shape[0], 16)
    return torch.sparse_coo_tensor(rows[None], torch.randn(len(rows), *p.shape[1:]) * 0.01, p.shape, is_coalesced=True)


def prepared(optimizer, parameters):
    """An optimizer of parameters that have gradients, and which of PyTorch's implementations it is."""
    params = [torch.randn(*s).requires_grad_() for s in cases.parameter_shapes(optimizer, parameters)]
    for p in params:
        p.grad = some_rows(p) if optimizer == "SparseAdam" else torch.randn_like(p) * 0.01
    kind = "fused" if optimizer in FUSED else "for loop" if optimizer in cases.MATRICES else "foreach"
    return build(optimizer, params, **({} if optimizer in cases.MATRICES else {kind: True})), kind


def row(optimizer, parameters, threads, seconds):
    torch.set_num_threads(threads)
    torch.manual_seed(1)
    stepped, kind = prepared(optimizer, parameters)
    for _ in range(5):
        stepped.step()
    times = []
    end = time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        stepped.step()
        times.append(time.perf_counter() - start)
    print(json.dumps({"peer": "PyTorch " + torch.__version__, "optimizer": optimizer, "parameters": parameters, "threads": threads, "kind": kind,
                      "median_us": statistics.median(times) * 1e6, "min_us": min(times) * 1e6}), flush=True)


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--seconds", type=float, default=1.0)
    arguments.add_argument("rows", nargs="+")
    given = arguments.parse_args()
    for r in given.rows:
        optimizer, parameters, threads = r.split(":")
        row(optimizer, parameters, int(threads), given.seconds)


if __name__ == "__main__":
    main()
