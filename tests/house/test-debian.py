#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian package has the build's version, and asks for the libraries that scripts/setup installs."""
import pathlib
import re
import sys

from house import Tap

ONLY_TESTS = {"libumockdev-dev"}


def read(root, name):
    return pathlib.Path(root, name).read_text(encoding="utf-8")


def check_version(root):
    wanted = re.search(r"version: '([\d.]+)'", read(root, "meson.build")).group(1)
    found = re.match(r"unbrick \(([\d.]+)\)", read(root, "debian/changelog"))
    return [] if found and found.group(1) == wanted else [f"debian/changelog: the newest version is not {wanted}"]


def libraries(text):
    return set(re.findall(r"\blib[\w.+-]+-dev\b", text)) - ONLY_TESTS


def check_libraries(root):
    listed = re.search(r"packages=\(\n(.*?)\n\)", read(root, "scripts/setup"), re.S).group(1)
    wanted, found = libraries(listed), libraries(read(root, "debian/control"))
    return [f"debian/control: {name}: in only one of it and scripts/setup" for name in sorted(wanted ^ found)]


MESON = {"meson.build": "project('a', version: '1.2')\n"}
SETUP = {"scripts/setup": "packages=(\n  liba-dev libumockdev-dev\n)\n"}
CHECKS = [
    ("/house/debian-version", check_version,
     [{**MESON, "debian/changelog": "unbrick (1.1) x\n"}, {**MESON, "debian/changelog": "\n"}],
     {**MESON, "debian/changelog": "unbrick (1.2) x\n"}),
    ("/house/debian-libraries", check_libraries,
     [{**SETUP, "debian/control": "\n"}, {**SETUP, "debian/control": " liba-dev,\n libb-dev (>= 1),\n"}],
     {**SETUP, "debian/control": " liba-dev (>= 1),\n"}),
]


def main():
    tap = Tap()
    for name, check, bad, good in CHECKS:
        tap.can_fail(name, check, bad, good)
        tap.case(name, check(sys.argv[1]))
    return tap.done()


sys.exit(main())
