#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The manual says what --help says, is clean roff in every language, and completion completes.

test-manual.py UNBRICKCTL UNBRICK FOLDER LANGUAGE…    FOLDER: where the pages and scripts were made
"""
import os
import pathlib
import re
import shlex
import shutil
import subprocess
import sys
import tempfile

TOP = pathlib.Path(__file__).resolve().parent.parent.parent
sys.path.insert(0, str(TOP / "tests/house"))
from house import Tap  # noqa: E402

BASH_COMPLETION = pathlib.Path("/usr/share/bash-completion/bash_completion")
# line, what is offered, what is not
COMPLETED = [
    ("unbrickctl ", {"flash", "udev-rules"}, {"--json"}),
    ("unbrickctl --re", {"--rehearse"}, {"--json"}),
    ("unbrickctl fl", {"flash"}, {"fuses"}),
    ("unbrickctl --json flash --pre", {"--preset"}, {"--port"}),
    ("unbrickctl flash --preset caterina-pro", {"caterina-promicro16", "caterina-promicro8"}, {"caterina-micro"}),
    ("unbrickctl flash --preset=caterina-pro", {"caterina-promicro16"}, {"caterina-micro"}),
    ("unbrickctl presets ", {"atmel-dfu-atmega32u4"}, {"L"}),
    ("unbrickctl parts atmega32", {"atmega32u4", "atmega32a"}, {"atmega16u4"}),
    ("unbrickctl info -c usb", {"usbasp", "usbtiny"}, {"avrisp"}),
    ("unbrickctl info --sck ", set(), {"usbasp"}),
    ("unbrickctl flash --jtag ", {"on", "off"}, {"--json"}),
    ("unbrickctl read --memory e", {"eeprom"}, {"flash"}),
    ("unbrickctl flash --image ", {"a b.hex", "folder"}, {"on"}),
    ("unbrickctl restore ", {"folder"}, {"a b.hex"}),
    ("unbrick --", {"--rehearse", "--version"}, set()),
    ("unbrick a", {"a b.hex"}, set()),
]


def run(*command, **more):
    return subprocess.run(command, text=True, capture_output=True, check=False,
                          env={**os.environ, "LC_ALL": "C.UTF-8", **more.pop("env", {})}, **more)


def help_of(*command):
    """Options of a command: {"--port", …}; and the commands of a program."""
    text = run(*command, "--help").stdout
    commands = re.search(r"^Commands:\n((?:  .*\n)+)", text, re.M)
    return (set(re.findall(r"^  (?:-\w, )?(--[\w-]+)", text, re.M)),
            re.findall(r"^  ([\w-]+)", commands.group(1), re.M) if commands else [])


def page_options(page):
    return {name.replace("\\-", "-")
            for name in re.findall(r"\\fB((?:\\-){2}[\w\\-]+)\\fR", page.read_text(encoding="utf-8"))}


def check_pages(programs, folder):
    """The page of each program has every option and every command of its --help, and no other."""
    complaints = []
    for program in programs:
        name = pathlib.Path(program).name
        page = folder / f"{name}.1"
        wanted, commands = help_of(program)
        for command in commands:
            wanted |= help_of(program, command)[0]
            if f".TP\n\\fB{command}\\fR".replace("-", "\\-") not in page.read_text(encoding="utf-8"):
                complaints.append(f"{page.name}: no command {command}")
        wanted = {option for option in wanted if not re.match("--(help-|gapplication|display)", option)}
        complaints += [f"{page.name}: {option}" for option in sorted(wanted ^ page_options(page))]
    return complaints


def check_roff(folder):
    """man has nothing to say against any page."""
    complaints = []
    for page in sorted(folder.rglob("*.1")):
        result = run("man", "--warnings", "-E", "UTF-8", "-l", "-Tutf8", "-Z", str(page),
                     env={"MANROFFSEQ": "", "MANWIDTH": "80"})
        if result.returncode or result.stderr:
            complaints.append(f"{page}: {result.stderr.strip()}")
    return complaints


def check_languages(folder, languages):
    """A page in another language is not the English one."""
    return [f"{language}/man1/{page.name}: in English" for language in languages
            for page in folder.glob("*.1")
            if page.read_text(encoding="utf-8") == (folder / language / "man1" / page.name).read_text(encoding="utf-8")]


def check_guide(tool, top):
    """docs/guide.md is what Help in the window shows."""
    written = (top / "docs/guide.md").read_text(encoding="utf-8")
    return [] if written == run(tool, "guide", env={"LANGUAGE": ""}).stdout else ["docs/guide.md is old: scripts/guide"]


def split(line):
    """As readline splits it: at blanks, and around = and :."""
    words = [part for word in line.split(" ") for part in (re.split("([=:])", word) if word else [""])]
    return [word for i, word in enumerate(words) if word or i == len(words) - 1]


def complete_bash(folder, line):
    words = split(line)
    script = (f"compopt () {{ :; }}; . {BASH_COMPLETION}; . {folder}/{words[0]}; COMP_WORDS=({shlex.join(words)}); "
              f"COMP_CWORD={len(words) - 1} COMP_LINE={shlex.quote(line)} COMP_POINT={len(line)}; "
              f"_{words[0]}; printf '%s\\n' \"${{COMPREPLY[@]}}\"")
    return run("bash", "--norc", "-c", script)


def complete_fish(folder, line):
    found = run("fish", "--no-config", "-c", f"source {folder}/{line.split()[0]}.fish; complete -C {shlex.quote(line)}")
    found.stdout = re.sub(r"^--\w+=|/?\t.*$|/$|\\", "", found.stdout, flags=re.M)
    return found


def check_completion(complete, folder):
    complaints = []
    for line, offered, hidden in COMPLETED:
        result = complete(folder, line)
        found = {word.strip() for word in result.stdout.splitlines()}
        if result.stderr:
            complaints.append(f"{line}: {result.stderr.strip()}")
        if offered - found or found & hidden:
            complaints.append(f"{line}: offers {sorted(found)}")
    return complaints


def check_zsh(folder):
    return [result.stderr for script in sorted(folder.glob("_*"))
            if (result := run("zsh", "-f", "-n", str(script))).returncode or result.stderr]


def main():
    unbrickctl, unbrick, folder, *languages = sys.argv[1:]
    folder = pathlib.Path(folder).resolve()
    os.environ["PATH"] = f"{pathlib.Path(unbrickctl).resolve().parent}:{os.environ['PATH']}"
    tap = Tap()
    with tempfile.TemporaryDirectory() as here:
        pathlib.Path(here, "a b.hex").touch()
        pathlib.Path(here, "folder").mkdir()
        programs = [str(pathlib.Path(program).resolve()) for program in (unbrickctl, unbrick)]
        os.environ |= {"HOME": here, **dict.fromkeys(("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME"), f"{here}/.xdg")}
        os.chdir(here)
        tap.case("/manual/options", check_pages(programs, folder))
        tap.case("/manual/guide", check_guide(folder / "unbrick-manual", TOP))
        tap.case("/manual/languages", check_languages(folder, languages))
        for name, needed, check in (
                ("/manual/roff", shutil.which("man"), lambda: check_roff(folder)),
                ("/manual/bash", BASH_COMPLETION.is_file(), lambda: check_completion(complete_bash, folder)),
                ("/manual/fish", shutil.which("fish"), lambda: check_completion(complete_fish, folder)),
                ("/manual/zsh", shutil.which("zsh"), lambda: check_zsh(folder))):
            if needed:
                tap.case(name, check())
            else:
                tap.skip(name, "not installed")
    return tap.done()


sys.exit(main())
