#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The README's table of programmers says what the drivers' id rows say.

With --write as the third argument it is written anew: scripts/devices."""
import json
import os
import pathlib
import re
import subprocess
import sys

from house import Tap

BEGIN = "<!-- devices: scripts/devices -->\n"
END = "<!-- /devices -->\n"
ABILITIES = [("sets-sck", "sets SCK"), ("sees-echo", "reads the echo"), ("rescue-clock", "rescue clock"),
             ("needs-power", "gives no power")]


def read_rows(unbrickctl):
    run = subprocess.run([unbrickctl, "--json", "programmers", "--known"], check=True, text=True,
                         capture_output=True, env={**os.environ, "LC_ALL": "C"})
    return [row for row in json.loads(run.stdout)["known"] if row["id"]]


def make_line(row):
    can = [words for ability, words in ABILITIES if ability in row["can"]]
    ids = ", ".join(row["adapters"] or row["usb_ids"])
    return f"| {row['name']} | `{row['id']}` | {ids} | {', '.join(can) or '–'} | {row['reset']} |\n"


def make_table(rows):
    return ("| programmer | `-c` | USB id, or adapter | can | RESET |\n|---|---|---|---|---|\n" +
            "".join(make_line(row) for row in rows))


def replace(readme, table):
    """The README with the table between its marks; None: it has no marks."""
    if readme.count(BEGIN) != 1 or readme.count(END) != 1:
        return None
    return re.sub(f"(?<={re.escape(BEGIN)}).*(?={re.escape(END)})", lambda _: table, readme,
                  flags=re.S)


def check_table(rows):
    def check(root):
        readme = pathlib.Path(root, "README.md").read_text(encoding="utf-8")
        wanted = replace(readme, make_table(rows))
        if wanted is None:
            return ["README.md: the marks around the devices are missing"]
        return [] if wanted == readme else ["README.md: the devices are not the rows': scripts/devices"]
    return check


ROW = {"name": "A", "id": "a", "can": ["sets-sck"], "usb_ids": ["1209:0001"], "adapters": [],
       "reset": "pin 10"}
LINE = "| A | `a` | 1209:0001 | sets SCK | pin 10 |\n"
HEAD = make_table([])


def main():
    root, unbrickctl = sys.argv[1:3]
    rows = read_rows(unbrickctl)
    if sys.argv[3:] == ["--write"]:
        readme = pathlib.Path(root, "README.md")
        readme.write_text(replace(readme.read_text(encoding="utf-8"), make_table(rows)),
                          encoding="utf-8")
        return 0
    tap = Tap()
    tap.can_fail("/house/devices", check_table([ROW]),
                 [{"README.md": "\n"}, {"README.md": BEGIN + HEAD + END},
                  {"README.md": BEGIN + HEAD + LINE.replace("10", "9") + END}],
                 {"README.md": "# A\n" + BEGIN + HEAD + LINE + END + "B\n"})
    tap.case("/house/devices", check_table(rows)(root))
    return tap.done()


sys.exit(main())
