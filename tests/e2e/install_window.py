#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware over USB, from the keyboard that shows up in its bootloader to the one that is back:
install_window.py UNBRICK FIRMWARE."""
import os
import sys

from driver import Program, drive


def install():
    unbrick, firmware = sys.argv[1:]
    program = Program(unbrick, firmware)
    program.wait_text("UbPageSetup", "Your Keyboard Is in Its Bootloader")
    program.press_button("Install Firmware")
    program.wait_text("UbPageInstall", "ATmega32U4 · A keyboard in Atmel DFU")
    program.wait_text("UbPageInstall", os.path.basename(firmware))
    program.press_button("Install", whole=True)
    program.wait_text("UbPageDone", "Your Keyboard Is Back")
    program.wait_text("UbPageDone", "came back as FEED:6065")
    program.end()


sys.exit(drive(install))
