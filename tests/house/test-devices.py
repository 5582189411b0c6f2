#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's table of programmers says what the drivers' id rows say, and how many chips there are.

With --write as the third argument both are written: scripts/devices."""
import json
import os
import pathlib
import re
import subprocess
import sys

from house import Tap

BEGIN = "<!-- devices: scripts/devices -->\n"
END = "<!-- /devices -->\n"
COUNT = re.compile(r"\b\d+ in all\b")
ABILITIES = [("sets-sck", "sets SCK"), ("sees-echo", "reads the echo"), ("rescue-clock", "rescue clock"),
             ("needs-power", "gives no power")]


def ask(unbrickctl, *command):
    run = subprocess.run([unbrickctl, "--json", *command], check=True, text=True,
                         capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return json.loads(run.stdout)


def read_rows(unbrickctl):
    return [row for row in ask(unbrickctl, "programmers", "--known")["known"] if row["id"]]


def make_line(row):
    can = [words for ability, words in ABILITIES if ability in row["can"]]
    ids = ", ".join(row["adapters"] or row["usb_ids"])
    return f"| {row['name']} | `{row['id']}` | {ids} | {', '.join(can) or '–'} | {row['reset']} |\n"


def make_table(rows):
    return ("| programmer | `-c` | USB id, or adapter | can | RESET |\n|---|---|---|---|---|\n" +
            "".join(make_line(row) for row in rows))


def replace(readme, table, n_parts):
    """The README with the table between its marks and the number of chips; None: it has no place for
    one of them."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1 or len(COUNT.findall(readme)) != 1:
        return None
    readme = COUNT.sub(f"{n_parts} in all", readme)
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: table, readme,
                  flags=re.S)


def check_table(rows, n_parts):
    def check(root):
        readme = pathlib.Path(root, "README.md").read_text(encoding="utf-8")
        wanted = replace(readme, make_table(rows), n_parts)
        if wanted is None:
            return ["README.md: the marks around the devices or “N in all” are missing"]
        return [] if wanted == readme else ["README.md: devices or chips are not the rows': scripts/devices"]
    return check


ROW = {"name": "A", "id": "a", "can": ["sets-sck"], "usb_ids": ["1209:0001"], "adapters": [],
       "reset": "pin 10"}
LINE = "| A | `a` | 1209:0001 | sets SCK | pin 10 |\n"
HEAD = make_table([])
CHIPS = "chips, 7 in all\n"


def main():
    root, unbrickctl = sys.argv[1:3]
    rows = read_rows(unbrickctl)
    n_parts = len(ask(unbrickctl, "parts")["parts"])
    if sys.argv[3:] == ["--write"]:
        readme = pathlib.Path(root, "README.md")
        readme.write_text(replace(readme.read_text(encoding="utf-8"), make_table(rows), n_parts),
                          encoding="utf-8")
        return 0
    tap = Tap()
    tap.can_fail("/house/devices", check_table([ROW], 7),
                 [{"README.md": "\n"}, {"README.md": BEGIN + HEAD + END + CHIPS},
                  {"README.md": BEGIN + HEAD + LINE + END},
                  {"README.md": BEGIN + HEAD + LINE + END + CHIPS.replace("7", "8")},
                  {"README.md": BEGIN + HEAD + LINE.replace("10", "9") + END + CHIPS}],
                 {"README.md": "# A\n" + BEGIN + HEAD + LINE + END + CHIPS})
    tap.case("/house/devices", check_table(rows, n_parts)(root))
    return tap.done()


sys.exit(main())
