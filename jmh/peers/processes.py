"""Processes that a measurement starts, and that end with it."""
import os
import signal
import subprocess


def kill(process):
    """Ends a process that leads a session of its own, and all that it has started: JMH measures in a child, which would go on measuring alone."""
    try:
        os.killpg(process.pid, signal.SIGKILL)
    except ProcessLookupError:
        pass


def run(command, seconds):
    """What subprocess.run returns with its output as text. No process is left after the time, or after any other exception."""
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, start_new_session=True) as process:
        try:
            out, err = process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            kill(process)
            raise RuntimeError(f"took more than {seconds} s") from None
        except BaseException:
            kill(process)
            raise
    return subprocess.CompletedProcess(command, process.returncode, out, err)


def last_line(text):
    """The last line of an output, or a word for none."""
    return (text.strip().splitlines() or ["no output"])[-1]
