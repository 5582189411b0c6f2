#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Debian packages have the build's version, ask for the libraries that scripts/setup installs, and hold what the
build installs.

    test-debian.py TREE BUILD
"""
import fnmatch
import json
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


def installed(build):
    """Paths below the prefix, as Meson tells them; a folder may stand for what is in it."""
    names = json.loads(read(build, "meson-info/intro-installed.json")).values()
    prefix = next(o["value"] for o in json.loads(read(build, "meson-info/intro-buildoptions.json")) if o["name"] == "prefix")
    return sorted(pathlib.PurePosixPath(name).relative_to(prefix).parts for name in names)


def packed(root):
    """What debian/*.install and not-installed name, below /usr."""
    for path in pathlib.Path(root, "debian").glob("*install*"):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line.startswith("usr/"):
                yield pathlib.PurePosixPath(line.split()[0]).parts[1:]


def check_packed(root, build=None):
    lists = list(packed(root))
    return [f"debian: nothing there names {'/'.join(path)}" for path in installed(build or root)
            if not any(all(map(fnmatch.fnmatch, path, entry)) for entry in lists)]


MESON = {"meson.build": "project('a', version: '1.2')\n"}
SETUP = {"scripts/setup": "packages=(\n  liba-dev libumockdev-dev\n)\n"}
BUILD = {"meson-info/intro-buildoptions.json": '[{"name": "prefix", "value": "/opt"}]',
         "meson-info/intro-installed.json": '{"a": "/opt/bin/a", "b": "/opt/share/man/de"}'}
CHECKS = [
    ("/house/debian-version", check_version,
     [{**MESON, "debian/changelog": "unbrick (1.1) x\n"}, {**MESON, "debian/changelog": "\n"}],
     {**MESON, "debian/changelog": "unbrick (1.2) x\n"}),
    ("/house/debian-libraries", check_libraries,
     [{**SETUP, "debian/control": "\n"}, {**SETUP, "debian/control": " liba-dev,\n libb-dev (>= 1),\n"}],
     {**SETUP, "debian/control": " liba-dev (>= 1),\n"}),
    ("/house/debian-packed", check_packed,
     [{**BUILD, "debian/a.install": "usr/bin/a\n"}, {**BUILD, "debian/a.install": "# usr/bin/a\nusr/share/man/*/b\n"}],
     {**BUILD, "debian/a.install": "usr/bin/a\n", "debian/not-installed": "usr/share/man/*/b\n"}),
]


def main():
    tap = Tap()
    for name, check, bad, good in CHECKS:
        tap.can_fail(name, check, bad, good)
        tap.case(name, check(*sys.argv[1:]) if check is check_packed else check(sys.argv[1]))
    return tap.done()


sys.exit(main())
