#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""What Unbrick's time on the wire goes into, on the virtual clock: the same figures on every run.

Milliseconds, from the program's start to its end, but nothing that the host computes. Of two
things at once the first counts: the chip writes; bits are shifted; bytes are on the link, with what
the bus does around them; the programmer's firmware waits; the host sleeps; none of these.
The start is until the erase, the write until the last page is in. The floor is the least that the
programmer's hardware allows for the job, by its model's own times: tests/bench/bench-floor.c.
"""

import argparse
import json
import sys
import tempfile

from course import Course, add_options, cells
from rows import SIZES, TO_FLOOR

KINDS = ("chip", "spi", "link", "firmware", "host", "idle")


def tell_goal(ratio):
    return f" ≤ {TO_FLOOR:.2f} {'met' if ratio <= TO_FLOOR else 'MISSED'}"


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--trace", action="store_true", help="the log with every transfer in it")
    options.add_argument("--log", action="store_true", help="the log of each run, in virtual time")
    add_options(options)
    given = options.parse_args()

    print(f"{'ATmega32U4, milliseconds':32}    KiB   phase    total"
          + "".join(f"{kind:>9}" for kind in KINDS) + "     floor  ratio")
    with tempfile.TemporaryDirectory(prefix="unbrick-benchmark-") as folder:
        course = Course(given.build, folder)
        state = course.folder / "state.json"
        for row, _, size in cells(given):
            ours = course.programs(row, size)["ours"] + ["--verbose"]
            trace = ["--trace"] if given.trace else []
            log = course.run(row, size, ours, "--print-state", state, *trace, bench="bench-virtual")
            if given.log or given.trace:
                print(log)
            told = json.loads(state.read_text())
            spending, floor = told["spending"], told["floor"]
            whole = {kind: sum(of[kind] for of in spending.values()) for kind in KINDS}
            for phase, of in {"": whole, **spending}.items():
                name = f"{row.name:32} {size // 1024:6}" if not phase else " " * 39
                total = sum(of.values())
                line = (f"{name}   {phase:5} {total / 1000:8.1f}"
                        + "".join(f"{of[kind] / 1000:9.1f}" for kind in KINDS))
                if floor and not phase:
                    line += f"{floor / 1000:10.1f} {total / floor:6.3f}"
                    line += tell_goal(total / floor) if size == max(SIZES) else ""
                print(line)
    return 0


if __name__ == "__main__":
    sys.exit(main())
