#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The real unbrickctl on virtual hardware is ended by a signal in the middle of a job, while a page is written: as
Ctrl+C does, each of them releases RESET, and the report is written. SIGKILL leaves no time for that. The next run says
what was interrupted and finishes from the first backup.
Arguments: bench, unbrickctl."""
import json
import os
import pathlib
import random
import signal
import subprocess
import sys
import tempfile

BENCH, PROGRAM = sys.argv[1:3]
PART, PROGRAMMER = "attiny85", "usbasp"
FLASH, EEPROM, NEW = 0x2000, 0x200, 0x1000
OLD = {"lfuse": "62", "hfuse": "DF", "efuse": "FF"}
HFUSE = "DD"
FUSES = f"62,{HFUSE},FF"
SIGNALS = [signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGPIPE, signal.SIGKILL]
# A signal comes after so many pages: on the way, and with the last one of the image, as checking is about to begin.
PAGES = {signal.SIGKILL: [1, 20, NEW // 64]}


def need(condition, message):
    if not condition:
        raise AssertionError(message)


class Board:
    """A keyboard that is in use: what it holds outlives the runs of the program."""

    def __init__(self, folder):
        self.folder = pathlib.Path(folder)
        rng = random.Random(7)
        self.eeprom = rng.randbytes(EEPROM)
        self.flash = rng.randbytes(FLASH)
        self.new = b"\x0e\xc0" + rng.randbytes(NEW - 2)
        self.put("flash.bin", self.flash)
        self.put("eeprom.bin", self.eeprom)
        self.fuses = dict(OLD)
        (self.folder / "new.hex").write_text(self.as_hex(self.new))
        self.env = dict(os.environ, HOME=str(self.folder), XDG_DATA_HOME=str(self.folder / "data"), LC_ALL="C.UTF-8")
        # For the program alone: umockdev complains of one that is killed between an ioctl and its answer.
        self.debug = self.env.pop("G_DEBUG", "")

    def put(self, name, data):
        (self.folder / name).write_bytes(data)

    @staticmethod
    def as_hex(data):
        lines = []
        for at in range(0, len(data), 16):
            piece = data[at:at + 16]
            record = bytes([len(piece), at >> 8, at & 0xFF, 0]) + piece
            lines.append(":" + (record + bytes([-sum(record) & 0xFF])).hex().upper())
        return "\n".join([*lines, ":00000001FF", ""])

    def run(self, words, kill=None, page=20):
        """Runs unbrickctl with these words; kill: sent to it by the bench when so many pages are written."""
        pid = self.folder / "pid"
        event = ["--at-page", f'{page}=kill -{kill:d} "$(cat "{pid}")"'] if kill is not None else []
        state = self.folder / "state.json"
        state.unlink(missing_ok=True)
        command = [BENCH, "--programmer", PROGRAMMER, "--part", PART,
                   "--flash", str(self.folder / "flash.bin"), "--eeprom", str(self.folder / "eeprom.bin"),
                   "--fuses", ",".join(f"{k}={v}" for k, v in self.fuses.items()),
                   "--dump-flash", str(self.folder / "flash.new"), "--dump-eeprom", str(self.folder / "eeprom.new"),
                   "--print-state", str(state), "--speed", "0", *event, "--",
                   "sh", "-c", f'echo $$ >"{pid}"; exec "$@"', "sh", "env", f"G_DEBUG={self.debug}", PROGRAM, *words]
        process = subprocess.run(command, env=self.env, capture_output=True, check=False, timeout=240)
        self.said = (process.stdout + process.stderr).decode()
        need(state.exists(), f"the bench has broken down, {process.returncode}: {self.said}")
        self.state = json.loads(state.read_text())
        for name in ("flash", "eeprom"):
            os.replace(self.folder / f"{name}.new", self.folder / f"{name}.bin")
        self.fuses = {key: self.state[key] for key in OLD}
        return process.returncode

    def flash_now(self):
        return (self.folder / "flash.bin").read_bytes()

    def eeprom_now(self):
        return (self.folder / "eeprom.bin").read_bytes()

    def count(self, folder):
        path = self.folder / "data" / "unbrick" / folder
        return len(list(path.iterdir())) if path.exists() else 0


def write(board, *event):
    return board.run(["flash", "--image", str(board.folder / "new.hex"), "--fuses", FUSES, "--part", PART], *event)


def try_signal(number, page):
    with tempfile.TemporaryDirectory() as folder:
        board = Board(folder)
        need(write(board, number, page) != 0, f"a job that was ended says that all is well: {board.said}")
        need(board.flash_now() != board.flash, "the signal came before the job had changed anything")
        if number != signal.SIGKILL:
            need(board.state["reset"] != "low", f"RESET is held: {board.said}")
            need(board.count("reports") == 1, f"no report was written: {board.said}")
        need(board.count("backups") == 1, "there is not one backup")
        need(write(board) == 0, board.said)
        need("was interrupted" in board.said, f"nobody says what was interrupted: {board.said}")
        need(board.flash_now()[:NEW] == board.new, "the image is not there")
        need(board.eeprom_now() == board.eeprom, "the EEPROM is not what the keyboard came with")
        need(board.fuses["hfuse"] == HFUSE, f"the fuses are {board.fuses}")
        need(board.state["reset"] != "low", "RESET is held")
        need(board.count("backups") == 1, "half a job was saved as a backup")


def main():
    failed = 0
    print(f"1..{len(SIGNALS)}")
    for i, number in enumerate(SIGNALS, 1):
        name = number.name.lower()
        try:
            for page in PAGES.get(number, [20]):
                try_signal(number, page)
            print(f"ok {i} /e2e/signals/{name}", flush=True)
        except (AssertionError, subprocess.TimeoutExpired) as error:
            failed += 1
            print(f"not ok {i} /e2e/signals/{name}\n# {str(error)}".replace("\n", "\n# "), flush=True)
    return 1 if failed else 0


sys.exit(main())
