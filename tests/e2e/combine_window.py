#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware and bootloader as one file, from the menu. Too much firmware first, and then what fits:
combine_window.py UNBRICK TOO_LARGE FIRMWARE BOOTLOADER RESULT."""
import os
import sys

from driver import Program, drive


def open_page(unbrick, firmware, bootloader):
    program = Program(unbrick, firmware, bootloader)
    program.wait_text("UbPageSetup", os.path.basename(firmware))
    program.choose_from_menu("Combine Files")
    program.wait_text("UbPageCombine", os.path.basename(firmware))
    return program


def combine():
    unbrick, too_large, firmware, bootloader, result = sys.argv[1:]
    program = open_page(unbrick, too_large, bootloader)
    program.wait_text("UbPageCombine", "The Firmware Runs into the Bootloader")
    program.wait_text("UbPageCombine", "0x7000–0x70FF · 256 bytes")
    program.end()
    program = open_page(unbrick, firmware, bootloader)
    program.press_button("Save As")
    program.write_text("planck_default_production.hex", result)
    program.press_button("Save", whole=True)
    program.wait("the file", lambda: os.path.exists(result))
    program.end()


sys.exit(drive(combine))
