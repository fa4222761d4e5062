#!/usr/bin/env python3
"""Sets Lanewise's optimizer steps beside PyTorch's, row by row in one run, and prints a table of ratios.

usage: jmh/peers/optimizers.py --torch PYTHON [--java JAVA] [--out FILE.json] [--quick] [ROW ...]

PYTHON is a Python that has torch (pip install torch in a virtual environment). A ROW is OPTIMIZER:PARAMETERS:THREADS; without any, all rows of
docs/performance.md are run (about 30 minutes; with --quick, which warms up and measures half as long, 18). Each row is measured as PyTorch, Lanewise,
PyTorch: drift of the machine shows as a difference of the two; Lion, LAMB and LARS, which PyTorch does not have, are measured alone. The bandwidth of
plain loops is measured first, and in the end once more: over large arrays, and for rows of 16 M elements and more over arrays of the same number and
size as the row's, read and written as often ("of the same arrays"). Build the benchmarks before: mvn -q package.

FILE.json is written again after each row. A row that fails shows "-", its reason goes to the standard error, and the next one follows.
"""
import argparse
import json
import pathlib
import re
import sys
import tempfile

import cases
import processes

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
LONGEST_SECONDS = 600


def jmh(java, arguments):
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        done = processes.run([java, "-jar", str(JAR), *arguments, "-foe", "true", "-rf", "json", "-rff", file.name], LONGEST_SECONDS)
        text = pathlib.Path(file.name).read_text()
    if done.returncode or not text:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise RuntimeError(next((line for line in lines if re.match(r"[\w.]*(Error|Exception)\b|Caused by", line)), "\n".join(lines[-5:])))
    return json.loads(text)


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
    done = processes.run([python, str(HERE / "torch_optimizers.py"), "--seconds", "1", row], LONGEST_SECONDS)
    if done.returncode:
        raise RuntimeError(processes.last_line(done.stderr))
    return json.loads(done.stdout)


def attempt(what, measure):
    """What a measurement returns, or None where it fails."""
    try:
        return measure()
    except Exception as e:
        print(f"not measured: {what}: {type(e).__name__}: {e}", file=sys.stderr, flush=True)
        return None


def measured(row, given, loops):
    """A row of the table, PyTorch and Lanewise in turn."""
    optimizer, parameters, threads = row.split(":")
    turn = (lambda: None) if optimizer in ALONE else lambda: attempt(row + ", PyTorch", lambda: theirs(given.torch, row))
    first = turn()
    mine = attempt(row, lambda: ours(given.java, optimizer, parameters, threads, given.quick))
    torch = [t for t in (first, turn()) if t]
    result = {"optimizer": optimizer, "parameters": parameters, "threads": int(threads), "lanewise": mine, "torch": torch}
    if mine and torch:
        result["ratio"] = min(t["median_us"] for t in torch) / mine["median_us"]
    if mine and optimizer in cases.OPTIMIZERS:
        floats = cases.OPTIMIZERS[optimizer]
        result["gb_per_s"] = floats * 4 * cases.elements(parameters) / mine["median_us"] / 1e3
        if loops and (HUGE, int(threads)) in loops and cases.elements(parameters) >= 1 << 24:
            result["of_best_loop"] = result["gb_per_s"] / max(loops[HUGE, int(threads)].values())
            result["of_same_arrays"] = result["gb_per_s"] / loops[parameters, int(threads)][LOOP_OF_STREAMS[floats]]
    return result


def line(result):
    mine, torch = result["lanewise"], result["torch"]

    def number(key, form, without):
        return format(result[key], form) if key in result else without
    cells = (result["optimizer"], result["parameters"], result["threads"], f"{mine['median_us']:.1f}" if mine else "-",
             ", ".join(f"{t['median_us']:.1f}" for t in torch) or "-", torch[0]["kind"] if torch else "-", number("ratio", ".2f", "-"),
             number("gb_per_s", ".1f", ""), number("of_best_loop", ".2f", ""), number("of_same_arrays", ".2f", ""),
             f"{mine['bytes']:.0f}" if mine else "-")
    return "| " + " | ".join(map(str, cells)) + " |"


def write(out, loops, rows):
    if out:
        new = pathlib.Path(out + ".new")
        new.write_text(json.dumps({"bandwidth": [text(b) for b in loops if b], "rows": rows}, indent=1) + "\n")
        new.replace(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--torch", required=True, metavar="PYTHON")
    arguments.add_argument("--java", default="java")
    arguments.add_argument("--out")
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("rows", nargs="*", metavar="ROW")
    given = arguments.parse_args()
    if not JAR.exists():
        arguments.error(f"{JAR} is not there; build it with mvn -q package")
    for row in given.rows:
        if not re.fullmatch(r"[^:]+:([1-9]\d*x[1-9]\d*|cnn):[1-9]\d*", row):
            arguments.error(f"row {row}; a row is OPTIMIZER:PARAMETERS:THREADS, as SGD:1048576x1:2 or Adam:cnn:1")
    rows = given.rows or ([f"{o}:{s}:{t}" for o in LARGE for s in cases.PARAMETERS for t in (1, 2)]
                          + [f"{o}:1048576x1:{t}" for o in OTHERS for t in (1, 2)])
    sizes = sorted({HUGE} | {s for s in (row.split(":")[1] for row in rows) if cases.elements(s) >= 1 << 24})
    before = attempt("bandwidth", lambda: bandwidth(given.java, sizes))
    print("GB/s of plain loops:", text(before) if before else "-", flush=True)
    print("| optimizer | parameters | threads | Lanewise us | PyTorch us | PyTorch is | ratio | GB/s | of the best loop | of the same arrays "
          "| bytes a step |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    results = []
    for row in rows:
        results.append(measured(row, given, before))
        print(line(results[-1]), flush=True)
        write(given.out, [before], results)
    after = attempt("bandwidth", lambda: bandwidth(given.java, sizes))
    print("GB/s of plain loops, afterwards:", text(after) if after else "-")
    write(given.out, [before, after], results)
    failed = sum(r["lanewise"] is None or not r["torch"] and r["optimizer"] not in ALONE for r in results)
    print(f"{len(results)} rows, {failed} without a figure", file=sys.stderr)


if __name__ == "__main__":
    main()
