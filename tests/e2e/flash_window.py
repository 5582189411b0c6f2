#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an opened window to "done", on the bench: flash_window.py UNBRICK PRESET-NAME"""
import sys

from driver import Lost, Program, drive


def flash():
    program = Program(sys.argv[1])
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.open_row("Bootloader")
    program.wait_text("UbPageBootloader", sys.argv[2])
    program.wait("the Bootloader page", lambda: program.focused() is not None)
    program.open_row(sys.argv[2])
    program.press_button("Review")
    program.wait_text("UbPageReview", "Change 2 Fuse")
    program.press_button("Flash")
    program.wait_text("UbPageDone", "Your Keyboard Has a Bootloader Again")
    program.wait("“Done” in the window's title", lambda: program.title().startswith("Done"))
    status = program.close()
    if status != 0:
        raise Lost(f"the program ended with {status}")


sys.exit(drive(flash))
