#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole story: a Pro Micro with a sketch becomes a programmer, rescues the keyboard on its wires, which gets
firmware through its new bootloader while the programmer is still plugged in, and the Pro Micro gets its sketch back
beside the keyboard: story_window.py UNBRICK BOOTLOADER FIRMWARE ORDERS FOLDER."""
import os
import sys

from driver import ESCAPE, Person, Portal, Program, drive

WAITING = "Several are in their bootloader: leave one plugged in"


def make_programmer(program):
    program.choose_from_menu("Make a Programmer")
    program.wait_text("UbPageMake", "Pro Micro")
    program.wait("the Make page", program.focused)
    program.pick("Pro Micro")
    program.press_button("Start Its Bootloader")
    program.press_button("Make a Programmer")
    program.wait_text("UbPageDone", "The Board Is a Programmer Now")
    program.press_button("Rescue a Keyboard")


def rescue(program):
    program.wait_text("UbPageSetup", "ATmega32U4 · answers")
    program.press_button("Review")
    program.wait_text("UbPageReview", "Erase")
    program.tick("The crystal on this board is 16 MHz")
    program.press_button("Write")
    program.wait_text("UbPageDone", "Your Keyboard Has a Bootloader Again")


def install(program, portal, person, firmware):
    """On the one that is in its bootloader, while both are plugged in."""
    person.do("unwire")
    person.do("beside plug")
    program.wait("the Done page", program.focused)
    program.open_row("Install Firmware")
    program.wait_text("UbPageInstall", "ATmega32U4 · ")
    program.wait("the Install page", program.focused)
    program.open_row("Firmware", whole=True)
    portal.choose_file(program, "Choose Keyboard Firmware", firmware)
    program.wait_text("UbPageInstall", os.path.basename(firmware))
    # Then the programmer's own bootloader starts as well: nothing says which of the two is meant.
    person.do("press 2")
    program.wait_text("UbPageInstall", WAITING)
    person.do("press 1")
    program.press_button("Install", whole=True)
    program.wait_text("UbPageDone", "Your Keyboard Is Back")
    program.press_button("Install on Another")
    program.wait_text("UbPageInstall", "Plug it in and press its reset button")
    program.wait("the Install page", program.focused)
    program.press_key(ESCAPE)


def give_back(program, person):
    program.wait_text("UbPageDone", "Your Keyboard Is Back")
    program.wait("the focus", program.focused)
    program.choose_from_menu("Make a Programmer")
    program.wait("the Make page", program.focused)
    program.open_row("Give a Board Its Own Firmware Back")
    program.wait_text("UbPageGiveBack", "Its Own Firmware")
    person.do("press 2")
    program.press_button("Give Back")
    program.wait_text("UbPageDone", "The Board Has Its Own Firmware Back")


def tell():
    unbrick, bootloader, firmware, orders, folder = sys.argv[1:]
    portal = Portal()
    person = Person(orders, folder)
    program = Program(unbrick, bootloader)
    program.wait_text("UbPageSetup", "SparkFun Pro Micro · choose it if it is your programmer")
    make_programmer(program)
    rescue(program)
    install(program, portal, person, firmware)
    give_back(program, person)
    person.ask(program, "beside state", "keyboard")
    person.ask(program, "beside flash", "keyboard")
    program.end()


sys.exit(drive(tell))
