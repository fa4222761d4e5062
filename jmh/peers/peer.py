"""PyTorch in a process of its own, which bench.py asks for one measurement after the other."""
import json
import pathlib
import select
import subprocess

from processes import last_line, run

SCRIPT = pathlib.Path(__file__).resolve().parent / "torch_cases.py"
LONGEST_SECONDS = 300


class Torch:
    """Starts with the first question, and anew after it has died or was too slow."""

    def __init__(self, python, seconds, data):
        self.python, self.seconds, self.data, self.process = python, seconds, data, None
        self.version = None
        if python:
            done = subprocess.run([python, "-c", "import torch; print('PyTorch', torch.__version__)"], capture_output=True, text=True)
            if done.returncode:
                raise SystemExit(f"{python} has no torch: {last_line(done.stderr)}")
            self.version = done.stdout.strip()

    def measure(self, group, case, threads, seed=1):
        """Times in microseconds; None without a PyTorch. Raises RuntimeError where it fails. The seed is that of the group "command"."""
        if not self.python:
            return None
        if group == "command":
            return whole(self.python, self.data, threads, seed)
        if self.process is None:
            self.process = subprocess.Popen([self.python, str(SCRIPT), "--seconds", str(self.seconds)], stdin=subprocess.PIPE,
                                            stdout=subprocess.PIPE, text=True, bufsize=1)
        try:
            self.process.stdin.write(json.dumps([group, case, threads]) + "\n")
            self.process.stdin.flush()
            ready, _, _ = select.select([self.process.stdout], [], [], LONGEST_SECONDS)
            if not ready:
                raise RuntimeError(f"PyTorch took more than {LONGEST_SECONDS} s")
            row = json.loads(self.process.stdout.readline())
        except (OSError, ValueError) as e:
            self.close()
            raise RuntimeError("PyTorch died") from e
        except BaseException:
            self.close()
            raise
        if "error" in row:
            raise RuntimeError(row["error"])
        return row

    def close(self):
        """Ends the process."""
        if self.process is not None:
            self.process.kill()
            self.process.wait()
            self.process = None


def whole(python, data, threads, seed):
    """The recipe of the command line, from the start of Python."""
    done = run([python, str(SCRIPT.parent / "torch_recipe.py"), data, str(threads), str(seed)], LONGEST_SECONDS)
    if done.returncode:
        raise RuntimeError(last_line(done.stderr))
    return json.loads(last_line(done.stdout))
