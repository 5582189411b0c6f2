#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an opened window to a job that the bench ends with a signal: signal_window.py UNBRICK PRESET FILE, where FILE
says the program's number to the bench."""
import pathlib
import subprocess
import sys

from driver import DEADLINE, Lost, Program, drive


def end():
    unbrick, preset, number = sys.argv[1:]
    program = Program(unbrick)
    pathlib.Path(number).write_text(str(program.process.pid), encoding="ascii")
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.open_row("Bootloader")
    program.wait_text("UbPageBootloader", preset)
    program.wait("the Bootloader page", lambda: program.focused() is not None)
    program.open_row(preset)
    program.press_button("Review")
    program.wait_text("UbPageReview", "Change 2 Fuse")
    program.press_button("Write")
    try:
        status = program.process.wait(4 * DEADLINE)  # with half of the job before it
    except subprocess.TimeoutExpired:
        program.process.kill()
        raise Lost("the window stays after the signal") from None
    if status != 0:
        raise Lost(f"the program ended with {status}")


sys.exit(drive(end))
