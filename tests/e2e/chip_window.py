#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the menu to the chip's flash in a file, and that file and another one compared with the chip:
chip_window.py UNBRICK SAVED OTHER, paths of what is saved and of what the chip does not hold."""
import os
import sys

from driver import Portal, Program, drive


def open_row(program, row):
    program.wait_text("UbPageChip", row)
    program.wait("the Chip page", program.focused)
    program.open_row(row)


def save(program, portal, path):
    open_row(program, "Save the Flash…")
    portal.choose_file(program, "Save the Flash", path, "ATmega32U4 Flash")
    program.wait_text("UbPageDone", "The Flash Is Saved")
    program.wait("the file", lambda: os.path.exists(path))
    program.press_button("Back to the Chip")


def compare(program, portal, path):
    open_row(program, "Compare the Flash…")
    portal.choose_file(program, "Choose the File to Compare With", path)


def look():
    unbrick, saved, other = sys.argv[1:]
    portal = Portal()
    program = Program(unbrick)
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.choose_from_menu("Chip")
    save(program, portal, saved)
    compare(program, portal, saved)
    program.wait_text("UbPageDone", "The Chip Matches the File")
    program.press_button("Back to the Chip")
    compare(program, portal, other)
    program.wait_text("UbPageFailed", "The Chip Holds Something Else")
    program.wait_text("UbPageFailed", "1 byte of the flash differs, at 0x0123.")
    program.end()


sys.exit(drive(look))
