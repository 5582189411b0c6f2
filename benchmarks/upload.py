#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Uploads of 28 KiB through bootloaders, Unbrick beside other programs on the same models.

Requests, and the milliseconds that bus, loader and chip are busy for: the same on every machine.
What a program sleeps or computes is not in it. Unbrick looks at the board before the job and in it,
and always compares all of the flash; a backup reads it twice more. Where older firmware is longer,
the others leave or erase its rest and look at what they wrote.
"""

import argparse
import json
import os
import random
import subprocess
import sys
import tempfile
from pathlib import Path

SIZE = 0x7000
LIMIT_S = 300
NAME = 26


def avrdude(*words):
    """Once with and once without reading back."""
    whole = ["avrdude", "-qq", *words, "-U", "flash:w:{hex}:i"]
    return {"avrdude": whole, "avrdude, unread": [*whole[:1], "-V", *whole[1:]]}


def dfu_programmer(part):
    erase = f"dfu-programmer {part} erase && dfu-programmer {part} flash "
    return {"dfu-programmer": ["sh", "-c", erase + "{hex}"],
            "dfu-programmer, unread": ["sh", "-c", erase + "--suppress-validation {hex}"]}


# model, part, how Unbrick is told, others
ROWS = [
    ("caterina", "atmega32u4", [], avrdude("-c", "avr109", "-p", "m32u4", "-P", "/dev/ttyACM0")),
    ("atmel-dfu", "atmega32u4", [],
     {**dfu_programmer("atmega32u4"), **avrdude("-c", "flip1", "-p", "m32u4", "-e")}),
    ("lufa-dfu", "atmega32u4", [],
     {**dfu_programmer("atmega32u4"), **avrdude("-c", "flip1", "-p", "m32u4", "-e")}),
    ("qmk-dfu", "atmega32u4", [], dfu_programmer("atmega32u4")),
    ("halfkay", "atmega32u4", [],
     {"teensy_loader_cli": ["teensy_loader_cli", "--mcu=atmega32u4", "{hex}"],
      "avrdude": ["avrdude", "-qq", "-c", "teensy", "-p", "m32u4", "-F", "-V",
                  "-U", "flash:w:{hex}:i"]}),
    ("usbasploader", "atmega32a", ["-l", "usbasploader"], avrdude("-c", "usbasp", "-p", "m32a")),
]


def to_hex(data):
    lines = []
    for at in range(0, len(data), 16):
        record = bytes([len(data[at:at + 16]), at >> 8, at & 0xFF, 0]) + data[at:at + 16]
        lines.append(f":{record.hex().upper()}{-sum(record) & 0xFF:02X}\n")
    return "".join(lines) + ":00000001FF\n"


class Course:
    def __init__(self, build, folder):
        self.build = build.resolve()
        self.folder = Path(folder)
        noise = random.Random(28)
        self.image = bytes([0x0C, 0x94]) + noise.randbytes(SIZE - 2)
        self.hex = self.folder / "image.hex"
        self.hex.write_text(to_hex(self.image), encoding="ascii")
        source = Path(__file__).resolve().parent.parent
        self.environment = dict(os.environ, UNBRICK_DATA_DIR=str(source / "data"),
                                XDG_DATA_HOME=str(folder), XDG_CACHE_HOME=str(folder))

    def run(self, model, part, program):
        """What the bench says afterwards. What fails, or writes something else, ends all."""
        state, after = self.folder / "state.json", self.folder / "after.bin"
        command = [self.build / "tests/bench/bench", "--speed", "0", "--programmer", model,
                   "--part", part, "--print-state", state, "--dump-flash", after, "--", *program]
        done = subprocess.run(command, env=self.environment, timeout=LIMIT_S,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
        told = " ".join(map(str, program))
        if done.returncode != 0:
            sys.exit(f"{model}: status {done.returncode} of {told}\n{done.stdout}")
        if after.read_bytes()[:SIZE] != self.image:
            sys.exit(f"{model}: the flash is not the image after {told}")
        return json.loads(state.read_text())

    def tell(self, model, part, name, program):
        state = self.run(model, part, [str(word).replace("{hex}", str(self.hex)) for word in program])
        print(f"{'':{NAME}}{name:24}{state['transfers']:9}{state['busy_us'] / 1000:10.1f}", flush=True)


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--build", default="_build", type=Path, help="build folder")
    options.add_argument("loader", nargs="*", help="words in the names of the models; all")
    given = options.parse_args()

    print(f"{'28 KiB':{NAME}}{'':24} requests   busy ms")
    with tempfile.TemporaryDirectory(prefix="unbrick-benchmark-") as folder:
        course = Course(given.build, folder)
        for model, part, how, others in ROWS:
            if given.loader and not any(word.lower() in model for word in given.loader):
                continue
            print(f"{model}, {part}")
            ours = [course.build / "src/cli/unbrickctl", "upload", *how, "--no-start", "--image",
                    "{hex}"]
            course.tell(model, part, "ours", [*ours, "--no-backup"])
            course.tell(model, part, "ours, with a backup", ours)
            for name, program in others.items():
                course.tell(model, part, name, program)
    return 0


if __name__ == "__main__":
    sys.exit(main())
