# SPDX-License-Identifier: GPL-3.0-or-later
"""Part of ci.sh, run by tests/bench as an ordinary user, with a display and a session bus: the installed Flatpak's
window while a programmer is plugged in that it may not use yet, and then may. No uevents reach its sandbox.

    devices.py COMMAND…    what starts the window on the bench's devices
"""
import contextlib
import os
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "tests/e2e"))
from driver import Atspi, Program, drive  # noqa: E402

DEVICES = pathlib.Path(os.environ["UMOCKDEV_DIR"])


class Sandboxed(Program):
    def _find(self):
        desktop = Atspi.get_desktop(0)
        nodes = map(desktop.get_child_at_index, range(desktop.get_child_count()))
        return next((n for n in nodes if n is not None and n.get_name() == "unbrick" and n.get_child_count()), None)


def measure(what, program, page, text):
    start = time.monotonic()
    program.wait_text(page, text)
    print(f"flatpak: {what} was noticed after {time.monotonic() - start:.1f} s", flush=True)


def way():
    links = [path for path in (DEVICES / "sys/bus/usb/devices").iterdir() if "-" in path.name and ":" not in path.name]
    nodes = [path for path in (DEVICES / "dev/bus/usb").rglob("*") if path.is_file()]
    assert links and nodes, "no device on the bench"
    targets = {link: os.readlink(link) for link in links}
    with contextlib.ExitStack() as stack:
        for link in links:
            link.unlink()
        for node in nodes:
            node.chmod(0)
        program = Sandboxed(*sys.argv[1:])
        stack.callback(program.process.wait)
        stack.callback(program.process.terminate)
        program.wait_text("UbPageEmpty", "Plug In a Programmer")
        for link, target in targets.items():
            link.symlink_to(target)
        measure("a programmer", program, "UbPagePermission", "sudo tee")
        for node in nodes:
            node.chmod(0o600)
        measure("the permission", program, "UbPageSetup", "USBasp")


sys.exit(drive(way))
