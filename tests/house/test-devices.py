#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is made from the drivers' id rows is up to date: the README's tables of programmers and bootloaders and number
of chips, the ids in the store's entry, and the names in the hardware database.

With --write as the third argument they are written: scripts/devices."""
import json
import os
import pathlib
import re
import subprocess
import sys

from house import Tap

BEGIN = "<!-- devices: scripts/devices -->"
END = "<!-- /devices -->"
LOADERS_BEGIN = "<!-- loaders: scripts/devices -->"
LOADERS_END = "<!-- /loaders -->"
LOADERS = "| bootloader | `-l` | USB id |\n|---|---|---|\n"
TABLE = "| programmer | `-c` | USB id, or adapter | can | RESET |\n|---|---|---|---|---|\n"
HWDB = "# Names of AVR programmers. Made by scripts/devices.\n"
COUNT = re.compile(r"\b\d+ in all\b")
ABILITIES = [("sets-sck", "sets SCK"), ("sees-echo", "reads the echo"), ("rescue-clock", "rescue clock"),
             ("needs-power", "gives no power")]


def ask(unbrickctl, *command):
    run = subprocess.run([unbrickctl, "--json", *command], check=True, text=True,
                         capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return json.loads(run.stdout)


def read_rows(unbrickctl):
    """Programmers and bootloaders."""
    return [row for row in ask(unbrickctl, "programmers", "--known")["known"] if row["id"] or row["loader"]]


def programmers(rows):
    return [row for row in rows if row["id"]]


def between(text, lines, begin=BEGIN, end=END):
    """The text with the lines between its marks; None: it has no marks."""
    parts = text and re.fullmatch(rf"(.*{begin}\n)(?:.*?)( *{end}\n.*)", text, re.S)
    return parts and parts[1] + lines + parts[2]


# ── README ──

def make_line(row):
    can = [words for ability, words in ABILITIES if ability in row["can"]]
    ids = ", ".join(row["adapters"] or row["usb_ids"])
    return f"| {row['name']} | `{row['id']}` | {ids} | {', '.join(can) or '–'} | {row['reset']} |\n"


def make_loader(row):
    return f"| {row['name']} | `{row['loader']}` | {', '.join(row['usb_ids'])} |\n"


def make_readme(text, rows, n_parts):
    if len(COUNT.findall(text)) != 1:
        return None
    text = between(COUNT.sub(f"{n_parts} in all", text), TABLE + "".join(map(make_line, programmers(rows))))
    return between(text, LOADERS + "".join(make_loader(row) for row in rows if row["loader"]), LOADERS_BEGIN, LOADERS_END)


# ── the store's entry ──

def own_ids(rows):
    """Ids of programmers and bootloaders, sorted. Serial adapters are in a thousand other things."""
    return sorted({usb_id for row in rows if not row["adapters"] for usb_id in row["usb_ids"]})


def make_metainfo(text, rows, n_parts):
    lines = ["    <modalias>usb:v{}p{}d*</modalias>\n".format(*usb_id.split(":")) for usb_id in own_ids(rows)]
    return between(text, "".join(lines))


# ── the hardware database ──

def make_hwdb(text, rows, n_parts):
    """Only what is certain by its id has a name."""
    names = {usb_id: row["name"] for row in reversed(programmers(rows)) if row["kind"] == "programmer" and not row["adapters"]
             for usb_id in row["usb_ids"]}
    return HWDB + "".join("\nusb:v{}p{}*\n ID_MODEL_FROM_DATABASE={}\n".format(*usb_id.split(":"), names[usb_id])
                          for usb_id in sorted(names))


MADE = {"README.md": make_readme, "data/unbrick.metainfo.xml.in": make_metainfo, "data/60-unbrick.hwdb": make_hwdb}


def check_made(rows, n_parts):
    def check(root):
        complaints = []
        for name, make in MADE.items():
            path = pathlib.Path(root, name)
            text = path.read_text(encoding="utf-8") if path.is_file() else ""
            made = make(text, rows, n_parts)
            if made is None:
                complaints.append(f"{name}: the marks around the devices or “N in all” are missing")
            elif made != text:
                complaints.append(f"{name}: not as the rows are: scripts/devices")
        return complaints
    return check


ROW = {"name": "A", "id": "a", "loader": None, "kind": "programmer", "can": ["sets-sck"], "usb_ids": ["1209:0001"], "adapters": [],
       "reset": "pin 10"}
ADAPTER = {**ROW, "name": "B", "kind": "maybe", "usb_ids": ["1A86:7523"], "adapters": ["CH340"]}
LOADER = {**ROW, "name": "C", "id": None, "loader": "c", "kind": "loader", "usb_ids": ["1209:0002"]}
LINES = ("| A | `a` | 1209:0001 | sets SCK | pin 10 |\n| B | `a` | CH340 | sets SCK | pin 10 |\n")
GOOD = {
    "README.md": f"# A\n{BEGIN}\n{TABLE}{LINES}{END}\n{LOADERS_BEGIN}\n{LOADERS}| C | `c` | 1209:0002 |\n"
                 f"{LOADERS_END}\nchips, 7 in all\n",
    "data/unbrick.metainfo.xml.in": f"<a>\n  {BEGIN}\n    <modalias>usb:v1209p0001d*</modalias>\n"
                                    f"    <modalias>usb:v1209p0002d*</modalias>\n  {END}\n</a>\n",
    "data/60-unbrick.hwdb": HWDB + "\nusb:v1209p0001*\n ID_MODEL_FROM_DATABASE=A\n",
}


def bad_trees():
    for name, old, new in (
            ("README.md", END, ""), ("README.md", LINES, ""), ("README.md", "7 in", "8 in"), ("README.md", "7 in all", ""),
            ("README.md", "pin 10", "pin 9"), ("README.md", "| C ", "| D "), ("README.md", LOADERS_END, ""), ("data/unbrick.metainfo.xml.in", "v1209", "v120a"),
            ("data/unbrick.metainfo.xml.in", BEGIN, ""), ("data/60-unbrick.hwdb", "=A", "=B")):
        yield {**GOOD, name: GOOD[name].replace(old, new)}
    yield {name: text for name, text in GOOD.items() if not name.endswith(".hwdb")}


def main():
    root, unbrickctl = sys.argv[1:3]
    rows = read_rows(unbrickctl)
    n_parts = len(ask(unbrickctl, "parts")["parts"])
    if sys.argv[3:] == ["--write"]:
        for name, make in MADE.items():
            path = pathlib.Path(root, name)
            path.write_text(make(path.read_text(encoding="utf-8") if path.is_file() else "", rows, n_parts),
                            encoding="utf-8")
        return 0
    tap = Tap()
    tap.can_fail("/house/devices", check_made([ROW, ADAPTER, LOADER], 7), bad_trees(), GOOD)
    tap.case("/house/devices", check_made(rows, n_parts)(root))
    return tap.done()


sys.exit(main())
