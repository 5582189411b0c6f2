#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""JTAG is switched on in the plan that is under review, which has a hazard: fuses_window.py UNBRICK PRESET."""
import sys

from driver import Program, drive


def edit():
    unbrick, preset = sys.argv[1:]
    program = Program(unbrick)
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.open_row("Bootloader")
    program.wait_text("UbPageBootloader", preset)
    program.wait("the Bootloader page", lambda: program.focused() is not None)
    program.open_row(preset)
    program.press_button("Review")
    program.wait_text("UbPageReview", "Edit Fuses")
    program.open_row("Edit Fuses")
    program.wait_text("UbPageFuses", "Nothing yet")
    program.wait("the Fuses page", lambda: program.focused() is not None)
    program.switch("JTAG")
    program.wait_text("UbPageFuses", "JTAG Will Be On")
    program.press_button("Review")
    program.wait_text("UbPageReview", "Off → On, uses four pins")
    program.tick("That is fine for this board")
    program.press_button("Write")
    program.wait_text("UbPageDone", "Your Keyboard Has a Bootloader Again")
    program.end()


sys.exit(drive(edit))
