# SPDX-License-Identifier: GPL-3.0-or-later
"""Drives the real program as somebody without a mouse does: what is on the screen is read over AT-SPI, rows are
reached with Tab and opened with Return, buttons are pressed. Runs where there is a display and a session bus.

GTK 4.8 lists the hidden pages of the stack too, says no screen extents, and cannot be told to focus a widget.
"""
import json
import os
import subprocess
import sys
import time

import gi
import Xlib.display
from Xlib import X

gi.require_version("Atspi", "2.0")
from gi.repository import Atspi, Gio, GLib  # noqa: E402

# X keysyms
TAB, RETURN, SPACE, ESCAPE, DOWN, F10 = 0xFF09, 0xFF0D, 0x20, 0xFF1B, 0xFF54, 0xFFC7
DEADLINE = 60.0
# A key that moves the focus has moved it by then, if it does at all.
MOVED = 3.0
# So long is listened at most before something is looked at.
HEARD = 0.2


class Lost(Exception):
    """What was looked for did not come."""


def walk(node):
    """node and all below it; whatever goes away meanwhile is left out."""
    yield node
    try:
        children = [node.get_child_at_index(i) for i in range(node.get_child_count())]
    except GLib.Error:
        return
    for child in children:
        if child is not None:
            yield from walk(child)


def text_of(node):
    try:
        return node.get_name() or ""
    except GLib.Error:
        return ""


def content_of(node):
    """What is written in a label or an entry."""
    return Atspi.Text.get_text(node, 0, Atspi.Text.get_character_count(node))


def label_of(node):
    """Its name, or what stands in the label it is named after: a menu's item has no name of its own in newer GTK."""
    labels = [relation.get_target(i) for relation in node.get_relation_set()
              if relation.get_relation_type() == Atspi.RelationType.LABELLED_BY
              for i in range(relation.get_n_targets())]
    return text_of(node) or " ".join(text_of(label) or content_of(label) for label in labels if label.get_text_iface())


def has_state(node, state):
    try:
        return node.get_state_set().contains(state)
    except GLib.Error:
        return False


def listen():
    """Whoever this test plays answers, and what AT-SPI has sent is heard; a program may send more than a busy machine
    hears."""
    end = time.monotonic() + HEARD
    while GLib.MainContext.default().iteration(False) and time.monotonic() < end:
        pass


def own_name(bus, name, path, xml, method_called):
    """What the desktop has on the session bus, played by the test: it has to be there before the program is, and
    answers while the test waits for something."""
    for interface in Gio.DBusNodeInfo.new_for_xml(xml).interfaces:
        bus.register_object(path, interface, method_called, None, None)
    bus.call_sync("org.freedesktop.DBus", "/org/freedesktop/DBus", "org.freedesktop.DBus", "RequestName",
                  GLib.Variant("(su)", (name, 0)), None, Gio.DBusCallFlags.NONE, -1)


NOTIFICATIONS = "org.freedesktop.Notifications"
NOTIFICATIONS_XML = f"""<node><interface name="{NOTIFICATIONS}">
<method name="Notify"><arg type="s"/><arg type="u"/><arg type="s"/><arg type="s"/><arg type="s"/><arg type="as"/>
<arg type="a{{sv}}"/><arg type="i"/><arg type="u" direction="out"/></method></interface></node>"""


class Desktop:
    """What shows notifications."""

    def __init__(self):
        self.titles = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)  # closed if nobody holds it
        own_name(self.bus, NOTIFICATIONS, "/" + NOTIFICATIONS.replace(".", "/"),
                 NOTIFICATIONS_XML, self._notify)

    def _notify(self, _bus, _sender, _path, _interface, _method, parameters, invocation):
        self.titles.append(parameters[3])
        invocation.return_value(GLib.Variant("(u)", (len(self.titles),)))

    def has_shown(self, title):
        return title in self.titles


# What GTK calls a row with a switch differs by its version.
SWITCHES = (Atspi.Role.TOGGLE_BUTTON, Atspi.Role.CHECK_BOX, Atspi.Role.PUSH_BUTTON)

PORTAL = "org.freedesktop.portal"
PORTAL_PATH = "/org/freedesktop/portal/desktop"
PORTAL_XML = f"""<node><interface name="{PORTAL}.FileChooser">
<method name="OpenFile"><arg type="s"/><arg type="s"/><arg type="a{{sv}}"/><arg type="o" direction="out"/></method>
<method name="SaveFile"><arg type="s"/><arg type="s"/><arg type="a{{sv}}"/><arg type="o" direction="out"/></method>
</interface><interface name="{PORTAL}.Inhibit">
<method name="Inhibit"><arg type="s"/><arg type="u"/><arg type="a{{sv}}"/><arg type="o" direction="out"/></method>
</interface></node>"""


class Portal:
    """The desktop as a program in a sandbox has it, and who chooses files in its dialog. answers False: it is a poor
    one, which has nothing that is asked of it."""

    def __init__(self, answers=True):
        self.questions = []
        self.bus = Gio.bus_get_sync(Gio.BusType.SESSION)
        own_name(self.bus, f"{PORTAL}.Desktop", PORTAL_PATH, PORTAL_XML if answers else "<node/>", self._ask)
        if answers:  # newer GTK would not look whether there is a dialog, and show none
            os.environ["GDK_DEBUG"] = ",".join(filter(None, [os.environ.get("GDK_DEBUG"), "portals"]))

    def _ask(self, _bus, sender, _path, interface, _method, parameters, invocation):
        _parent, title, options = parameters
        # Inhibit has no token: what it inhibits ends with the program at the latest.
        request = f"{PORTAL_PATH}/request/{sender[1:].replace('.', '_')}/{options.get('handle_token', 'inhibit')}"
        invocation.return_value(GLib.Variant("(o)", (request,)))
        if interface.endswith(".FileChooser"):
            self.questions.append((sender, request, title, options.get("current_name", "")))

    def choose_file(self, program, title, path, name=""):
        """In the dialog that asks for title; name: what it proposes."""
        sender, request, asked, proposed = program.wait(f"the dialog “{title}”", lambda: self.questions)[0]
        self.questions.clear()
        if title not in asked or name not in proposed:
            raise Lost(f"“{title}” with “{name}” is wanted; here is “{asked}” with “{proposed}”")
        results = {"uris": GLib.Variant("as", [Gio.File.new_for_path(path).get_uri()])}
        self.bus.emit_signal(sender, request, f"{PORTAL}.Request", "Response",
                             GLib.Variant("(ua{sv})", (0, results)))


class Program:
    def __init__(self, *arguments, strict=True):
        # A warning ends the program, not whoever reads it: AT-SPI's client warns about what just went away.
        # strict False: only a critical one does, as GTK warns where the desktop lacks something.
        fatal = "fatal-warnings" if strict else "fatal-criticals"
        self.process = subprocess.Popen(arguments, env=os.environ | {"G_DEBUG": fatal})
        # To look for either costs thousands of calls where the hidden pages are listed too.
        self.pages, self.last_focus, self.listener = {}, None, None
        self.node = self.wait("the program", self._find)

    def _note_focus(self, event):
        if event.detail1:
            self.last_focus = event.source

    def _find(self):
        desktop = Atspi.get_desktop(0)
        for i in range(desktop.get_child_count()):
            node = desktop.get_child_at_index(i)
            if node is not None and node.get_process_id() == self.process.pid and node.get_child_count():
                return node
        return None

    def wait(self, what, find):
        """Polls until find gives something; the deadline is for a program that hangs, not a measure."""
        end = time.monotonic() + DEADLINE
        while time.monotonic() < end:
            listen()
            try:
                found = find()
            except GLib.Error:
                found = None
            if found:
                return found
            if self.process.poll() is not None:
                raise Lost(f"the program ended with {self.process.returncode} before {what}")
            time.sleep(0.05)
        raise Lost(f"no sign of {what}; here is: {self.describe()}")

    def describe(self):
        return " | ".join(filter(None, map(text_of, walk(self.node))))

    def page(self, name):
        """None: not there. Newer GTK gives pages no name, and lists the one that is shown alone: it is what there is."""
        if name not in self.pages or text_of(self.pages[name]) != name:
            self.pages = {text_of(node): node for node in walk(self.node) if text_of(node).startswith("UbPage")}
            if self.pages and self.listener is None:
                self.listener = Atspi.EventListener.new(self._note_focus)
                self.listener.register("object:state-changed:focused")
        return self.pages.get(name) if self.pages else self.node

    def title(self):
        """None: AT-SPI does not know the window at the moment."""
        node = self.node.get_child_at_index(0)
        return text_of(node) if node is not None else None

    def wait_text(self, page, part):
        """Until page says something that holds part; gives the whole text."""
        def find():
            node = self.page(page)
            return node and next((text_of(n) for n in walk(node) if part in text_of(n)), None)
        return self.wait(f"“{part}” on {page}", find)

    def foci(self):
        """What has the focus, looked for as far as it is asked for. GTK 4.8 leaves the state on a menu's item as well that
        had it when the menu was closed."""
        listen()
        if self.last_focus is not None and has_state(self.last_focus, Atspi.StateType.FOCUSED):
            return iter([self.last_focus])
        return (node for node in walk(self.node) if has_state(node, Atspi.StateType.FOCUSED))

    def focused(self):
        return next(self.foci(), None)

    def focused_entry(self):
        node = self.focused()
        return node is not None and has_state(node, Atspi.StateType.EDITABLE)

    @staticmethod
    def press_key(keysym):
        Atspi.generate_keyboard_event(keysym, None, Atspi.KeySynthType.SYM)

    @staticmethod
    def type(text):
        for character in text:
            Atspi.generate_keyboard_event(ord(character), None, Atspi.KeySynthType.SYM)

    @staticmethod
    def look_away():
        """As when another program's window is clicked: no window of this one is active."""
        screen = Xlib.display.Display()
        screen.set_input_focus(X.NONE, X.RevertToNone, X.CurrentTime)
        screen.sync()  # the server drops what it has not read of a client that is gone
        screen.close()

    @staticmethod
    def look_back():
        """As a window manager does when a window is gone: the one below it is active."""
        screen = Xlib.display.Display()
        for window in screen.screen().root.query_tree().children:
            attributes = window.get_attributes()
            if attributes.map_state == X.IsViewable and not attributes.override_redirect:
                window.set_input_focus(X.RevertToParent, X.CurrentTime)
        screen.sync()
        screen.close()

    def _move_to(self, what, keysym, is_it):
        """This key until is_it(node) has the focus. Each is pressed when the one before has had its effect: a program on
        a busy machine would be keys behind what is seen here."""
        seen, foci = [], list(self.foci())
        for _ in range(60):
            if any(map(is_it, foci)):
                return
            seen.append(" + ".join(map(text_of, foci)))
            before, end = foci, time.monotonic() + MOVED
            self.press_key(keysym)
            time.sleep(0.1)  # to look costs more
            while (foci := list(self.foci())) in ([], before) and time.monotonic() < end:
                time.sleep(0.05)
        raise Lost(f"the keys do not reach {what}, only {seen}")

    def _tab_to(self, what, is_it):
        self._move_to(what, TAB, is_it)

    def down_to(self, what, is_it):
        self._move_to(what, DOWN, is_it)

    def open_row(self, name, whole=False):
        """Tab until the row whose name holds name has the focus, then Return. whole: name is all of it."""
        self._tab_to(f"the row “{name}”",
                     lambda node: node.get_role() == Atspi.Role.LIST_ITEM
                     and (name == text_of(node) if whole else name in text_of(node)))
        self.press_key(RETURN)

    def open_button(self, label):
        """As open_row(), for a button that can be pressed."""
        self._tab_to(f"the button “{label}”",
                     lambda node: node.get_role() == Atspi.Role.PUSH_BUTTON and label in text_of(node).replace("_", "")
                     and has_state(node, Atspi.StateType.SENSITIVE))
        self.press_key(RETURN)

    def press_button(self, label, whole=False):
        """Presses the button when it can be pressed. whole: label is all that it says."""
        def find():
            for node in walk(self.node):
                text = text_of(node).replace("_", "")
                if (node.get_role() == Atspi.Role.PUSH_BUTTON and has_state(node, Atspi.StateType.SENSITIVE)
                        and (set(text.split()) == {label} if whole else label in text) and node.get_n_actions() > 0):
                    return node
            return None
        self.wait(f"a button “{label}” that can be pressed", find).do_action(0)

    def switch(self, label):
        """As open_row(), for a row with a switch."""
        self._tab_to(f"the switch “{label}”",
                     lambda node: node.get_role() in SWITCHES and label in text_of(node))
        self.press_key(SPACE)

    def tick(self, label):
        """As open_row(), for a check box."""
        self._tab_to(f"the check box “{label}”",
                     lambda node: node.get_role() == Atspi.Role.CHECK_BOX and label in text_of(node))
        self.press_key(SPACE)

    def pick(self, name):
        """As open_row(), for a row that is one of several to choose from."""
        self._tab_to(f"the choice “{name}”",
                     lambda node: node.get_role() == Atspi.Role.RADIO_BUTTON and name == text_of(node))
        self.press_key(RETURN)

    def menu_items(self):
        """What can be chosen in the menu, once it is open and has the focus."""
        focus = self.focused()
        if focus is None or focus.get_role() != Atspi.Role.MENU_ITEM:
            return []
        return [node for node in walk(self.node)
                if node.get_role() == Atspi.Role.MENU_ITEM and has_state(node, Atspi.StateType.SENSITIVE)]

    def choose_from_menu(self, name):
        """F10, and down to what has this name."""
        self.wait("the focus", self.focused)
        self.press_key(F10)
        item = next(item for item in self.wait("the menu", self.menu_items) if name in label_of(item))
        self.down_to(f"“{name}” in the menu", lambda node: node == item)
        self.press_key(RETURN)

    def choose_from_list(self, title, name):
        """The row that is called title opens a list: down to what is called name."""
        self.wait("the focus", self.focused)
        self._tab_to(f"the row “{title}”", lambda node: text_of(node) == title)
        self.press_key(RETURN)
        self.wait(f"“{name}” in the list", lambda: name in self.describe())
        self.down_to(f"“{name}” in the list", lambda node: any(name == text_of(each) for each in walk(node)))
        self.press_key(RETURN)

    def n_windows(self):
        """With the dialogs that newer libadwaita shows within a window."""
        windows = list(filter(None, (self.node.get_child_at_index(i) for i in range(self.node.get_child_count()))))
        return len(windows) + sum(node.get_role() == Atspi.Role.DIALOG for window in windows
                                  for node in walk(window) if node != window)

    def write_text(self, before, after):
        """Replaces the text of the entry that holds before, such as a file's name in a dialog."""
        def find():
            for node in walk(self.node):
                text = node.get_editable_text_iface() and node.get_text_iface()
                if text and before in content_of(node):
                    return node
            return None
        self.wait(f"an entry with “{before}”", find).get_editable_text_iface().set_text_contents(after)

    def end(self):
        """The program ends well when its window is closed."""
        status = self.close()
        if status != 0:
            raise Lost(f"the program ended with {status}")

    def close(self):
        self.press_button("Close")
        try:
            return self.process.wait(DEADLINE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            raise Lost("the program does not end when its window is closed") from None


class Person:
    """Who has the board in their hands."""

    def __init__(self, orders, folder):
        self.orders, self.folder = orders, folder

    def do(self, order):
        with open(self.orders, "w", encoding="ascii") as file:
            file.write(f"{order}\n")

    def ask(self, program, what, name):
        path = os.path.join(self.folder, f"{name}.{what.split()[-1]}")
        self.do(f"{what} {path}")
        program.wait(path, lambda: os.path.exists(path))
        return path

    def look_into_the_chip(self, program, name):
        for what in ("flash", "state"):
            self.ask(program, what, name)

    def count_pages(self, program):
        """So many were written since it all began."""
        path = self.ask(program, "state", "now")
        with open(path, encoding="ascii") as file:
            n = json.load(file)["stats"]["page_writes"]
        os.remove(path)
        return n


def drive(way):
    """Runs way; what went wrong goes to stderr."""
    try:
        way()
    except (Lost, GLib.Error) as error:
        print(f"# {error}", file=sys.stderr)
        return 1
    return 0
