# SPDX-License-Identifier: GPL-3.0-or-later
"""Where both benchmarks run: the bench's programs, the images, and the job of every row.

Erase, write and verify 4 KiB or 32 KiB of noise on an ATmega32U4 whose flash holds other noise.
"""

import os
import random
import subprocess
import sys
from pathlib import Path

from rows import ROWS, SIZES

PART, AVRDUDE_PART, FLASH = "atmega32u4", "m32u4", 32768
LIMIT_S = 300
JUMPS = b"\x0c\x94\x40\x00" * 43  # a vector each


class Course:
    def __init__(self, build, folder):
        self.build = build.resolve()
        self.folder = Path(folder)
        noise = random.Random(32)
        # What begins like no program for an AVR is refused.
        self.images = {size: self.save(f"{size}.bin", JUMPS + noise.randbytes(size - len(JUMPS))) for size in SIZES}
        self.before = self.save("before.bin", noise.randbytes(FLASH))
        source = Path(__file__).resolve().parent.parent
        self.environment = dict(os.environ, UNBRICK_DATA_DIR=str(source / "data"),
                                XDG_DATA_HOME=str(folder), XDG_CACHE_HOME=str(folder))

    def save(self, name, content):
        path = self.folder / name
        path.write_bytes(content)
        return path

    def programs(self, row, size):
        """Who runs: name → command line."""
        image = self.images[size]
        ours = [self.build / "src/cli/unbrickctl", "flash", *row.ours, "-p", PART, "--keep-fuses",
                "--no-backup", "--image", image]
        avrdude = ["avrdude", "-qq", "-p", AVRDUDE_PART, "-U", f"flash:w:{image}:r", *row.default]
        runners = {"ours": ours, "default": avrdude}
        if row.best:
            runners["best"] = avrdude + row.best
        return runners

    def run(self, row, size, program, *options, bench="bench"):
        """One program on one bench. What fails, or leaves another flash than the image, ends all."""
        after = self.folder / "after.bin"
        command = [self.build / "tests/bench" / bench, "--programmer", row.model, "--part", PART,
                   "--fuses", f"lfuse={row.lfuse}", "--flash", self.before, "--dump-flash", after,
                   *options, "--", *program]
        done = subprocess.run(command, env=self.environment, timeout=LIMIT_S,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        told = " ".join(map(str, program))
        if done.returncode != 0:
            sys.exit(f"{row.name}: status {done.returncode} of {told}\n{done.stdout}")
        if after.read_bytes() != self.images[size].read_bytes().ljust(FLASH, b"\xff"):
            sys.exit(f"{row.name}: the flash is not the image after {told}")
        return done.stdout


def add_options(parser):
    parser.add_argument("--build", default="_build", type=Path, help="build folder")
    parser.add_argument("--size", action="append", type=int, choices=[4, 32], help="KiB; all")
    parser.add_argument("programmer", nargs="*", help="words in the names of the rows; all")


def cells(given):
    """The rows and sizes that were asked for, with the size's place in a pair."""
    for row in ROWS:
        name = f"{row.name} {row.model}".lower()
        if given.programmer and not any(word.lower() in name for word in given.programmer):
            continue
        for i, size in enumerate(SIZES):
            if not given.size or size // 1024 in given.size:
                yield row, i, size
