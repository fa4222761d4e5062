#!/usr/bin/env python3
"""Times a group of cases.py in PyTorch and prints one JSON object a row. Called by bench.py.

usage: torch_cases.py --threads N --seconds S GROUP CASE ...
"""
import argparse
import json
import statistics
import time

import torch
import torch.nn.functional as F

import cases
import torch_optimizers


def measured(call, seconds):
    """Seconds of each repetition, after a few that do not count."""
    for _ in range(3):
        call()
    times, end = [], time.perf_counter() + seconds
    while len(times) < 5 or time.perf_counter() < end:
        start = time.perf_counter()
        call()
        times.append(time.perf_counter() - start)
    return times


def sgemm(name):
    sizes = [int(n) for n in name.split("x")]
    m, n, k = sizes if len(sizes) == 3 else sizes * 3
    a, b, c = torch.randn(m, k), torch.randn(k, n), torch.empty(m, n)
    return lambda: torch.mm(a, b, out=c)


def conv2d(name):
    layer, direction = name.split()
    n, ci, side, co, k, stride, pad, groups = cases.CONVOLUTIONS[layer]
    x, w, bias = torch.randn(n, ci, side, side), torch.randn(co, ci // groups, k, k), torch.randn(co)
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
            "sigmoid": lambda: torch.sigmoid(x, out=out), "erf": lambda: torch.erf(x, out=out), "gelu": lambda: F.gelu(x),
            "sum": x.sum, "dot": lambda: torch.dot(x, y), "max": x.max}[op]


def rows(name):
    op, shape = name.split()
    x = torch.randn([int(d) for d in shape.split("x")])
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
    layer, gradient = torch.nn.BatchNorm2d(x.shape[1]), torch.randn(x.shape)

    def norm():
        leaf.grad = None
        layer(leaf).backward(gradient)
    return norm


def shapes(name):
    if name.startswith("max_pool2d"):
        x = torch.randn(512, 64, 14, 14)
        return lambda: F.max_pool2d(x, 2)
    x = torch.randn(4096, 4096)
    return lambda: x.t().contiguous()


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
    for layout in (torch.contiguous_format, torch.channels_last):
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
    model, x = network().eval(), torch.randn(int(name.split()[-1]), 1, 28, 28)
    return torch.inference_mode()(lambda: model(x))


def optim(name):
    return torch_optimizers.prepared(*name.split())[0].step


def main():
    arguments = argparse.ArgumentParser(description=__doc__)
    arguments.add_argument("--threads", type=int, required=True)
    arguments.add_argument("--seconds", type=float, default=0.4)
    arguments.add_argument("group", choices=list(cases.GROUPS))
    arguments.add_argument("case", nargs="+")
    given = arguments.parse_args()
    torch.manual_seed(0)
    torch.set_num_threads(given.threads)
    for case in given.case:
        calls = globals()[given.group](case)
        all_times = [measured(call, given.seconds) for call in (calls if isinstance(calls, list) else [calls])]
        times = min(all_times, key=statistics.median)
        print(json.dumps({"peer": "PyTorch " + torch.__version__, "case": case, "median_us": statistics.median(times) * 1e6,
                          "min_us": min(times) * 1e6}), flush=True)


if __name__ == "__main__":
    main()
