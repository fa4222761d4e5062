#!/usr/bin/env python3
"""Sets Lanewise's operations beside PyTorch's and prints a table of ratios.

usage: jmh/peers/bench.py --torch PYTHON [--java JAVA] [--threads 1,2] [--case TEXT] [--seconds S] [--out FILE.json] [GROUP ...]

PYTHON is a Python that has torch (pip install torch in a virtual environment), JAVA one of a JDK 25. A GROUP is one of sgemm, conv2d, elementwise,
rows, shapes, train, infer, optim; without any, all are run. Each group takes some three minutes for a number of threads: PyTorch, Lanewise, PyTorch,
all rows each time, so that a drift of the machine shows as a difference of PyTorch's two figures. --case takes only the rows whose names contain
TEXT. Build the benchmarks before: mvn -q package -DskipTests.

The ratio is PyTorch's time over ours, each the median; the second one is that of the shortest times. Above 1 Lanewise is faster. Of training steps
and epochs PyTorch's better one of contiguous and channels_last counts, of optimizers its fused one where there is one.
"""
import argparse
import json
import pathlib
import re
import statistics
import subprocess
import sys
import tempfile

import cases

HERE = pathlib.Path(__file__).resolve().parent
JAR = HERE.parent / "target" / "benchmarks.jar"
SINGLE_SHOT = {"EpochOfCnn.epoch"}
UNIT_US = {"us/op": 1, "ms/op": 1e3, "ns/op": 1e-3, "s/op": 1e6}


def theirs(python, group, names, threads, seconds):
    done = subprocess.run([python, str(HERE / "torch_cases.py"), "--threads", str(threads), "--seconds", str(seconds), group, *names],
                          capture_output=True, text=True)
    if done.returncode:
        sys.exit(done.stderr)
    return {row["case"]: row for row in map(json.loads, done.stdout.splitlines())}


def jmh(java, benchmarks, parameters, threads, seconds):
    """All combinations of the parameters in one run: {(benchmark, frozen parameters): times in microseconds and bytes}."""
    single = benchmarks[0] in SINGLE_SHOT
    timing = ["-wi", "8", "-i", "5"] if single else ["-wi", "3", "-w", f"{round(seconds * 1000)}ms", "-i", "3", "-r", f"{round(seconds * 1000)}ms"]
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        command = [java, "-jar", str(JAR), "^lanewise\\.jmh\\.(" + "|".join(map(re.escape, benchmarks)) + ")$", "-f", "1", *timing, "-prof", "gc",
                   "-p", f"threads={threads}", "-rf", "json", "-rff", file.name]
        for name, values in parameters.items():
            command += ["-p", f"{name}={','.join(values)}"]
        done = subprocess.run(command, capture_output=True, text=True)
        text = pathlib.Path(file.name).read_text()
        if done.returncode or not text:
            print("not measured:", ", ".join(benchmarks), (done.stdout + done.stderr).strip().splitlines()[-1:], file=sys.stderr)
            return {}
        results = {}
        for r in json.loads(text):
            own = {k: v for k, v in r["params"].items() if k in parameters}
            unit = r["primaryMetric"]["scoreUnit"]
            times = [1e6 / t if unit == "ops/s" else t * UNIT_US[unit] for fork in r["primaryMetric"]["rawData"] for t in fork]
            allocated = r["secondaryMetrics"].get("gc.alloc.rate.norm", r["secondaryMetrics"].get("·gc.alloc.rate.norm", {"score": float("nan")}))
            results[r["benchmark"].removeprefix("lanewise.jmh."), frozenset(own.items())] = (times, allocated["score"])
        return results


def ours(java, rows, threads, seconds):
    """{case: median, min, bytes}; one run of the jar for each combination of benchmark and parameter names."""
    known = {}
    runs = {}
    for name, benchmark, parameters, _, _ in rows:
        runs.setdefault((benchmark, tuple(parameters)), []).append(parameters)
    for (benchmark, names), values in runs.items():
        lists = {n: sorted({v[n] for v in values}) for n in names}
        known.update(jmh(java, benchmark.split("+"), lists, threads, seconds))
    found = {}
    for name, benchmark, parameters, _, _ in rows:
        parts = [known.get((b, frozenset(parameters.items()))) for b in benchmark.split("+")]
        if all(parts):
            found[name] = {"median_us": sum(statistics.median(t) for t, _ in parts), "min_us": sum(min(t) for t, _ in parts),
                           "bytes": sum(b for _, b in parts)}
    return found


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--torch", required=True, metavar="PYTHON")
    arguments.add_argument("--java", default="java")
    arguments.add_argument("--threads", default="1,2")
    arguments.add_argument("--case", default="")
    arguments.add_argument("--seconds", type=float, default=0.4)
    arguments.add_argument("--out")
    arguments.add_argument("groups", nargs="*", metavar="GROUP")
    given = arguments.parse_args()
    unknown = [g for g in given.groups if g not in cases.GROUPS]
    if unknown:
        arguments.error(f"unknown group {', '.join(unknown)}; allowed: {', '.join(cases.GROUPS)}")
    print("| group | case | threads | Lanewise us | PyTorch us | ratio | ratio of the shortest | Lanewise | unit | bytes a call |")
    print("| --- | --- | --- | --- | --- | --- | --- | --- | --- | --- |")
    results = []
    for group in given.groups or cases.GROUPS:
        rows = [row for row in cases.GROUPS[group]() if given.case in row[0]]
        for threads in map(int, given.threads.split(",")):
            names = [row[0] for row in rows]
            if not names:
                continue
            first = theirs(given.torch, group, names, threads, given.seconds)
            mine = ours(given.java, rows, threads, given.seconds)
            second = theirs(given.torch, group, names, threads, given.seconds)
            for name, benchmark, parameters, work, unit in rows:
                a, b, m = first[name], second[name], mine.get(name)
                row = {"group": group, "case": name, "threads": threads, "peer": a["peer"], "torch": [a, b], "lanewise": m, "unit": unit}
                results.append(row)
                peers = f"{a['median_us']:.1f}, {b['median_us']:.1f}"
                if m is None:
                    print(f"| {group} | {name} | {threads} | - | {peers} | - | - | - | {unit} | - |", flush=True)
                    continue
                row["ratio"] = min(a["median_us"], b["median_us"]) / m["median_us"]
                row["ratio_of_min"] = min(a["min_us"], b["min_us"]) / m["min_us"]
                row["figure"] = work / m["median_us"] * 1e6 * (1e9 if unit == "images/s" else 1)
                print(f"| {group} | {name} | {threads} | {m['median_us']:.1f} | {peers} | {row['ratio']:.2f} | {row['ratio_of_min']:.2f} "
                      f"| {row['figure']:.4g} | {unit} | {m['bytes']:.0f} |", flush=True)
    if given.out:
        pathlib.Path(given.out).write_text(json.dumps({"rows": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
