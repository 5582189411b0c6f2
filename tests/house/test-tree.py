#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules that hold for every file of the tree."""
import pathlib
import re
import shutil
import subprocess
import sys

from house import Tap, text_lines, tree_files

CODE = (".c", ".h")
LICENCE = "SPDX-License-Identifier: GPL-3.0-or-later"
LONGEST = 600
# In pieces, so that this file does not hold them itself.
LATER = re.compile(r"\b(TO" r"DO|FIX" r"ME|X" r"XX)\b")
MACHINE = re.compile(r"(?<![\w.~>}])/(wo" r"rk|ro" r"ot)/\w")
DATE_HOME = "src/core/isp-date.c"
TRANSLATED = re.compile(r'(?<!\w)(_|N_|C_|NC_|Q_|ngettext|g_dngettext)\s?\(\s*"')
TRANSLATABLE = re.compile(r'translatable="(yes|true)"')


def in_folders(path, *folders):
    return path.parts[0] in folders


def check_id_once(root):
    """The application id stands in meson.build alone; the Flatpak manifest has to name it as well."""
    meson = pathlib.Path(root, "meson.build").read_text(encoding="utf-8")
    app_id = re.search(r"^app_id = '([\w.]+)'$", meson, re.M).group(1)
    manifest = f"flatpak/{app_id}.yml"
    allowed = {"meson.build": 1, manifest: 1}
    complaints = []
    for path in tree_files(root):
        if app_id in str(path) and str(path) != manifest:
            complaints.append(f"{path}: only the manifest's file name may hold the application id")
        for number, line in text_lines(root, path):
            for _ in range(line.count(app_id)):
                allowed[str(path)] = allowed.get(str(path), 0) - 1
                if allowed[str(path)] < 0:
                    complaints.append(f"{path}:{number}: the application id stands in meson.build")
    return complaints


def check_length(root):
    complaints = []
    for path in tree_files(root):
        if in_folders(path, "src", "tests", "scripts", "flatpak", ".ci"):
            lines = len(text_lines(root, path))
            if lines > LONGEST:
                complaints.append(f"{path}: {lines} lines: are these two rooms?")
    return complaints


def check_nothing_left_for_later(root):
    return [f"{path}:{number}: left for later: {line.strip()}"
            for path in tree_files(root)
            for number, line in text_lines(root, path) if LATER.search(line)]


def check_dates(root):
    """One function says when something was: the same moment reads the same everywhere."""
    return [f"{path}:{number}: isp_date_format() shows a date"
            for path in tree_files(root)
            if in_folders(path, "src") and path.suffix == ".c" and str(path) != DATE_HOME
            for number, line in text_lines(root, path) if "g_date_time_format (" in line]


def check_no_machine_paths(root):
    return [f"{path}:{number}: a path of one machine: {line.strip()}"
            for path in tree_files(root) if path.name != "LICENSE"
            for number, line in text_lines(root, path) if MACHINE.search(line)]


def check_licence(root):
    """C files say their licence in the first line, scripts in the second."""
    complaints = []
    for path in tree_files(root):
        lines = text_lines(root, path)
        script = bool(lines) and lines[0][1].startswith("#!")
        if not script and not (path.suffix in CODE and in_folders(path, "src", "tests")):
            continue
        expected = f"# {LICENCE}" if script else f"/* {LICENCE} */"
        if len(lines) < 1 + script or lines[script][1] != expected:
            complaints.append(f"{path}:{1 + script}: says no licence: {expected}")
    return complaints


def files_with_words(root):
    """Names of the files that hold words for people."""
    holding = set()
    for path in tree_files(root):
        name = str(path)
        lines = [line for _, line in text_lines(root, path)]
        if in_folders(path, "src") and path.suffix in CODE:
            found = any(TRANSLATED.search(line) for line in lines)
        elif path.suffix == ".ui":
            found = any(TRANSLATABLE.search(line) for line in lines)
        else:
            found = name.endswith((".desktop.in", ".metainfo.xml.in", ".mime.xml.in", "/preset-words.h"))
        if found:
            holding.add(name)
    return holding


def check_potfiles(root):
    """po/POTFILES lists every file that holds words for people, and no other."""
    potfiles = pathlib.Path(root, "po/POTFILES")
    listed = set()
    if potfiles.is_file():
        listed = {line for line in potfiles.read_text(encoding="utf-8").splitlines()
                  if line and not line.startswith("#")}
    holding = files_with_words(root)
    return ([f"{name}: not in po/POTFILES (scripts/potfiles)" for name in sorted(holding - listed)] +
            [f"po/POTFILES: {name} holds nothing to translate" for name in sorted(listed - holding)])


def check_format(root):
    """clang-format would change nothing."""
    names = [str(pathlib.Path(root, path)) for path in tree_files(root)
             if path.suffix in CODE and in_folders(path, "src", "tests")]
    if not names:
        return []
    run = subprocess.run(["clang-format", "--dry-run", "--ferror-limit=1", *names],
                         capture_output=True, text=True, check=False)
    return [line for line in run.stderr.splitlines() if "warning:" in line or "error:" in line]


def format_version():
    if not shutil.which("clang-format"):
        return None
    text = subprocess.run(["clang-format", "--version"], capture_output=True, text=True,
                          check=True).stdout
    return int(re.search(r"version (\d+)", text).group(1))


ID = "org.example.Thing"
MESON = {"meson.build": f"app_id = '{ID}'\n"}
NOTE = "a file\n"
CHECKS = [
    ("/house/id-once", check_id_once,
     [{**MESON, "src/a.c": f"{ID}\n"}, {**MESON, f"data/{ID}.svg": ""},
      {"meson.build": f"app_id = '{ID}'\nname = '{ID}'\n"}],
     {**MESON, f"flatpak/{ID}.yml": f"id: {ID}\n", "src/a.c": "APP_ID\n"}),
    ("/house/length", check_length,
     [{"src/a.c": "\n" * (LONGEST + 1)}, {"tests/a.py": "\n" * (LONGEST + 1)}],
     {"src/a.c": "\n" * LONGEST, "data/long": "\n" * 1000}),
    ("/house/nothing-left-for-later", check_nothing_left_for_later,
     [{"src/a.c": "/* TO" "DO: b */\n"}, {"README.md": "FIX" "ME\n"}],
     {"src/a.c": "mkstemp (\"XXXXXX\");\n"}),
    ("/house/dates", check_dates,
     [{"src/a/b.c": 'g_date_time_format (when, "%x");\n'}],
     {DATE_HOME: 'g_date_time_format (when, "%Y");\n', "src/a.c": "g_date_time_format_iso8601 (when);\n"}),
    ("/house/no-machine-paths", check_no_machine_paths,
     [{"a": "see /wo" "rk/shared\n"}, {"b.c": "\"/ro" "ot/x\"\n"}],
     {"a": "~/work/x, $HOME/x, a/work/x, https://example.org/work/x\n"}),
    ("/house/licence", check_licence,
     [{"src/a.c": NOTE}, {"tests/a/a.h": ""}, {"scripts/a": "#!/bin/sh\necho\n"}, {"b": "#!/bin/sh\n"}],
     {"src/a.c": f"/* {LICENCE} */\n", "a": f"#!/bin/sh\n# {LICENCE}\n", "b.md": NOTE}),
    ("/house/potfiles", check_potfiles,
     [{"src/a.c": 'x (_("b"));\n'}, {"src/a.c": 'ngettext ("a", "b", n);\n'},
      {"ui/a.ui": '<p translatable="yes">a</p>\n'}, {"po/POTFILES": "src/b.c\n", "src/b.c": "\n"}],
     {"po/POTFILES": "# all\nsrc/a.c\n", "src/a.c": '_("a")\n', "src/b.c": 'x_("a") f_ ("b")\n'}),
]


def main():
    root = sys.argv[1]
    if sys.argv[2:] == ["--potfiles"]:
        print(*sorted(files_with_words(root)), sep="\n")
        return 0
    tap = Tap()
    for name, check, bad, good in CHECKS:
        tap.can_fail(name, check, bad, good)
        tap.case(name, check(root))
    version = format_version()
    if version == 14:
        style = "BasedOnStyle: GNU\n"
        tap.can_fail("/house/format", check_format,
                     [{".clang-format": style, "src/a.c": "int   a;\n"}],
                     {".clang-format": style, "src/a.c": "int a;\n"})
        tap.case("/house/format", check_format(root))
    else:
        tap.skip("/house/format", f"wants clang-format 14, here is {version}")
    return tap.done()


sys.exit(main())
