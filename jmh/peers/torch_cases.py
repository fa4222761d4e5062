#!/usr/bin/env python3
"""Times cases of cases.py in PyTorch: reads [group, case, threads] a line, prints one JSON object for each. Called by bench.py.

usage: torch_cases.py [--seconds S] < QUESTIONS
"""
import argparse
import json
import statistics
import sys
import time

import torch
import torch.nn.functional as F

import cases
import torch_optimizers


SLOW = 0.5  # seconds of a call from which on fewer calls are made
LAYOUTS = (torch.contiguous_format, torch.channels_last)


def measured(call, seconds):
    """Seconds of each repetition, after a few that do not count."""
    start = time.perf_counter()
    call()
    slow = time.perf_counter() - start > SLOW
    for _ in range(0 if slow else 3):
        call()
    times, end = [], time.perf_counter() + seconds
    while len(times) < (3 if slow else 5) or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


def last(x, name):
    """The same values with channels last where the name of the case says so."""
    return x.contiguous(memory_format=torch.channels_last) if name.endswith(cases.LAST) else x


def sgemm(name):
    sizes = [int(n) for n in name.split("x")]
    m, n, k = sizes if len(sizes) == 3 else sizes * 3
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    return lambda: torch.mm(a, b, out=c)


def conv2d(name):
    """The better one of contiguous and channels_last counts: a list of calls."""
    return [convolution(name, layout) for layout in LAYOUTS]


def convolution(name, layout):
    layer, direction = name.split()
    n, ci, side, co, k, stride, pad, groups = cases.CONVOLUTIONS[layer]
    x, w = (torch.randn(shape).contiguous(memory_format=layout) for shape in ((n, ci, side, side), (co, ci // groups, k, k)))
    bias = torch.randn(co)
    if direction == "forward":
        return lambda: F.conv2d(x, w, bias, stride, pad, 1, groups)
    gradient = torch.randn_like(F.conv2d(x, w, bias, stride, pad, 1, groups))
    return lambda: torch.ops.aten.convolution_backward(gradient, x, w, [co], [stride] * 2, [pad] * 2, [1, 1], False, [0, 0], groups, [True] * 3)


def elementwise(name):
    op, length = name.split()
    x, y, out = torch.randn(int(length)), torch.randn(int(length)), torch.empty(int(length))
    if op == "log":
        x = x.abs()
    return {"relu": lambda: torch.clamp_min(x, 0, out=out), "add": lambda: torch.add(x, y, out=out), "mul": lambda: torch.mul(x, y, out=out),
            "exp": lambda: torch.exp(x, out=out), "log": lambda: torch.log(x, out=out), "tanh": lambda: torch.tanh(x, out=out),
            "sigmoid": lambda: torch.sigmoid(x, out=out), "erf": lambda: torch.erf(x, out=out), "silu": lambda: torch._C._nn.silu(x, out=out),
            "gelu": lambda: torch._C._nn.gelu(x, out=out),
            "sum": x.sum, "dot": lambda: torch.dot(x, y), "max": x.max}[op]


def rows(name):
    op, shape = name.split()[:2]
    x = last(torch.randn([int(d) for d in shape.split("x")]), name)
    if op == "softmax":
        return lambda: torch.softmax(x, 1)
    if op == "log_softmax":
        return lambda: torch.log_softmax(x, 1)
    if op == "layer_norm":
        weight, bias = torch.randn(x.shape[1]), torch.randn(x.shape[1])
        return lambda: F.layer_norm(x, (x.shape[1],), weight, bias)
    if op == "batch_norm":
        layer = torch.nn.BatchNorm2d(x.shape[1])
        return torch.no_grad()(lambda: layer(x))
    leaf = x.requires_grad_()
    if op == "cross_entropy":
        labels = torch.randint(0, x.shape[1], (x.shape[0],))

        def entropy():
            leaf.grad = None
            F.cross_entropy(leaf, labels).backward()
        return entropy
    layer = torch.nn.LayerNorm(x.shape[1]) if op == "layer_norm_backward" else torch.nn.BatchNorm2d(x.shape[1])
    gradient = torch.randn_like(x)

    def norm():
        leaf.grad = None
        layer(leaf).backward(gradient)
    return norm


def shapes(name):
    op = name.split()[0]
    if op == "transpose":
        matrix = torch.randn(4096, 4096)
        return lambda: matrix.t().contiguous()
    x = last(torch.randn(512, 64, 14, 14), name)
    if op == "avg_pool2d":
        return lambda: F.avg_pool2d(x, 2)
    if op == "max_pool2d":
        return lambda: F.max_pool2d(x, 2)
    leaf, gradient = x.requires_grad_(), last(torch.randn(512, 64, 7, 7), name)

    def backward():
        leaf.grad = None
        F.max_pool2d(leaf, 2).backward(gradient)
    return backward


class Leaky(torch.nn.Module):
    def forward(self, x):
        return F.leaky_relu(x, 0.1)


class General(torch.nn.Module):
    def forward(self, x):
        return F.leaky_relu(x, 0.1).sub_(0.4)


def network(times=1):
    layers = []
    for ci, co, k in cases.BLOCKS:
        layers += [torch.nn.Conv2d(ci if ci == 1 else ci * times, co * times, k, 2, k // 2), Leaky(), torch.nn.BatchNorm2d(co * times)]
    return torch.nn.Sequential(*layers, torch.nn.Conv2d(64 * times, 10, 3, 2, 1), torch.nn.Flatten())


class Block(torch.nn.Module):
    """A block of the notebook's residual network."""

    def __init__(self, ci, co, k, stride, activated):
        super().__init__()
        self.main = torch.nn.Sequential(torch.nn.Conv2d(ci, co, k, 1, k // 2, bias=False), General(), torch.nn.BatchNorm2d(co),
                                        torch.nn.Conv2d(co, co, k, stride, k // 2, bias=False), torch.nn.BatchNorm2d(co))
        pool = torch.nn.AvgPool2d(2, ceil_mode=True) if stride == 2 else torch.nn.Identity()
        self.skip = torch.nn.Sequential(pool, torch.nn.Conv2d(ci, co, 1))
        self.act = General() if activated else torch.nn.Identity()

    def forward(self, x):
        return self.act(self.main(x) + self.skip(x))


def residual_network():
    sizes = ((1, 8, 5, 1), (8, 16, 3, 2), (16, 32, 3, 2), (32, 64, 3, 2), (64, 128, 3, 2), (128, 10, 3, 2))
    return torch.nn.Sequential(*(Block(*size, size[1] != 10) for size in sizes), torch.nn.Flatten())


NETWORKS = {"cnn": network, "cnn2": lambda: network(2), "cnn4": lambda: network(4), "resnet": residual_network}


def train(name):
    """The better one of contiguous and channels_last counts: a list of calls."""
    batch = int(name.split()[-1])
    images, labels = torch.randn(60000, 1, 28, 28), torch.randint(0, 10, (60000,))
    calls = []
    for layout in LAYOUTS:
        model = NETWORKS[name.split()[0]]().to(memory_format=layout)
        optimizer = torch.optim.AdamW(model.parameters(), 1e-2, fused=True)
        scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, 1e-2, total_steps=1_000_000)

        def step(i, model=model, optimizer=optimizer, scheduler=scheduler):
            optimizer.zero_grad()
            F.cross_entropy(model(images[i * batch:(i + 1) * batch]), labels[i * batch:(i + 1) * batch]).backward()
            optimizer.step()
            scheduler.step()
        calls.append((lambda step=step: [step(i) for i in range(118)]) if "epoch" in name else (lambda step=step: step(0)))
    return calls


def infer(name):
    """The better one of contiguous and channels_last counts: a list of calls."""
    x = torch.randn(int(name.split()[-1]), 1, 28, 28)
    models = [network().eval().to(memory_format=layout) for layout in LAYOUTS]
    return [torch.inference_mode()(lambda model=model: model(x)) for model in models]


def optim(name):
    return torch_optimizers.prepared(*name.split())[0].step


def answer(group, case, threads, seconds):
    torch.manual_seed(0)
    torch.set_num_threads(threads)
    calls = globals()[group](case)
    all_times = [measured(call, seconds) for call in (calls if isinstance(calls, list) else [calls])]
    times = min(all_times, key=statistics.median)
    return {"case": case, "median_us": statistics.median(times) * 1e6, "min_us": min(times) * 1e6}


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--seconds", type=float, default=0.4)
    given = arguments.parse_args()
    for question in sys.stdin:
        group, case, threads = json.loads(question)
        try:
            row = answer(group, case, threads, given.seconds)
        except Exception as e:  # any failure of a case is the answer to its question
            row = {"case": case, "error": f"{type(e).__name__}: {e}"}
        print(json.dumps(row), flush=True)


if __name__ == "__main__":
    main()
