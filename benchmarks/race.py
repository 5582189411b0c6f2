#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Unbrick beside avrdude, in turn, on the same virtual hardware in real time.

Medians in seconds, and our time in avrdude's. Exit status: 0; 1 something failed; 3 a model is
wrong: avrdude is not as fast on it as it should be.
"""

import argparse
import statistics
import sys
import tempfile

from course import Course, add_options, cells
from rows import SIZES, TOLERANCE


def race(course, row, size, runs):
    """Medians of each, all in turn so that they share the machine's good and bad moments."""
    programs = course.programs(row, size)
    times = {name: [] for name in programs}
    seconds = course.folder / "seconds"
    for _ in range(runs):
        for name, program in programs.items():
            course.run(row, size, program, "--print-seconds", seconds)
            times[name].append(float(seconds.read_text()))
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
    options.add_argument("--runs", default=3, type=int, help="runs of each program (3)")
    add_options(options)
    given = options.parse_args()
    wrong = []

    print(f"{'ATmega32U4, seconds, median of ' + str(given.runs):32}    KiB"
          "   ours  avrdude     best   ours/avrdude      ours/best")
    with tempfile.TemporaryDirectory(prefix="unbrick-benchmark-") as folder:
        course = Course(given.build, folder)
        for row, i, size in cells(given):
            m = race(course, row, size, given.runs)
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
