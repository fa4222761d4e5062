"""The command line's whole training, timed from the outside."""
import json
import os
import pathlib
import subprocess
import tempfile
import threading
import time

import processes

LAUNCHER = pathlib.Path(__file__).resolve().parent.parent.parent / "lanewise"
LONGEST_SECONDS = 300


def ours(java, data, threads, seed):
    """Seconds from the shell's point of view, peak resident memory and the last accuracy. Raises RuntimeError where it fails."""
    home = pathlib.Path(java).resolve().parent.parent if os.path.dirname(java) else None
    environment = dict(os.environ, **({"LANEWISE_JAVA_HOME": str(home)} if home else {}))
    with tempfile.NamedTemporaryFile(suffix=".jsonl") as file:
        start = time.perf_counter()
        process = subprocess.Popen([str(LAUNCHER), "train", "--data", data, "--recipe", "1cycle", "--epochs", "6", "--lr", "5e-2", "--threads",
                                    str(threads), "--seed", str(seed), "--quiet", "--json", file.name], stdout=subprocess.PIPE,
                                   stderr=subprocess.STDOUT, text=True, env=environment, start_new_session=True)
        limit = threading.Timer(LONGEST_SECONDS, processes.kill, [process])
        limit.start()
        try:
            text = process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            processes.kill(process)
            raise
        finally:
            limit.cancel()
        seconds = time.perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"took more than {LONGEST_SECONDS} s" if seconds >= LONGEST_SECONDS
                               else text.strip()[-500:] or f"ended with {process.returncode} and said nothing")
        epochs = [json.loads(line) for line in pathlib.Path(file.name).read_text().splitlines()]
    took = seconds * 1e6
    accuracies = [epoch["accuracy"] for epoch in epochs if epoch.get("split") == "eval"]
    if not accuracies:
        raise RuntimeError(f"no accuracy in its log of {len(epochs)} lines")
    return {"median_us": took, "min_us": took, "resident_mb": usage.ru_maxrss / 1024, "accuracy": accuracies[-1]}
