#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""One long evening: wires that do not reach the chip, a keyboard with another chip than its file says, a programmer
that is unplugged in mid-flash, the backup restored after all went well, a job that is cancelled and continued:
trouble_window.py UNBRICK KEYBOARD OWN NEW ORDERS FOLDER. KEYBOARD is a keyboard.json, OWN a bootloader, NEW firmware,
ORDERS where the bench listens. What the chip holds in between is left in FOLDER, named after what came before."""
import os
import sys

from driver import ESCAPE, Person, Program, drive

SOME = 4
DONE = "The Chip Is Written"


def find_the_wires(program, person, own):
    """Nothing answers, until a wire is mended that the Wiring page shows."""
    program.wait_text("UbPageSetup", "Nothing Comes Back from the Chip")
    program.wait_text("UbPageSetup", os.path.basename(own))
    program.open_row("Wires")
    for wire in ("RESET", "MISO", "MOSI", "SCLK", "VCC", "GND"):
        program.wait_text("UbPageWiring", wire)
    person.do("fault chip-none")
    program.wait("the focus", program.focused)
    program.press_key(ESCAPE)


def use_the_chip_that_answers(program):
    program.wait_text("UbPageSetup", "ATmega32U4 found, ATmega32U2 chosen")
    program.wait_text("UbPageSetup", "ATmega32U2 is chosen, but ATmega32U4 is connected.")
    program.press_button("Use ATmega32U4")
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.wait_text("UbPageSetup", "usually with ATmega32U2, but ATmega32U4 is chosen")


def write_slowly(program, person):
    """Until some pages of the image are written."""
    program.press_button("Review")
    program.wait_text("UbPageReview", "Erase")
    before = person.count_pages(program)
    person.do(f"fault drag@{SOME}")
    program.press_button("Write")
    program.wait_text("UbPageFlash", "Writing")
    program.wait("pages that are written", lambda: person.count_pages(program) >= before + SOME)


def unplug(program, person):
    write_slowly(program, person)
    person.do("unplug")
    program.wait_text("UbPageFailed", "The Chip Is Erased, but Not Fully Written")
    program.wait_text("UbPageFailed", "The programmer was unplugged.")
    person.look_into_the_chip(program, "unplugged")
    program.wait("what is missing", lambda: "Plug the programmer in first" in program.describe())
    person.do("plug")
    program.press_button("Try Again")
    program.wait_text("UbPageDone", DONE)
    person.look_into_the_chip(program, "tried-again")


def restore(program, person):
    program.wait("the Done page", program.focused)
    program.open_row("Not Right? Restore the Backup")
    program.wait_text("UbPageReview", "Erase")
    program.press_button("Restore", whole=True)
    program.wait_text("UbPageDone", "The Backup Is Restored")
    person.look_into_the_chip(program, "restored")


def cancel(program, person):
    program.press_button("Rescue Another")
    use_the_chip_that_answers(program)
    write_slowly(program, person)
    program.press_button("Cancel")
    program.wait_text("UbPageFailed", "Stopped. The Chip Is")
    person.look_into_the_chip(program, "cancelled")
    person.do("fault none")
    program.press_button("Continue")
    program.wait_text("UbPageDone", DONE)


def walk():
    unbrick, keyboard, own, new, orders, folder = sys.argv[1:]
    person = Person(orders, folder)
    program = Program(unbrick, keyboard, own, new)
    find_the_wires(program, person, own)
    use_the_chip_that_answers(program)
    unplug(program, person)
    restore(program, person)
    cancel(program, person)
    program.end()


sys.exit(drive(walk))
