#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Firmware over USB, from the keyboard that shows up in its bootloader to the one that is back:
install_window.py UNBRICK FIRMWARE NAME PART. NAME is how the window calls the keyboard, PART its chip, which some
bootloaders have to be told."""
import os
import sys

from driver import Program, drive

CHIPS = {"atmega32u4": "ATmega32U4", "atmega32a": "ATmega32A", "atmega328p": "ATmega328P"}


def answer_questions(program, chip):
    """Until it is clear which chip is on the other end."""
    def find():
        here = program.describe()
        return next((sign for sign in ("Is This Your Keyboard?", "which chip it is on", f"{chip} · ") if sign in here),
                    None)
    sign = program.wait("the keyboard", find)
    if sign == "Is This Your Keyboard?":
        program.press_button("Use It")
        program.wait("an answer", lambda: "Is This Your Keyboard?" not in program.describe())
        answer_questions(program, chip)
    elif sign == "which chip it is on":
        program.choose_from_list("Chip", chip)


def install():
    unbrick, firmware, name, part = sys.argv[1:]
    chip = CHIPS[part]
    program = Program(unbrick, firmware)
    program.wait_text("UbPageSetup", os.path.basename(firmware))
    program.choose_from_menu("Install Firmware")
    program.wait_text("UbPageInstall", os.path.basename(firmware))
    answer_questions(program, chip)
    program.wait_text("UbPageInstall", f"{chip} · {name}")
    program.press_button("Install", whole=True)
    program.wait_text("UbPageDone", "Your Keyboard Is Back")
    program.wait_text("UbPageDone", "came back as FEED:6065")
    program.end()


sys.exit(drive(install))
