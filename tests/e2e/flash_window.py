#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an opened window to how it ends, on the bench: flash_window.py UNBRICK PRESET PAGE TEXT, where PAGE says
TEXT at the end."""
import sys

from driver import Desktop, Program, drive


def flash():
    unbrick, preset, last_page, text = sys.argv[1:]
    desktop = Desktop()
    program = Program(unbrick)
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.open_row("Bootloader")
    program.wait_text("UbPageBootloader", preset)
    program.wait("the Bootloader page", lambda: program.focused() is not None)
    program.open_row(preset)
    program.press_button("Review")
    program.wait_text("UbPageReview", "Change 2 Fuse")
    program.look_away()
    program.press_button("Write")
    program.wait_text(last_page, text)
    state = "Done" if last_page == "UbPageDone" else "Not done"
    program.wait(f"“{state}” in the window's title", lambda: (program.title() or "").startswith(state))
    program.wait("a notification", lambda: desktop.has_shown(text))
    program.end()


sys.exit(drive(flash))
