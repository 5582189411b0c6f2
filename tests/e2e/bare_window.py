#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the desktop has neither a dialog for files nor anything that shows notifications, a rehearsal goes its way all
the same: bare_window.py UNBRICK."""
import sys

from driver import ESCAPE, Portal, Program, drive


def rehearse():
    Portal(answers=False)
    program = Program(sys.argv[1], "--rehearse", strict=False)
    program.wait_text("UbPageSetup", "ATmega32U4, simulated")
    # GTK brings its own.
    program.press_button("Choose Keyboard Firmware")
    program.wait("a dialog for files", lambda: program.n_windows() > 1 and program.focused())
    program.press_key(ESCAPE)
    program.wait("the dialog to close", lambda: program.n_windows() == 1)
    program.press_button("Review")
    program.wait_text("UbPageReview", "Erase")
    program.look_away()
    program.press_button("Write")
    program.wait_text("UbPageDone", "The Rehearsal Went Well")
    program.end()


sys.exit(drive(rehearse))
