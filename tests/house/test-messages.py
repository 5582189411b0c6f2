# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads every error message of src: they start with a capital letter and end without a full stop.

That is how GLib writes its own, so that a message can stand alone, behind "name: " and before more
words. One that begins with a placeholder, a quote, a digit or a file name may begin as it is.
"""
import pathlib
import re
import sys

from house import Tap, tree_files

# Functions that make a message, and which argument it is.
MAKERS = {
    "g_set_error": 3, "g_set_error_literal": 3, "g_error_new": 2, "g_error_new_literal": 2,
    "g_prefix_error": 1, "cli_usage": 2, "fail": 1, "isp_lines_fail": 3, "isp_plan_block": 4,
    "set_damaged": 1,
}
CALL = re.compile(r"(?<![\w>.])(" + "|".join(MAKERS) + r") \(")
STRING = re.compile(r'"((?:[^"\\]|\\.)*)"')
STRINGS = re.compile(STRING.pattern + r"(?:\s*" + STRING.pattern + ")*")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
FILE_NAME = re.compile(r"[a-z]+\.[a-z]")


def split_arguments(text, start):
    """Arguments of a call whose parenthesis has just been opened at start."""
    arguments, depth, begin, at = [], 1, start, start
    while depth > 0 and at < len(text):
        quoted = STRING.match(text, at)
        if quoted:
            at = quoted.end()
            continue
        depth += (text[at] in "([{") - (text[at] in ")]}")
        if depth == 0 or (depth == 1 and text[at] == ","):
            arguments.append(text[begin:at])
            begin = at + 1
        at += 1
    return arguments


def is_bad(message):
    if FILE_NAME.match(message):
        return message.rstrip().endswith(".")
    return message[:1].islower() or message.rstrip().endswith(".")


def check(root):
    complaints = []
    for path in tree_files(root):
        if path.parts[0] != "src" or path.suffix != ".c":
            continue
        text = pathlib.Path(root, path).read_text(encoding="utf-8")
        text = COMMENT.sub(lambda comment: re.sub(r"[^\n]", " ", comment.group(0)), text)
        for call in CALL.finditer(text):
            arguments = split_arguments(text, call.end())
            if len(arguments) <= MAKERS[call.group(1)]:
                continue
            line = text.count("\n", 0, call.start()) + 1
            for literal in STRINGS.finditer(arguments[MAKERS[call.group(1)]]):
                message = "".join(STRING.findall(literal.group(0)))
                if is_bad(message):
                    complaints.append(f"{path}:{line}: capital first, no stop last: {message}")
    return complaints


def bad_trees():
    def tree(code):
        return {"src/core/a.c": code}

    yield tree('g_set_error (error, D, C, _ ("the file is empty"));')
    yield tree('g_set_error_literal (error, D, C, _ ("The file is empty."));')
    yield tree('g_set_error (error, D, C,\n  /* A. */\n  _ ("No %s "\n "(%u)."), a, b);')
    yield tree('e = g_error_new (D, f (a, b), x ? _ ("line %u") : "Line %u", n);')
    yield tree('g_prefix_error (error, "reading: ");')
    yield tree('return isp_lines_fail (self, 0, error, _ ("too long"));')


GOOD = {
    "src/core/a.c": 'g_set_error (error, D, C, _ ("“%s” is empty, line 1"), "small.");\n'
                    'g_prefix_error (error, "%s: ", name);\n'
                    'set_damaged (error, _ ("backup.json has no date"));\n'
                    '/* g_set_error (error, D, C, "not read"); */\n',
    "tests/a.c": 'g_set_error_literal (error, D, C, "x.");\n',
}


def main():
    tap = Tap()
    tap.can_fail("/house/messages", check, bad_trees(), GOOD)
    tap.case("/house/messages", check(sys.argv[1]))
    return tap.done()


sys.exit(main())
