#!/usr/bin/env python3
"""Writes continued.json: what PyTorch's optimizers do after a saved state was loaded.

usage: continue_states.py STATES > continued.json      (needs torch; STATES is the folder of the golden states)

For each state: the parameters after each of three further steps with the file's own gradients, float32, one thread. The golden test compares an
optimizer that has loaded PyTorch's state with these rows.
"""
import json
import pathlib
import sys

import torch

torch.set_num_threads(1)


def value(v):
    if isinstance(v, dict) and "data" in v:
        return torch.tensor(v["data"], dtype=torch.float32 if v["dtype"] == "float32" else torch.int64).reshape(v["shape"])
    return [value(x) for x in v] if isinstance(v, list) else v


def rows(case):
    params = {name: value(t).requires_grad_() for name, t in case["params_after"].items()}
    saved = case["state_dict"]
    named = "param_names" in saved["param_groups"][0]
    groups = [dict(g["options"], params=[(n, params[n]) if named else params[n] for n in g["params"]]) for g in case["groups"]]
    options = {k: tuple(v) if isinstance(v, list) else v for k, v in case["options"].items()}
    optimizer = getattr(torch.optim, case["optimizer"])(groups, **options)
    optimizer.load_state_dict({
        "state": {int(i): {name: value(v) for name, v in entries.items()} for i, entries in saved["state"].items()},
        "param_groups": [{k: tuple(v) if k == "betas" else v for k, v in g.items()} for g in saved["param_groups"]]})

    def closure():
        optimizer.zero_grad()
        loss = sum((i + 1) * ((p - value(case["targets"][name])) ** 2).sum() for i, (name, p) in enumerate(params.items()))
        loss.backward()
        return loss

    result = []
    for step in range(3):
        if "grads" in case:
            for name, p in params.items():
                g = case["grads"][step][name]
                p.grad = None if g is None else value(g)
            optimizer.step()
        else:
            optimizer.step(closure)
        result.append({name: p.detach().flatten().tolist() for name, p in params.items()})
    return result


def main():
    files = sorted(f for f in pathlib.Path(sys.argv[1]).glob("*.json") if f.name != "continued.json")
    print(json.dumps({f.name: rows(json.loads(f.read_text())) for f in files}, indent=1))


if __name__ == "__main__":
    main()
