#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The Flatpak manifest agrees with the build, and asks for no right without saying why."""
import pathlib
import re
import sys

from house import Tap, text_lines

RIGHTS = {"--share=network", "--share=ipc", "--socket=wayland", "--socket=fallback-x11",
          "--device=all"}


def read_manifest(root):
    """Path relative to root, and numbered lines."""
    path = next(pathlib.Path(root, "flatpak").glob("*.yml")).relative_to(root)
    return path, text_lines(root, path)


def check_id(root):
    meson = pathlib.Path(root, "meson.build").read_text(encoding="utf-8")
    app_id = re.search(r"^app_id = '([\w.]+)'$", meson, re.M).group(1)
    path, lines = read_manifest(root)
    complaints = []
    if path.stem != app_id:
        complaints.append(f"{path}: the file is not named {app_id}.yml")
    if lines[0][1] != f"id: {app_id}":
        complaints.append(f"{path}:1: the id is not {app_id}")
    return complaints


def check_rights(root):
    path, lines = read_manifest(root)
    complaints = []
    said = ""
    inside = False
    for number, line in lines:
        if not line.startswith(" ") and line:
            inside = line == "finish-args:"
            continue
        if not inside or not line:
            continue
        text = line.strip()
        if text.startswith("#"):
            said = text
            continue
        right = text.removeprefix("- ")
        if right not in RIGHTS:
            complaints.append(f"{path}:{number}: {right} is more than the program needs")
        elif not said:
            complaints.append(f"{path}:{number}: {right}: what for?")
        # X11 beside Wayland is one right to people
        said = said if right == "--socket=wayland" else ""
    return complaints


def check_sources(root):
    """Every archive comes over HTTPS and has its SHA-256 in the next line."""
    path, lines = read_manifest(root)
    complaints = []
    for (number, line), (_, following) in zip(lines, lines[1:] + [(0, "")]):
        url = line.strip().removeprefix("url: ")
        if url == line.strip():
            continue
        if not url.startswith("https://"):
            complaints.append(f"{path}:{number}: not over HTTPS: {url}")
        if not re.fullmatch(r"\s*sha256: [0-9a-f]{64}", following):
            complaints.append(f"{path}:{number}: no SHA-256 behind {url}")
    return complaints


MESON = {"meson.build": "app_id = 'org.example.A'\n"}
NAME = "flatpak/org.example.A.yml"
HEAD = "id: org.example.A\nfinish-args:\n"
CHECKS = [
    ("/house/flatpak-id", check_id,
     [{**MESON, "flatpak/org.example.B.yml": HEAD}, {**MESON, NAME: "id: org.example.B\n"}],
     {**MESON, NAME: HEAD}),
    ("/house/flatpak-rights", check_rights,
     [{NAME: f"{HEAD}  # why\n  - --filesystem=host\n"}, {NAME: f"{HEAD}  - --share=network\n"},
      {NAME: f"{HEAD}  # why\n  - --share=ipc\n  - --device=all\n"}],
     {NAME: f"{HEAD}  # w\n  - --socket=wayland\n  - --socket=fallback-x11\ncleanup:\n  - /include\n"}),
    ("/house/flatpak-sources", check_sources,
     [{NAME: f"  url: http://a\n  sha256: {'0' * 64}\n"}, {NAME: "  url: https://a\n"},
      {NAME: "  url: https://a\n  sha256: 00\n"}],
     {NAME: f"  url: https://a\n  sha256: {'0' * 64}\n"}),
]


def main():
    tap = Tap()
    for name, check, bad, good in CHECKS:
        tap.can_fail(name, check, bad, good)
        tap.case(name, check(sys.argv[1]))
    return tap.done()


sys.exit(main())
