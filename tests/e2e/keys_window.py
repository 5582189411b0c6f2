#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole rescue in the rehearsal, one that fails, and every page that a rehearsal has, by nothing but keys:
keys_window.py UNBRICK."""
import sys

from driver import ESCAPE, F10, RETURN, Desktop, Lost, Program, drive, label_of, text_of


ROWS = ("Keyboard", "Programmer", "Chip", "Bootloader", "Wires")


def has_focus(program, names):
    """One of them has it: until then the page before may have it, and a menu would lose it."""
    node = program.focused()
    return node is not None and text_of(node) in names


def write(program):
    """From Set up through Review."""
    program.open_button("Review")
    program.wait_text("UbPageReview", "Erase")
    program.tick("The crystal on this board is 16 MHz")
    program.open_button("Write")


def rescue(program):
    """By the keyboard's name: that chooses chip and bootloader."""
    program.wait_text("UbPageSetup", "ATmega32U4, simulated")
    program.open_row("Keyboard", whole=True)
    program.wait_text("UbPageKeyboard", "0-Sixty")
    program.wait("the search entry", program.focused_entry)
    program.type("crkbd/rev1")
    program.wait_text("UbPageKeyboard", "Corne, crkbd/rev1")
    program.open_row("Corne, crkbd/rev1")
    program.wait_text("UbPageSetup", "Corne")
    program.wait_text("UbPageSetup", "Caterina")
    write(program)
    program.wait_text("UbPageDone", "The Rehearsal Went Well")
    program.open_button("Rescue Another")
    program.wait_text("UbPageSetup", "ATmega32U4, simulated")
    # The other half of a split.
    program.wait_text("UbPageSetup", "Corne")


def open_menu_item(program, i):
    """Its name; None: there are not as many."""
    program.wait("the focus on the first page", lambda: has_focus(program, (*ROWS, "Main Menu")))
    program.press_key(F10)
    items = program.wait("the menu", program.menu_items)
    if i >= len(items):
        program.press_key(ESCAPE)
        return None
    name = label_of(items[i])
    program.down_to(f"“{name}” in the menu", lambda node: node == items[i])
    program.press_key(RETURN)
    return name


def walk_menu(program):
    """Each page opens, takes the focus, and Escape leads back."""
    home = program.title()
    windows = ("About", "Help", "Keyboard Shortcuts")
    i, names = 0, []
    while name := open_menu_item(program, i):
        i += 1
        names.append(name)
        if name.startswith(windows):
            program.wait(f"the window of “{name}”", lambda: program.n_windows() > 1)
            program.press_key(ESCAPE)
            program.wait(f"“{name}” to close", lambda: program.n_windows() == 1)
            program.look_back()
        else:
            program.wait(f"the page of “{name}”", lambda: program.title() not in (None, home))
            program.wait(f"the focus on “{name}”", lambda: program.focused() is not None)
            program.press_key(ESCAPE)
            program.wait(f"the way back from “{name}”", lambda: program.title() == home)
    print("#", ", ".join(names))
    if i < 5:
        raise Lost(f"only {i} items are in the menu")


def look_into(program, row):
    """The page that a row leads to takes the focus; from it Escape leads back to the row."""
    here = program.title()
    program.open_row(row, whole=True)
    program.wait(f"the page of “{row}”", lambda: program.title() not in (None, here))
    program.wait(f"the focus on the page of “{row}”", program.focused)
    program.press_key(ESCAPE)
    program.wait(f"the way back to “{row}”",
                 lambda: program.title() == here and has_focus(program, (row,)))


def fail(program):
    """A page that does not keep its data: what Failed leads to."""
    program.open_row("Programmer", whole=True)
    program.wait_text("UbPageProgrammer", "A Page Does Not Keep Its Data")
    program.open_row("A Page Does Not Keep Its Data")
    program.wait_text("UbPageSetup", "ATmega32U4, simulated")
    write(program)
    program.wait_text("UbPageFailed", "The Chip Is")
    program.wait("the Failed page", lambda: "Not done" in (program.title() or "") and program.focused())
    for row in ("Check the Wires", "Log"):
        look_into(program, row)
    program.press_key(ESCAPE)


def give_back(program):
    home = program.title()
    program.choose_from_menu("Make a Programmer")
    program.wait("the Make page", lambda: program.title() not in (None, home) and program.focused())
    look_into(program, "Give a Board Its Own Firmware Back")
    program.press_key(ESCAPE)


def end_rehearsal(program):
    """Without it there is nothing plugged in."""
    program.open_button("End")
    program.open_row("Rehearse")
    program.wait_text("UbPageSetup", "ATmega32U4, simulated")


def walk():
    _desktop = Desktop()  # without a window manager no window is active after another was
    program = Program(sys.argv[1], "--rehearse")
    rescue(program)
    walk_menu(program)
    for row in ROWS:
        look_into(program, row)
    give_back(program)
    fail(program)
    end_rehearsal(program)
    program.end()


sys.exit(drive(walk))
