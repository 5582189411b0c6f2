# SPDX-License-Identifier: GPL-3.0-or-later
"""What the house tests share: the files of a tree, and TAP.

A check is a function of a tree's root that returns complaints ("file:line: what"). Each runs twice:
on a small bad tree that it has to complain about, then on the real one.
"""
import os
import pathlib
import subprocess
import tempfile

SKIPPED_FOLDERS = (".git", ".flatpak-builder", "__pycache__")


def tree_files(root):
    """Paths of the tree's files relative to root: what git knows, or else everything there."""
    root = pathlib.Path(root)
    if (root / ".git").exists():
        listed = subprocess.run(
            ["git", "-c", "safe.directory=*", "-C", root,
             "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
            check=True, capture_output=True, text=True)
        names = sorted(set(listed.stdout.split("\0")) - {""})
        return [pathlib.PurePosixPath(name) for name in names if (root / name).is_file()]
    found = []
    for folder, folders, names in os.walk(root):
        folders[:] = [f for f in folders
                      if f not in SKIPPED_FOLDERS and not f.startswith(("build", "_build"))]
        found += [pathlib.Path(folder, name).relative_to(root) for name in names]
    return sorted(found)


def text_lines(root, path):
    """Numbered lines of a text file; nothing for a binary one."""
    data = pathlib.Path(root, path).read_bytes()
    if b"\0" in data:
        return []
    return list(enumerate(data.decode("utf-8", "replace").splitlines(), 1))


def complaints_about(check, files):
    """Complaints of check about a throw-away tree made of {path: text}."""
    with tempfile.TemporaryDirectory() as root:
        for path, text in files.items():
            path = pathlib.Path(root, path)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
        return check(root)


class Tap:
    """Prints one line per case; done() is the exit status."""

    def __init__(self):
        self.cases = 0
        self.failures = 0

    def case(self, name, complaints):
        self.cases += 1
        for complaint in complaints:
            print(f"# {complaint}")
        self.failures += bool(complaints)
        print(f"{'not ' if complaints else ''}ok {self.cases} {name}", flush=True)

    def skip(self, name, why):
        self.cases += 1
        print(f"ok {self.cases} {name} # SKIP {why}", flush=True)

    def can_fail(self, name, check, bad, good):
        """check must find one complaint in each tree of bad, and none in good."""
        wrong = []
        for files in bad:
            found = complaints_about(check, files)
            if len(found) != 1:
                wrong.append(f"{len(found)} complaints, not one, about {files}: {found}")
        wrong += [f"about a good tree: {text}" for text in complaints_about(check, good)]
        self.case(f"{name}/can-fail", wrong)

    def done(self):
        print(f"1..{self.cases}")
        return 1 if self.failures else 0
