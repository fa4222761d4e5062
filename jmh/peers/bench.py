#!/usr/bin/env python3
"""Sets Lanewise's operations beside PyTorch's and prints a table of ratios, row by row.

usage: jmh/peers/bench.py --torch PYTHON [--java JAVA] [--threads 1,2] [--quick] [--case TEXT] [--pairs N] [--seconds S] [--data DIR]
                          [--out FILE.json] [GROUP ...]

PYTHON is a Python that has torch (pip install torch in a virtual environment); without it our figures stand alone. JAVA is one of a JDK 25, by
default the first that is found. A GROUP is one of those of cases.py; without any, all are run. --quick leaves out some rows and measures shorter:
all groups in less than 20 minutes. --case takes only the rows whose names contain TEXT. The group "command" is the command line's whole training and
needs --data, the folder of Fashion-MNIST's files; it has a row for each of three seeds, of which --quick runs the first, and FILE.json has their
accuracies and peak resident memory. Build the benchmarks before: mvn -q package -DskipTests.

Each row is measured as PyTorch, Lanewise, PyTorch, so that a drift of the machine shows as a difference of PyTorch's figures; with --pairs N,
Lanewise N times, and the median of the ratios counts. The ratio is PyTorch's better median over our median; the second one is that of the shortest
times. Above 1 Lanewise is faster. Of convolutions, inference, training steps and epochs PyTorch's better one of contiguous and channels_last counts,
of optimizers its fused one where there is one. "of ceiling" is the share of what multiply-adds on registers reach (GFLOP/s), or a stream over large arrays (GB/s), in the
same process.

FILE.json is written again after each row. A row that fails shows "-", its reason goes to the standard error, and the next one follows.
"""
import argparse
import datetime
import glob
import json
import os
import pathlib
import platform
import re
import statistics
import subprocess
import sys
import tempfile
import time

import cases
import peer
import processes
import whole_command

JAR = pathlib.Path(__file__).resolve().parent.parent / "target" / "benchmarks.jar"
UNIT_US = {"us/op": 1, "ms/op": 1e3, "ns/op": 1e-3, "s/op": 1e6}
LONGEST_SECONDS = 400
HEAD = ("group", "case", "threads", "Lanewise us", "PyTorch us", "ratio", "ratio of the shortest", "Lanewise", "unit", "of ceiling", "bytes a call")


def jmh(java, case, threads, seconds, quick):
    """One case in forks of its own: {benchmark: times in microseconds, bytes a call, ceiling}."""
    millis = round(1000 * (max(seconds, 1) if case.group == "train" else seconds))
    timing = ["-wi", "3", "-w", f"{millis}ms", "-i", "3", "-r", f"{millis}ms"]
    if case.benchmark == "EpochOfCnn.epoch":
        timing = ["-wi", "4", "-i", "4"] if quick else ["-wi", "8", "-i", "5"]
    with tempfile.NamedTemporaryFile(suffix=".json") as file:
        names = "|".join(map(re.escape, case.benchmark.split("+")))
        command = [java, "-jar", str(JAR), f"^lanewise\\.jmh\\.({names})$", "-f", "1", *timing, "-prof", "gc", "-foe", "true",
                   "-p", f"threads={threads}", "-rf", "json", "-rff", file.name]
        for name, value in case.parameters.items():
            command += ["-p", f"{name}={value}"]
        done = processes.run(command, LONGEST_SECONDS)
        text = pathlib.Path(file.name).read_text()
    if done.returncode or not text:
        lines = (done.stdout + done.stderr).strip().splitlines()
        raise RuntimeError(next((text for text in lines if re.match(r"[\w.]*(Error|Exception)\b|Caused by", text)), "\n".join(lines[-5:])))
    return {r["benchmark"].removeprefix("lanewise.jmh."): parsed(r) for r in json.loads(text)}


def parsed(r):
    unit = r["primaryMetric"]["scoreUnit"]
    times = [1e6 / t if unit == "ops/s" else t * UNIT_US[unit] for fork in r["primaryMetric"]["rawData"] for t in fork]
    more = r["secondaryMetrics"]
    allocated = next((m for name, m in more.items() if name.endswith("gc.alloc.rate.norm")), None)
    bytes_a_call = statistics.median(b for fork in allocated["rawData"] for b in fork) if allocated else None
    rate = next((more[name]["score"] for name in ("GFLOPs", "GBs") if name in more), None)
    return times, bytes_a_call, rate / more["share"]["score"] if rate else None


def ours(java, case, threads, seconds, quick):
    found = jmh(java, case, threads, seconds, quick)
    parts = [found[name] for name in case.benchmark.split("+")]
    return {"median_us": sum(statistics.median(times) for times, _, _ in parts), "min_us": sum(min(times) for times, _, _ in parts),
            "bytes": None if any(b is None for _, b, _ in parts) else sum(b for _, b, _ in parts), "ceiling": parts[0][2]}


def attempt(what, measure):
    """What a measurement returns, or None where it fails."""
    try:
        return measure()
    except Exception as e:
        print(f"not measured: {what}: {type(e).__name__}: {e}", file=sys.stderr, flush=True)
        return None


def measured(case, threads, given, torch):
    """A row of the table, PyTorch and Lanewise in turn."""
    what = f"{case.group} {case.name}, {threads} threads"
    seed = case.parameters.get("seed", 1)
    theirs, mine = [], []
    for turn in range(given.pairs):
        if turn == 0:
            theirs.append(attempt(what + ", PyTorch", lambda: torch.measure(case.group, case.name, threads, seed)))
        mine.append(attempt(what, lambda: whole_command.ours(given.java, given.data, threads, seed) if case.group == "command"
                            else ours(given.java, case, threads, given.seconds, given.quick)))
        theirs.append(attempt(what + ", PyTorch", lambda: torch.measure(case.group, case.name, threads, seed)))
    row = {"group": case.group, "case": case.name, "threads": threads, "unit": case.unit, "torch": theirs, "lanewise": mine}
    good = [m for m in mine if m]
    if good:
        median = statistics.median(m["median_us"] for m in good)
        row["figure"] = case.work / median * 1e6
        allocated = [m["bytes"] for m in good if m.get("bytes") is not None]
        if allocated:
            row["bytes"] = statistics.median(allocated)
        ceilings = [m["ceiling"] for m in good if m.get("ceiling")]
        if ceilings and case.unit != "images/s":
            row["of_ceiling"] = row["figure"] / statistics.median(ceilings)
    for key, name in (("median_us", "ratio"), ("min_us", "ratio_of_shortest")):
        ratios = [min(t[key] for t in theirs[i:i + 2] if t) / m[key] for i, m in enumerate(mine) if m and any(theirs[i:i + 2])]
        if ratios:
            row[name] = statistics.median(ratios)
            row[name + "s"] = ratios
    return row


def line(row):
    def times(list_):
        return ", ".join(f"{t['median_us']:.1f}" for t in list_ if t) or "-"

    def number(key, form):
        return format(row[key], form) if key in row else "-"
    cells = (row["group"], row["case"], row["threads"], times(row["lanewise"]), times(row["torch"]), number("ratio", ".2f"),
             number("ratio_of_shortest", ".2f"), number("figure", ".4g"), row["unit"], number("of_ceiling", ".2f"), number("bytes", ".0f"))
    return "| " + " | ".join(map(str, cells)) + " |"


def java_25():
    """A JDK's java of release 25: that of an environment variable, of the path, or of Linux's usual folder; None if there is none."""
    homes = [os.environ[name] for name in ("LANEWISE_JAVA_HOME", "JAVA_HOME") if name in os.environ]
    for java in [f"{home}/bin/java" for home in homes] + ["java"] + sorted(glob.glob("/usr/lib/jvm/*25*/bin/java")):
        try:
            if 'version "25' in subprocess.run([java, "-version"], capture_output=True, text=True).stderr:
                return java
        except OSError:
            pass
    return None


def machine(java, torch):
    """Where and with what it was measured."""
    models = re.findall(r"model name\s*:\s*(.*)", pathlib.Path("/proc/cpuinfo").read_text()) if os.path.exists("/proc/cpuinfo") else []
    version = subprocess.run([java, "-version"], capture_output=True, text=True).stderr.splitlines()
    return {"processor": models[0] if models else platform.processor(), "cores": os.cpu_count(), "system": platform.platform(),
            "java": version[1] if len(version) > 1 else "", "peer": torch.version, "began": datetime.datetime.now().isoformat(timespec="seconds")}


def write(out, about, rows, seconds):
    if out:
        new = pathlib.Path(out + ".new")
        new.write_text(json.dumps({"command": sys.argv, "machine": about, "seconds": round(seconds), "rows": rows}, indent=1) + "\n")
        new.replace(out)


def main():
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--torch", metavar="PYTHON")
    arguments.add_argument("--java", default=java_25())
    arguments.add_argument("--threads", default="1,2")
    arguments.add_argument("--quick", action="store_true")
    arguments.add_argument("--case", default="")
    arguments.add_argument("--pairs", type=int, default=1)
    arguments.add_argument("--seconds", type=float)
    arguments.add_argument("--data")
    arguments.add_argument("--out")
    arguments.add_argument("groups", nargs="*", metavar="GROUP")
    given = arguments.parse_args()
    unknown = [g for g in given.groups if g not in cases.GROUPS]
    if unknown:
        arguments.error(f"unknown group {', '.join(unknown)}; allowed: {', '.join(cases.GROUPS)}")
    if not given.java:
        arguments.error("no JDK 25 is found; name its java with --java")
    if not JAR.exists():
        arguments.error(f"{JAR} is not there; build it with mvn -q package -DskipTests")
    if given.seconds is None:
        given.seconds = 0.2 if given.quick else 0.4
    start = time.monotonic()
    torch = peer.Torch(given.torch, given.seconds, given.data)
    rows, about = [], machine(given.java, torch)
    print("| " + " | ".join(HEAD) + " |\n|" + " --- |" * len(HEAD), flush=True)
    try:
        for case in cases.listed(given.groups, given.case, given.quick):
            if case.group == "command" and not given.data:
                continue
            for threads in map(int, given.threads.split(",")):
                if given.quick and threads > 1 and not case.parallel:
                    continue
                rows.append(measured(case, threads, given, torch))
                print(line(rows[-1]), flush=True)
                write(given.out, about, rows, time.monotonic() - start)
    finally:
        torch.close()
    print(f"{len(rows)} rows, {sum('ratio' not in r for r in rows)} without a ratio, {time.monotonic() - start:.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
