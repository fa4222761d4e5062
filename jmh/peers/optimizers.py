#!/usr/bin/env python3
"""Sets Lanewise's optimizer steps beside PyTorch's, row by row in one run, and prints a table of ratios.

usage: jmh/peers/optimizers.py --torch PYTHON [--java JAVA] [--out FILE.json] [--quick] [ROW ...]

PYTHON is a Python that has torch (pip install torch in a virtual environment). A ROW is OPTIMIZER:PARAMETERS:THREADS; without any, all rows of
docs/performance.md are run (about 30 minutes; with --quick, which warms up and measures half as long, 18). Each row is measured as PyTorch, Lanewise,
PyTorch: drift of the machine shows as a difference of the two; Lion, LAMB and LARS, which PyTorch does not have, are measured alone. The bandwidth of
plain loops is measured first, and in the end once more: over large arrays, and for rows of 16 M elements and more over arrays of the same number and
size as the row's, read and written as often ("of the same arrays"). Build the benchmarks before: mvn -q package.
"""
import argparse
import json
import pathlib
import subprocess
import sys
import tempfile

import cases

HERE = pathlib.Path(__file__).resolve().parent
JAR = HERE.parent / "target" / "benchmarks.jar"
LARGE = ["SGD-momentum", "Adam", "AdamW", "RMSprop"]
OTHERS = ["SGD", "Adamax", "NAdam", "RAdam", "Adadelta", "Adagrad", "Rprop", "ASGD", "Adafactor", "Muon", "SparseAdam", "Lion", "LAMB", "LARS"]
# not in PyTorch: their rows have no peer
ALONE = {"Lion", "LAMB", "LARS"}
# the plain loops, and the floats that each reads or writes for an element
LOOPS = {"copy": 2, "triad": 3, "update": 3, "update3": 5, "update4": 7}
LOOP_OF_STREAMS = {3: "update", 5: "update3", 7: "update4"}
HUGE = "16777216x1"


def jmh(java, arguments):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = subprocess.run([java, "-jar", str(JAR), *arguments, "-rf", "json", "-rff", file.name], capture_output=True, text=True)
        if done.returncode:
            sys.exit(done.stdout + done.stderr)
        return json.load(open(file.name))


def bandwidth(java, sizes):
    """GB/s by (arrays, threads) and loop."""
    rows = {}
    for r in jmh(java, ["StreamBandwidth", "-p", "arrays=" + ",".join(sizes), "-wi", "2", "-i", "3"]):
        name = r["benchmark"].rsplit(".", 1)[1]
        arrays = r["params"]["arrays"]
        rate = 4 * LOOPS[name] * cases.elements(arrays) / (min(min(r["primaryMetric"]["rawData"])) * 1e3)
        rows.setdefault((arrays, int(r["params"]["threads"])), {})[name] = rate
    return rows


def text(rates):
    return json.dumps({f"{arrays}:{threads}": {k: round(v, 1) for k, v in b.items()} for (arrays, threads), b in rates.items()})


def ours(java, optimizer, parameters, threads, quick):
    r = jmh(java, ["OptimizerStep", "-p", f"optimizer={optimizer}", "-p", f"parameters={parameters}", "-p", f"threads={threads}", "-prof", "gc",
                   *(["-wi", "2", "-i", "3"] if quick else [])])[0]
    raw = sorted(x for fork in r["primaryMetric"]["rawData"] for x in fork)
    return {"median_us": raw[len(raw) // 2], "min_us": raw[0], "bytes": r["secondaryMetrics"]["gc.alloc.rate.norm"]["score"]}


def theirs(python, row):
    done = subprocess.run([python, str(HERE / "torch_optimizers.py"), "--seconds", "1", row], capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return json.loads(done.stdout)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--torch", required=True, metavar="PYTHON")
    arguments.add_argument("--java", default="java")
    arguments.add_argument("--out")
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("rows", nargs="*")
    given = arguments.parse_args()
    rows = given.rows or ([f"{o}:{s}:{t}" for o in LARGE for s in cases.PARAMETERS for t in (1, 2)]
                          + [f"{o}:1048576x1:{t}" for o in OTHERS for t in (1, 2)])
    sizes = sorted({HUGE} | {s for s in (row.split(":")[1] for row in rows) if cases.elements(s) >= 1 << 24})
    before = bandwidth(given.java, sizes)
    print("GB/s of plain loops:", text(before), flush=True)
    print("| optimizer | parameters | threads | Lanewise us | PyTorch us | PyTorch is | ratio | GB/s | of the best loop | of the same arrays "
          "| bytes a step |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    results = []
    for row in rows:
        optimizer, parameters, threads = row.split(":")
        alone = optimizer in ALONE
        first = None if alone else theirs(given.torch, row)
        mine = ours(given.java, optimizer, parameters, threads, given.quick)
        second = None if alone else theirs(given.torch, row)
        ratio = None if alone else min(first["median_us"], second["median_us"]) / mine["median_us"]
        rate = cases.OPTIMIZERS[optimizer] * 4 * cases.elements(parameters) / mine["median_us"] / 1e3 if optimizer in cases.OPTIMIZERS else None
        best = max(before[HUGE, int(threads)].values())
        large = rate is not None and cases.elements(parameters) >= 1 << 24
        same = before[parameters, int(threads)][LOOP_OF_STREAMS[cases.OPTIMIZERS[optimizer]]] if large else None
        results.append({"optimizer": optimizer, "parameters": parameters, "threads": int(threads), "lanewise": mine,
                        "torch": [] if alone else [first, second], "ratio": ratio, "gb_per_s": rate})
        peers = "- | - | -" if alone else f"{first['median_us']:.1f}, {second['median_us']:.1f} | {first['kind']} | {ratio:.2f}"
        print(f"| {optimizer} | {parameters} | {threads} | {mine['median_us']:.1f} | {peers} "
              f"| {'' if rate is None else f'{rate:.1f}'} | {f'{rate / best:.2f}' if large else ''} "
              f"| {f'{rate / same:.2f}' if large else ''} | {mine['bytes']:.0f} |", flush=True)
    after = bandwidth(given.java, sizes)
    print("GB/s of plain loops, afterwards:", text(after))
    if given.out:
        pathlib.Path(given.out).write_text(json.dumps({"bandwidth": [text(before), text(after)], "rows": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
