# SPDX-License-Identifier: GPL-3.0-or-later
"""An X server that nobody sees. It picks its number itself: xvfb-run's search for a free one loses races.

As a program: runs a command on one, display.py COMMAND…, and ends with its status.
"""
import contextlib
import os
import subprocess
import sys


@contextlib.contextmanager
def display(size="1024x768"):
    """DISPLAY of a new server, which goes away at the end."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", f"{size}x24", "-nolisten", "tcp", "-noreset"],
        pass_fds=[writer], stdin=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    os.close(writer)
    try:
        with open(reader, encoding="ascii") as number:
            line = number.readline().strip()
        if not line:
            raise RuntimeError("Xvfb did not start")
        yield f":{line}"
    finally:
        server.terminate()
        server.wait()


if __name__ == "__main__":
    with display("1000x800") as name:
        sys.exit(subprocess.call(sys.argv[1:], env={**os.environ, "DISPLAY": name}))
