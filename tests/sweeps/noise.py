#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Jobs over noisy wires, on the virtual clock: is what they say true?

On the smallest chip, a backup, and a file that is written and read back, with the EEPROM restored.
On the smallest with a boot section, a bootloader beside the firmware that stays. Each bit of one wire flips with the same chance; every run has a seed of its own, so any of
them can be had again (bench-virtual --noise). Wrong backups that were kept and jobs that say that
they succeeded and did not are the two figures that have to be 0; with one of them the status is 1.
"""

import argparse
import os
import random
import shutil
import subprocess
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from pathlib import Path

WIRES = ("miso", "mosi")
CHANCES = ("1e-6", "1e-5", "1e-4", "1e-3")
LIMIT_S = 600
SERIAL = ["-P", "/dev/ttyACM0"]
USB_SERIAL = ["-P", "/dev/ttyUSB0"]
PROGRAMMERS = {  # model of tests/bench: unbrickctl's options
    "usbasp": ["-c", "usbasp"],
    "usbasp-2007": ["-c", "usbasp"],
    "usbasp-3mhz": ["-c", "usbasp"],
    "usbtiny": ["-c", "usbtiny"],
    "buspirate": ["-c", "buspirate", *USB_SERIAL],
    "buspirate-115200": ["-c", "buspirate", *USB_SERIAL],
    "buspirate-old": ["-c", "buspirate", *USB_SERIAL],
    "avrisp-helper": ["-c", "avrisp", *SERIAL],
    "avrisp-uart": ["-c", "avrisp", *SERIAL],
    "avrisp-uart-115200": ["-c", "avrisp", *SERIAL],
    "avrisp-genuine": ["-c", "avrisp", *USB_SERIAL],
    "stk500v2": ["-c", "stk500v2", *USB_SERIAL],
    "pololu": ["-c", "stk500v2", *SERIAL],
    "avrispmkii": ["-c", "avrispmkii"],
    "avrispmkii-lufa": ["-c", "avrispmkii"],
}


def program(noise, size):
    """Bytes that look like a program: a table of jumps first."""
    return (b"\x0c\x94\x40\x00" * 26 + noise.randbytes(size))[:size]


def read_hex(path, size):
    memory = bytearray(b"\xff" * size)
    for line in path.read_text().split():
        record = bytes.fromhex(line[1:])
        if record[3] == 0:
            at = record[1] << 8 | record[2]
            memory[at:at + record[0]] = record[4:4 + record[0]]
    return bytes(memory)


@dataclass
class Content:
    flash: bytes
    eeprom: bytes


@dataclass
class Chip:
    part: str
    flash: int
    eeprom: int
    boot: int
    fuses: str


SMALL = Chip("attiny25", 2048, 128, 0, "lfuse=E2,hfuse=DF")
BOOTED = Chip("atmega8", 8192, 512, 0x1C00, "lfuse=E4,hfuse=DA")
JOBS = {"backup": SMALL, "write": SMALL, "keep": BOOTED}


class Course:
    """A job's chip, the files for it, and what has to come of it."""

    def __init__(self, build, folder, job):
        noise = random.Random(8)
        self.build, self.folder, self.job, self.chip = build.resolve(), Path(folder), job, JOBS[job]
        flash, eeprom = self.chip.flash, self.chip.eeprom
        used = flash if job == "backup" else flash * 3 // 4
        self.before = Content(program(noise, used).ljust(flash, b"\xff"), noise.randbytes(eeprom))
        if job == "keep":
            loader = program(noise, flash - self.chip.boot)
            image = b"\xff" * self.chip.boot + loader
            after = self.before.flash[:self.chip.boot] + loader
        else:
            image = program(noise, flash // 2)
            after = image.ljust(flash, b"\xff")
        self.after = self.before if job == "backup" else Content(after, self.before.eeprom)
        for name, content in ("flash", self.before.flash), ("eeprom", self.before.eeprom), \
                             ("image", image):
            (self.folder / f"{name}.bin").write_bytes(content)
        source = Path(__file__).resolve().parents[2]
        self.environment = dict(os.environ, UNBRICK_DATA_DIR=str(source / "data"), LC_ALL="C.UTF-8")
        for name in ("XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "HOME"):
            self.environment[name] = str(self.folder / "home")

    def path(self, name):
        return str(self.folder / name)

    def run(self, model, noise):
        """Once. Returns what is to be counted, and what it said."""
        shutil.rmtree(self.folder / "home", ignore_errors=True)
        command = [str(self.build / "tests/bench/bench-virtual"), "--programmer", model,
                   "--part", self.chip.part, "--flash", self.path("flash.bin"),
                   "--eeprom", self.path("eeprom.bin"), "--noise", noise,
                   "--fuses", self.chip.fuses,
                   "--dump-flash", self.path("flash.out"), "--dump-eeprom", self.path("eeprom.out"),
                   "--", "unbrickctl", "backup" if self.job == "backup" else "flash",
                   *PROGRAMMERS[model], "-p", self.chip.part, "--verbose"]
        if self.job != "backup":
            command += ["--image", self.path("image.bin"), "--keep-fuses"]
        if self.job == "keep":
            command += ["--boot-only", "--keep-firmware"]
        try:
            done = subprocess.run(command, env=self.environment, timeout=LIMIT_S, text=True,
                                  stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
        except subprocess.TimeoutExpired as late:
            return ["hang"], (late.stdout or b"").decode(errors="replace")
        return self.judge(done.returncode), done.stdout

    def judge(self, status):
        found = Content((self.folder / "flash.out").read_bytes(),
                        (self.folder / "eeprom.out").read_bytes())
        seen = []
        for backup in (self.folder / "home").glob("unbrick/backups/*"):
            kept = Content(read_hex(backup / "flash.hex", self.chip.flash),
                           read_hex(backup / "eeprom.hex", self.chip.eeprom))
            seen += ["wrong backup"] if kept != self.before else []
        if status not in (0, 1, 3, 4, 5, 6):
            seen.append("crash")
        elif status == 0:
            seen.append("good" if found == self.after else "false success")
        else:
            seen.append("refused" if found == self.before else "failed")
        return seen


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--build", default="build", type=Path, help="build folder")
    options.add_argument("--runs", default=10, type=int, help="for each wire, chance and job")
    options.add_argument("--seed", default=1, type=int, help="of the first run")
    options.add_argument("--chance", action="append", choices=CHANCES, help="of each bit; all")
    options.add_argument("--job", action="append", choices=list(JOBS), help="which; all")
    options.add_argument("--log", action="store_true", help="what the runs said that went wrong")
    options.add_argument("programmer", nargs="*", help="beginnings of models' names; all")
    given = options.parse_args()
    columns = ("good", "refused", "failed", "wrong backup", "false success", "crash",
               "hang")
    bad = ("wrong backup", "false success", "crash", "hang")
    total = Counter()

    print(f"{given.runs} runs each; {'':19}" + "".join(f"{c:>14}" for c in columns), flush=True)
    with tempfile.TemporaryDirectory(prefix="unbrick-sweep-") as folder:
        for model in PROGRAMMERS:
            if given.programmer and not any(map(model.startswith, given.programmer)):
                continue
            for job in given.job or JOBS:
                course = Course(given.build, folder, job)
                for wire in WIRES:
                    for chance in given.chance or CHANCES:
                        count = Counter()
                        for seed in range(given.seed, given.seed + given.runs):
                            noise = f"{wire}={chance},seed={seed}"
                            seen, told = course.run(model, noise)
                            count.update(seen)
                            if given.log and set(seen) & set(bad):
                                print(f"{model} {job} {noise}: {', '.join(seen)}\n{told}")
                        total += count
                        print(f"{model:19}{job:7}{wire} {chance} "
                              + "".join(f"{count[c] or '':>14}" for c in columns), flush=True)
    print(f"{'all':36}" + "".join(f"{total[c]:>14}" for c in columns))
    return 1 if any(total[c] for c in bad) else 0


if __name__ == "__main__":
    sys.exit(main())
