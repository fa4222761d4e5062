#!/usr/bin/env python3
"""What './lanewise train --recipe 1cycle --epochs 6 --lr 5e-2' does, in PyTorch, and one JSON object of what it took. Called by bench.py.

usage: torch_recipe.py DIR THREADS [SEED]

DIR has Fashion-MNIST's four files. The time is that from the start of the process, imports included.
"""
import gzip
import json
import pathlib
import resource
import sys
import time

STARTED = time.time() - time.process_time()
EPOCHS, BATCH, LR = 6, 512, 5e-2


def main():
    import torch
    import torch.nn.functional as F

    import torch_cases

    folder, threads = pathlib.Path(sys.argv[1]), int(sys.argv[2])
    torch.manual_seed(int(sys.argv[3]) if len(sys.argv) > 3 else 1)
    torch.set_num_threads(threads)

    def read(split, kind, header):
        return torch.frombuffer(bytearray(gzip.open(folder / f"{split}-{kind}-ubyte.gz").read()[header:]), dtype=torch.uint8)
    images, labels, mean, std = {}, {}, None, None
    for split in ("train", "t10k"):
        pixels = read(split, "images-idx3", 16).float().div_(255).reshape(-1, 1, 28, 28)
        mean, std = (pixels.mean(), pixels.std()) if mean is None else (mean, std)
        images[split], labels[split] = pixels.sub_(mean).div_(std), read(split, "labels-idx1", 8).long()
    model = torch_cases.network()
    optimizer = torch.optim.AdamW(model.parameters(), LR, fused=True)
    steps = -(-len(labels["train"]) // BATCH)
    scheduler = torch.optim.lr_scheduler.OneCycleLR(optimizer, LR, total_steps=EPOCHS * steps)
    for _ in range(EPOCHS):
        model.train()
        for part in torch.randperm(len(labels["train"])).split(BATCH):
            optimizer.zero_grad()
            F.cross_entropy(model(images["train"][part]), labels["train"][part]).backward()
            optimizer.step()
            scheduler.step()
        model.eval()
        with torch.no_grad():
            right = sum((model(x).argmax(1) == y).sum().item() for x, y in zip(images["t10k"].split(BATCH), labels["t10k"].split(BATCH)))
    took = (time.time() - STARTED) * 1e6
    print(json.dumps({"case": "command", "median_us": took, "min_us": took, "accuracy": right / len(labels["t10k"]),
                      "resident_mb": resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024}))


if __name__ == "__main__":
    main()
