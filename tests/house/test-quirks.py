#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A quirk is a bit that an id row has and its driver reads. One that nobody has, or nobody reads, does nothing."""
import pathlib
import re
import sys

from house import Tap, tree_files

COMMENT = re.compile(r"/\*.*?\*/", re.S)
BIT = re.compile(r"^\s*(?:#\s*define\s+)?((?:\w+_)?QUIRK_\w+)\s*=?\s*\(?1u? << \d+", re.M)
IN_ROW = re.compile(r"\.quirks\s*=\s*([\w\s|]+)")
WORD = re.compile(r"\w+")


def check(root):
    declared, had, read = {}, {}, set()
    for path in tree_files(root):
        if path.parts[0] != "src" or path.suffix not in (".c", ".h"):
            continue
        text = COMMENT.sub("", pathlib.Path(root, path).read_text(encoding="utf-8"))
        declared.update({bit: path for bit in BIT.findall(text)})
        for bits in IN_ROW.findall(text):
            had.update({bit: path for bit in WORD.findall(bits)})
        read.update(WORD.findall(IN_ROW.sub("", BIT.sub("", text))))
    return ([f"{path}: no driver reads {bit}" for bit, path in sorted(declared.items()) if bit not in read] +
            [f"{path}: no row has {bit}" for bit, path in sorted(declared.items()) if bit not in had] +
            [f"{path}: a row's quirk {bit} is no bit of a driver" for bit, path in had.items() if bit not in declared])


ENUM = "enum\n{\n  QUIRK_A = 1 << 0, /* QUIRK_B */\n  QUIRK_B = 1 << 1,\n};\n"
ROWS = "{ 1, .quirks = QUIRK_A | QUIRK_B },\n"
READ = "x = isp_programmer_has_quirk (p, QUIRK_A);\ny = isp_programmer_has_quirk (p, QUIRK_B);\n"


def main():
    tap = Tap()
    tap.can_fail("/house/quirks", check,
                 [{"src/a/a.c": ENUM + ROWS + READ.replace("QUIRK_B", "QUIRK_A")},
                  {"src/a/a.c": ENUM + ROWS.replace(" | QUIRK_B", "") + READ},
                  {"src/a/a.c": ENUM + ROWS + READ + "{ 2, .quirks = 1 << 2 },\n"},
                  {"src/a/a.c": ENUM + ROWS, "src/a/b.c": READ.partition("\n")[2]}],
                 {"src/a/a.h": ENUM, "src/a/rows.h": "#define B .quirks = QUIRK_B\n" + ROWS, "src/a/a.c": READ})
    tap.case("/house/quirks", check(sys.argv[1]))
    return tap.done()


sys.exit(main())
