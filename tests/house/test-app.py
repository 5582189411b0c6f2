#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The floors of src/app: model, widgets, pages, window, application. Includes go down only and never in a circle, and a
page stands everywhere where it has to."""
import pathlib
import posixpath
import re
import sys

from house import Tap, text_lines, tree_files

FLOORS = ["model", "widgets", "pages", "window", ""]
INCLUDE = re.compile(r'\s*#\s*include\s*"([^"]+)"')
PAGE = re.compile(r"ub-page-([\w-]+)\.(c|ui)")
ITEM = re.compile(r'"label" translatable="yes">([^<]+)<[^<]*<attribute name="action">win\.go<[^<]*<[^>]*"target">(\w+)<')
TITLE = re.compile(r'<template [^>]*parent="UbPage">\s*<property name="title" translatable="yes">([^<]+)<')
PAGE_LIST = "src/app/window/ub-page-list.h"
PAGE_ROW = re.compile(r"^UB_PAGE_ROW \((\w+)", re.M)


def includes(root):
    """(file, line, header) of the app's own headers, paths relative to src/app."""
    app = pathlib.Path(root, "src/app")
    for path in tree_files(root):
        if path.parts[:2] != ("src", "app") or path.suffix not in (".c", ".h"):
            continue
        inside = pathlib.PurePosixPath(*path.parts[2:])
        for number, line in text_lines(root, path):
            match = INCLUDE.match(line)
            if not match:
                continue
            beside = posixpath.normpath(str(inside.parent / match[1]))
            target = beside if (app / beside).is_file() else match[1].removeprefix("app/")
            if (app / target).is_file():
                yield inside, number, pathlib.PurePosixPath(target)


def floor(path):
    folder = path.parts[0] if len(path.parts) > 1 else ""
    return FLOORS.index(folder) if folder in FLOORS else None


def check_floors(root):
    complaints = []
    for path, number, header in includes(root):
        if floor(path) is None or floor(header) is None:
            complaints.append(f"src/app/{path}:{number}: {path if floor(path) is None else header} is on no floor")
        elif floor(header) > floor(path):
            complaints.append(f"src/app/{path}:{number}: {header} is above")
    return complaints


def modules(root):
    """{module: modules that it includes}. A source and its header are one; so are the sources of one class, which share
    its -private header."""
    arrows = list(includes(root))
    shared = {path.with_suffix(""): header.with_name(header.name.replace("-private.h", ""))
              for path, _, header in arrows if header.name.endswith("-private.h")}

    def module(path):
        stem = path.with_suffix("")
        if stem.name.endswith("-private"):
            return str(stem.with_name(stem.name.removesuffix("-private")))
        return str(shared.get(stem, stem))

    below = {}
    for path, _, header in arrows:
        if module(path) != module(header):
            below.setdefault(module(path), set()).add(module(header))
    return below


def check_circles(root):
    below = modules(root)
    done, complaints = set(), []

    def visit(node, way):
        if node in way:
            complaints.append("a circle: " + " → ".join(way[way.index(node):] + [node]))
        elif node not in done:
            for other in sorted(below.get(node, ())):
                visit(other, way + [node])
            done.add(node)

    for node in sorted(below):
        visit(node, [])
    return complaints


def check_pages(root):
    """A page has a row, a source and a template."""
    rows = PAGE_ROW.findall(pathlib.Path(root, PAGE_LIST).read_text(encoding="utf-8"))
    listed = {file for name in rows for stem in ["ub-page-" + name.replace("_", "-")]
              for file in (f"src/app/pages/{stem}.c", f"ui/{stem}.ui")}
    there = {str(path) for path in tree_files(root) if PAGE.fullmatch(path.name)}
    return ([f"{PAGE_LIST}: has a row for {file}, which is missing" for file in sorted(listed - there)] +
            [f"{PAGE_LIST}: no row for {file}" for file in sorted(there - listed)])


def check_menu(root):
    """A page is titled as the menu calls it."""
    menu = pathlib.Path(root, "ui/ub-window.ui")
    complaints = []
    for label, page in ITEM.findall(menu.read_text(encoding="utf-8")) if menu.is_file() else []:
        template = pathlib.Path(root, "ui/ub-page-" + page.replace("_", "-") + ".ui")
        title = TITLE.search(template.read_text(encoding="utf-8"))
        if title is None or title[1] != label.replace("_", ""):
            complaints.append(f"{template.name}: the menu calls it “{label.replace('_', '')}”")
    return complaints


HEADERS = {f"src/app/{f}/{f}.h".replace("//", "/app"): "" for f in FLOORS}
FLOOR_BAD = [{**HEADERS, f"src/app/{low}/a.c": f'#include "app/{high}/{high}.h"\n'}
             for i, low in enumerate(FLOORS[:-1]) for high in FLOORS[i + 1:-1]]
FLOOR_GOOD = {**HEADERS, "src/app/pages/a.c": '#include "app/model/model.h"\n', "src/app/main.c": '#include "app.h"\n'}
CIRCLE_GOOD = {
    "src/app/model/a.h": "", "src/app/model/b.h": '#include "a.h"\n', "src/app/model/b.c": '#include "b.h"\n',
    "src/app/model/c.h": "", "src/app/model/c-private.h": '#include "c.h"\n',
    "src/app/model/c.c": '#include "c-private.h"\n', "src/app/model/c-more.c": '#include "c-private.h"\n',
}
PAGE_GOOD = {
    PAGE_LIST: "UB_PAGE_ROW (x)\nUB_PAGE_ROW (x_y, .root = TRUE)\n", "src/app/pages/ub-page.c": "",
    "src/app/pages/ub-page-x.c": "", "ui/ub-page-x.ui": "",
    "src/app/pages/ub-page-x-y.c": "", "ui/ub-page-x-y.ui": "",
}
MENU_PAGE = '<template class="UbPageXY" parent="UbPage">\n<property name="title" translatable="yes">{}</property>\n'
MENU_GOOD = {
    "ui/ub-page-x-y.ui": MENU_PAGE.format("Its Name"),
    "ui/ub-window.ui": '<attribute name="label" translatable="yes">Its _Name</attribute>\n'
                       '<attribute name="action">win.go</attribute>\n<attribute name="target">x_y</attribute>\n',
}


def main():
    tap = Tap()
    tap.can_fail("/house/app/floors", check_floors, FLOOR_BAD, FLOOR_GOOD)
    tap.can_fail("/house/app/circles", check_circles,
                 [{**CIRCLE_GOOD, "src/app/model/a.c": '#include "b.h"\n'}], CIRCLE_GOOD)
    tap.can_fail("/house/app/pages", check_pages,
                 [{k: v for k, v in PAGE_GOOD.items() if k != gone}
                  for gone in PAGE_GOOD if gone.startswith(("src/app/pages/ub-page-", "ui/"))] +
                 [{**PAGE_GOOD, more: ""} for more in ("src/app/pages/ub-page-z.c", "ui/ub-page-z.ui")],
                 PAGE_GOOD)
    tap.can_fail("/house/app/menu", check_menu, [{**MENU_GOOD, "ui/ub-page-x-y.ui": MENU_PAGE.format("Other")}], MENU_GOOD)
    for name, check in (("floors", check_floors), ("circles", check_circles), ("pages", check_pages),
                        ("menu", check_menu)):
        tap.case(f"/house/app/{name}", check(sys.argv[1]))
    return tap.done()


sys.exit(main())
