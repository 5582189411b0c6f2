#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The desktop's side: file managers recognise images by their data, and the session bus starts the program.

test-desktop.py APP_ID UNBRICK MIME_FILE SERVICE_FILE DISPLAY    DISPLAY: tests/e2e/display.py
"""
import os
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import time

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parent.parent / "house"))
from house import Tap  # noqa: E402


def elf(machine):
    """The head of a 32-bit little-endian ELF file."""
    return b"\x7fELF\1\1\1" + bytes(9) + struct.pack("<HHI", 2, machine, 1) + bytes(28)


HEX = b":0400000001020304F2\n:00000001FF\n"
FILES = [
    ("a.hex", HEX, "text/x-intel-hex"),
    ("a.ihex", HEX, "text/x-intel-hex"),
    ("a.ihx", HEX, "text/x-intel-hex"),
    ("a.eep", HEX, "text/x-intel-hex"),
    ("a.elf", elf(83), "application/x-avr-elf"),
    ("no-suffix", elf(83), "application/x-avr-elf"),
    ("program", elf(3), None),
]


def content_type(path):
    text = subprocess.run(["gio", "info", "-a", "standard::content-type", path], check=True, text=True,
                          capture_output=True).stdout
    return text.rsplit("standard::content-type: ", 1)[1].strip()


def check_mime(mime_file):
    complaints = []
    with tempfile.TemporaryDirectory() as folder:
        packages = pathlib.Path(folder, "mime/packages")
        packages.mkdir(parents=True)
        shutil.copy(mime_file, packages)
        shutil.copy("/usr/share/mime/packages/freedesktop.org.xml", packages)
        subprocess.run(["update-mime-database", packages.parent], check=True, capture_output=True,
                       env={**os.environ, "PKGSYSTEM_ENABLE_FSYNC": "0"})
        os.environ |= {"XDG_DATA_DIRS": folder, "XDG_DATA_HOME": folder}
        for name, contents, wanted in FILES:
            path = pathlib.Path(folder, name)
            path.write_bytes(contents)
            found = content_type(path)
            if found != wanted and (wanted or found.startswith("application/x-avr")):
                complaints.append(f"{name} is {found}, not {wanted}")
    return complaints


def ask_bus(app_id, method, *arguments):
    path = "/" + app_id.replace(".", "/")
    return subprocess.run(["gdbus", "call", "--session", "--timeout", "60", "--dest", app_id, "--object-path", path,
                           "--method", method, *arguments], text=True, capture_output=True, check=False)


def inside(app_id, image):
    """On a bus and a display of its own: a file is opened by nothing but a message."""
    opened = ask_bus(app_id, "org.freedesktop.Application.Open", f"['{image.as_uri()}']", "{}")
    if opened.returncode:
        print(opened.stderr)
        return 1
    for _ in range(100):
        found = ask_bus(app_id, "org.gtk.Actions.List").stdout
        if "'quit'" in found:
            return ask_bus(app_id, "org.gtk.Actions.Activate", "quit", "[]", "{}").returncode
        time.sleep(0.1)
    print("no actions:", found)
    return 1


def check_bus(app_id, unbrick, service_file, display):
    """The service file starts the program: its command alone is replaced, by the one in the build tree."""
    text = pathlib.Path(service_file).read_text(encoding="utf-8").splitlines()
    if text[1] != f"Name={app_id}" or not text[2].endswith("/bin/unbrick --gapplication-service"):
        return [f"{service_file}: {text}"]
    with tempfile.TemporaryDirectory() as folder:
        services = pathlib.Path(folder, "dbus-1/services")
        services.mkdir(parents=True)
        pathlib.Path(services, f"{app_id}.service").write_text(
            f"[D-BUS Service]\nName={app_id}\nExec={unbrick} --gapplication-service\n", encoding="utf-8")
        image = pathlib.Path(folder, "a.hex")
        image.write_bytes(HEX)
        run = subprocess.run(
            [sys.executable, display, "dbus-run-session", "--", sys.executable, __file__, "--inside", app_id, image],
            text=True, capture_output=True, check=False,
            env={**os.environ, "XDG_DATA_DIRS": f"{folder}:/usr/share", "HOME": folder, "XDG_DATA_HOME": f"{folder}/data",
                 "GDK_BACKEND": "x11", "GSK_RENDERER": "cairo", "GTK_A11Y": "none"})
    return [run.stdout + run.stderr] if run.returncode else []


def main():
    if sys.argv[1] == "--inside":
        return inside(sys.argv[2], pathlib.Path(sys.argv[3]))
    app_id, unbrick, mime_file, service_file, display = sys.argv[1:]
    tap = Tap()
    tap.case("/desktop/bus", check_bus(app_id, pathlib.Path(unbrick).resolve(), service_file, display))
    tap.case("/desktop/mime", check_mime(mime_file))
    return tap.done()


sys.exit(main())
