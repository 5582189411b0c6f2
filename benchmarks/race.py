#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unbrick beside avrdude, in turn, on the same virtual hardware in real time.

Erase, write and verify 4 KiB and 32 KiB on an ATmega32U4 whose flash holds something. Medians in
seconds, and our time in avrdude's. A run that fails or leaves another flash than the image ends it.
Exit status: 0, 1 something failed, 3 a model is wrong: avrdude is not as fast on it as it should be.
"""

import argparse
import os
import random
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from rows import ROWS, SIZES, TOLERANCE

PART, AVRDUDE_PART, FLASH = "atmega32u4", "m32u4", 32768
LIMIT_S = 300


class Course:
    """Where it is run: programs, images, and a folder of its own for what they leave behind."""

    def __init__(self, build, folder):
        self.bench = build / "tests/bench/bench"
        self.unbrickctl = build / "src/cli/unbrickctl"
        self.folder = folder
        noise = random.Random(32)
        self.images = {size: self.save(f"{size}.bin", noise.randbytes(size)) for size in SIZES}
        self.before = self.save("before.bin", noise.randbytes(FLASH))
        source = Path(__file__).resolve().parent.parent
        self.environment = dict(os.environ, UNBRICK_DATA_DIR=str(source / "data"),
                                XDG_DATA_HOME=str(folder), XDG_CACHE_HOME=str(folder))

    def save(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def run(self, row, program, image):
        """Seconds that one program takes, without the bench's own start."""
        after, seconds = self.folder / "after.bin", self.folder / "seconds"
        bench = [self.bench, "--programmer", row.model, "--part", PART,
                 "--fuses", f"lfuse={row.lfuse}", "--flash", self.before,
                 "--dump-flash", after, "--print-seconds", seconds, "--"]
        done = subprocess.run(bench + program, env=self.environment, timeout=LIMIT_S,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        told = " ".join(map(str, program))
        if done.returncode != 0:
            sys.exit(f"{row.name}: status {done.returncode} of {told}\n{done.stdout}")
        if after.read_bytes() != image.read_bytes().ljust(FLASH, b"\xff"):
            sys.exit(f"{row.name}: the flash is not the image after {told}")
        return float(seconds.read_text())

    def programs(self, row, image):
        """Who runs: name → command line."""
        ours = [self.unbrickctl, "flash", *row.ours, "-p", PART, "--keep-fuses", "--no-backup",
                "--image", image]
        avrdude = ["avrdude", "-qq", "-p", AVRDUDE_PART, "-U", f"flash:w:{image}:r", *row.default]
        runners = {"ours": ours, "default": avrdude}
        if row.best:
            runners["best"] = avrdude + row.best
        return runners

    def race(self, row, size, runs):
        """Medians of each, all in turn so that they share the machine's good and bad moments."""
        image = self.images[size]
        programs = self.programs(row, image)
        times = {name: [] for name in programs}
        for _ in range(runs):
            for name, program in programs.items():
                times[name].append(self.run(row, program, image))
        return {name: statistics.median(of) for name, of in times.items()}


def tell_ratio(ours, theirs, goal):
    if theirs is None:
        return f"{'':18}"
    ratio = ours / theirs
    if goal is None:
        return f"{ratio:5.2f}{'':13}"
    return f"{ratio:5.2f} ≤ {goal:.2f} {'met   ' if ratio <= goal else 'MISSED'} "


def at(pair, i):
    return pair[i] if pair else None


def find_wrong(row, i, medians):
    """A sentence for each reference figure that did not come out."""
    for name, figures in (("default", row.reference_default), ("best", row.reference_best)):
        want = at(figures, i)
        if want and abs(medians[name] / want - 1) > TOLERANCE:
            yield (f"{row.name}, {SIZES[i] // 1024} KiB: the model is wrong, avrdude ({name}) takes "
                   f"{medians[name]:.2f} s instead of {want:.2f} s")


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--build", default="_build", type=Path, help="build folder")
    options.add_argument("--runs", default=3, type=int, help="runs of each program (3)")
    options.add_argument("--size", action="append", type=int, choices=[4, 32], help="KiB; all")
    options.add_argument("programmer", nargs="*", help="words in the names of the rows; all")
    given = options.parse_args()
    rows = [row for row in ROWS if not given.programmer or
            any(word.lower() in f"{row.name} {row.model}".lower() for word in given.programmer)]
    wrong = []

    print(f"{'ATmega32U4, seconds, median of ' + str(given.runs):32}    KiB"
          "   ours  avrdude     best   ours/avrdude      ours/best")
    with tempfile.TemporaryDirectory(prefix="unbrick-benchmark-") as folder:
        course = Course(given.build.resolve(), Path(folder))
        for row in rows:
            for i, size in enumerate(SIZES):
                if given.size and size // 1024 not in given.size:
                    continue
                m = course.race(row, size, given.runs)
                best = f"{m['best']:8.2f}" if row.best else f"{'':8}"
                print(f"{row.name:32} {size // 1024:6} {m['ours']:6.2f} {m['default']:8.2f} {best}  "
                      f"{tell_ratio(m['ours'], m['default'], at(row.to_default, i))} "
                      f"{tell_ratio(m['ours'], m.get('best'), at(row.to_best, i))}".rstrip(),
                      flush=True)
                wrong += find_wrong(row, i, m)
    for sentence in wrong:
        print(sentence, file=sys.stderr)
    return 3 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
