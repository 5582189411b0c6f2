#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rooms of src/ use only what lies below them: reads every #include and fails on an arrow up."""
import pathlib
import posixpath
import re
import sys

from house import Tap, text_lines, tree_files

LIBISP = ["core", "parts", "transport", "ports", "programmers", "loaders", "sim", "engine", "store", "words"]

# room: the rooms whose headers it may include, besides its own
BELOW = {
    "core": [],
    "parts": ["core"],
    "transport": ["core"],
    "ports": ["core", "parts", "transport"],
    "programmers": ["core", "parts", "transport", "ports"],
    "loaders": ["core", "parts", "transport", "ports"],
    "sim": ["core", "parts", "ports"],
    "engine": ["core", "parts", "transport", "ports", "programmers", "loaders"],
    "store": ["core", "parts", "engine"],
    "words": ["core", "parts", "ports", "engine"],
    "cli": LIBISP,
    "app": LIBISP,
    "manual": [*LIBISP, "cli", "app"],
}

# (including file or its folder, header): the arrows that the picture draws apart from the rooms'
SINGLE = {
    ("programmers/programmers-table.c", "sim/isp-rehearsal.h"),
    ("sim", "programmers/isp-programmer.h"),
    ("sim", "transport/isp-session.h"),
}

# library headers that belong to one room
LIBRARIES = [
    (re.compile(r"(gtk|gdk|gsk|pango|cairo|graphene|libadwaita|adwaita)\b"), ["app"]),
    (re.compile(r"(libusb|libserialport)\b"), ["transport"]),
    (re.compile(r"(libelf|gelf)\b"), ["core"]),
    (re.compile(r"libsoup\b"), ["store"]),
]

INCLUDE = re.compile(r'\s*#\s*include\s*(?:"([^"]+)"|<([^>]+)>)')
GENERATED = re.compile(r"config\.h|.*-resources\.h")


def header_complaint(src, path, header):
    """What is wrong with #include "header" in src/path, or None."""
    if GENERATED.fullmatch(header):
        return None
    room = path.parts[0]
    beside = posixpath.normpath(str(path.parent / header))
    target = beside if (src / beside).is_file() else posixpath.normpath(header)
    if not (src / target).is_file():
        return f"{header} is in no room"
    below = target.split("/")[0]
    if below == room or below in BELOW[room]:
        return None
    if (str(path), target) in SINGLE or (room, target) in SINGLE:
        return None
    return f"{room} must not use {target}"


def library_complaint(room, header):
    for pattern, rooms in LIBRARIES:
        if pattern.match(header) and room not in rooms:
            return f"<{header}> belongs to {', '.join(rooms)}"
    return None


def check(root):
    complaints = []
    src = pathlib.Path(root, "src")
    for path in tree_files(root):
        if path.parts[0] != "src" or path.suffix not in (".c", ".h"):
            continue
        inside = pathlib.PurePosixPath(*path.parts[1:])
        room = inside.parts[0]
        if room not in BELOW:
            complaints.append(f"{path}: {room} is no room")
            continue
        for number, line in text_lines(root, path):
            match = INCLUDE.match(line)
            if not match:
                continue
            own, library = match.groups()
            wrong = header_complaint(src, inside, own) if own else library_complaint(room, library)
            if wrong:
                complaints.append(f"{path}:{number}: {wrong}")
    return complaints


def bad_trees():
    """One forbidden include each."""
    headers = {f"src/{room}/isp-x-{room}.h": "" for room in BELOW}
    headers["src/sim/isp-rehearsal.h"] = ""
    headers["src/programmers/isp-programmer.h"] = ""

    def tree(path, include):
        return {**headers, path: f"/* a */\n#  include {include}\n"}

    for room, below in BELOW.items():
        for other in BELOW:
            if other != room and other not in below:
                yield tree(f"src/{room}/a.c", f'"{other}/isp-x-{other}.h"')
    yield tree("src/core/a.c", '"../engine/isp-x-engine.h"')
    yield tree("src/engine/a.c", '"sim/isp-rehearsal.h"')
    yield tree("src/programmers/a.c", '"sim/isp-rehearsal.h"')
    yield tree("src/ports/a.c", '"programmers/isp-programmer.h"')
    yield tree("src/core/a.c", '"isp-nowhere.h"')
    yield tree("src/cellar/a.c", "<glib.h>")
    yield tree("src/cli/a.c", "<gtk/gtk.h>")
    yield tree("src/words/a.h", "<adwaita.h>")
    yield tree("src/engine/a.c", "<libusb.h>")
    yield tree("src/programmers/a.c", "<libserialport.h>")


GOOD = {
    "src/core/isp-a.h": "#include <glib.h>\n",
    "src/core/isp-a.c": '#include "isp-a.h"\n#include "config.h"\n#include <libelf.h>\n',
    "src/transport/isp-session.h": "#include <libusb.h>\n",
    "src/programmers/isp-programmer.h": '#include "transport/isp-session.h"\n',
    "src/programmers/programmers-table.c": '#include "sim/isp-rehearsal.h"\n',
    "src/sim/isp-rehearsal.h": '#include "programmers/isp-programmer.h"\n',
    "src/app/a.c": '#include "core/isp-a.h"\n#include <gtk/gtk.h>\n#include "ub-resources.h"\n',
}


def main():
    tap = Tap()
    tap.can_fail("/house/arrows", check, bad_trees(), GOOD)
    tap.case("/house/arrows", check(sys.argv[1]))
    return tap.done()


sys.exit(main())
