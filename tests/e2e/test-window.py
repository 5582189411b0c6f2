#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole rescues through the real window, on virtual hardware.

test-window.py BENCH UNBRICK PROGRAMMER TEST... The preset is one of the user's own, its image made up and in the cache already, so
nothing is fetched. Afterwards the chip itself is asked, not the program.
"""
import contextlib
import hashlib
import json
import os
import pathlib
import shutil
import signal
import subprocess
import sys
import tempfile

from display import display

HERE = pathlib.Path(__file__).resolve().parent
FLASH_SIZE, BOOT_START, BOOT_SIZE = 0x8000, 0x7000, 0x1000
NAME = "End-to-End"
PRESET = """[Family]
Id=end-to-end
Name=Made Up
Description=For a test
Order=999

[end-to-end]
Order=1
Name={name}
Description=A stand-in
Parts=atmega32u4;
Low=FF
High=D9
Extended=F3
Entry=hwb
UsbId=1209:0001
MHz=16
Url=https://example.org/end-to-end.hex
FileSha256={file}
FileSize={size}
ImageSha256={image}
ImageStart=0x7000
ImageEnd=0x8000
BootSha256={image}
BootStart=0x7000
"""
COUNT = FAILED = 0


def case(name, good, *notes):
    global COUNT, FAILED
    COUNT += 1
    FAILED += not good
    if not good:
        for note in notes:
            print("\n".join(f"# {line}" for line in str(note).splitlines()))
    print(f"{'ok' if good else 'not ok'} {COUNT} {name}", flush=True)
    return good


def intel_hex(start, data):
    lines = []
    for offset in range(0, len(data), 16):
        row = data[offset:offset + 16]
        record = bytes([len(row)]) + (start + offset).to_bytes(2, "big") + b"\0" + row
        lines.append(f":{(record + bytes([-sum(record) & 255])).hex().upper()}")
    return "\n".join(lines + [":00000001FF", ""])


def pattern(seed, size):
    """Bytes that look like none of the shipped images and are the same in every run."""
    blocks = (hashlib.sha256(f"{seed} {i}".encode()).digest() for i in range(size // 32))
    return b"".join(blocks)


def prepare(folder, bootloader):
    """The user's folders: a preset, and its image as if it had been fetched before."""
    text = intel_hex(BOOT_START, bootloader)
    file_sha = hashlib.sha256(text.encode()).hexdigest()
    presets, images = folder / "data/unbrick/presets", folder / "cache/unbrick/images"
    for new in (presets, images):
        new.mkdir(parents=True)
    (images / f"{file_sha}.hex").write_text(text)
    (presets / "end-to-end.preset").write_text(PRESET.format(
        name=NAME, file=file_sha, size=len(text), image=hashlib.sha256(bootloader).hexdigest()))


def run(folder, screen, *command, **more):
    """In a session of its own, with the folders of nobody."""
    environment = os.environ | {
        "DISPLAY": screen,
        "XDG_DATA_HOME": str(folder / "data"), "XDG_CACHE_HOME": str(folder / "cache"),
        "XDG_CONFIG_HOME": str(folder / "config"), "GSK_RENDERER": "cairo", "GSETTINGS_BACKEND": "memory",
        "GDK_BACKEND": "x11",
        # GTK, fontconfig and the like keep what they allocate; the engine's own tests look for leaks.
        "ASAN_OPTIONS": f"{os.environ.get('ASAN_OPTIONS', '')}:detect_leaks=0",
    }
    environment |= more
    for name in ("G_DEBUG", "GTK_A11Y", "WAYLAND_DISPLAY"):
        environment.pop(name, None)
    return subprocess.run(
        ["dbus-run-session", "--", *command],
        env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


PYTHON = ["/usr/bin/python3", "-W", "ignore::DeprecationWarning"]


def run_on_bench(folder, screen, bench, *way, **more):
    part = [] if "--part" in bench else ["--part", "atmega32u4"]
    speed = [] if "--speed" in bench else ["--speed", "20"]
    return run(folder, screen, *bench, *part, *speed,
               "--dump-flash", folder / "flash.bin", "--print-state", folder / "state.json", "--", *PYTHON, *way,
               **more)


@contextlib.contextmanager
def rescue(area, bench, unbrick, last_page, text):
    """One way through the window. What is left behind by it; None when the way did not lead there."""
    firmware = pattern("firmware", 0x2000)
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        prepare(folder, pattern("bootloader", BOOT_SIZE))
        (folder / "firmware.hex").write_text(intel_hex(0, firmware))
        ended = run_on_bench(
            folder, screen,
            [*bench, "--fuses", "lfuse=FF,hfuse=D8,efuse=FB", "--flash", folder / "firmware.hex"],
            HERE / "flash_window.py", unbrick, NAME, last_page, text)
        if not case(f"{area}/way", ended.returncode == 0, ended.stdout, ended.stderr):
            yield None
            return
        state = json.loads((folder / "state.json").read_text())
        reports = [json.loads(path.read_text()) for path in folder.glob("data/unbrick/reports/*.json")]
        backups = list(folder.glob("data/unbrick/backups/*/*"))
        case(f"{area}/reset-is-released", state["reset"] == "high", state)
        case(f"{area}/backup-holds-the-firmware",
             any(firmware[:16].hex().upper() in path.read_text(errors="replace") for path in backups), backups)
        yield (folder / "flash.bin").read_bytes(), state, [report["verdict"] for report in reports]


def fuses_of(state):
    """Low, high, and the bits of extended that exist."""
    return state["lfuse"], state["hfuse"], int(state["efuse"], 16) & 0x0F


def test_done(bench, unbrick, programmer):
    area = f"/e2e/window/{programmer}/done"
    with rescue(area, [bench, "--programmer", programmer], unbrick,
                "UbPageDone", "Your Keyboard Has a Bootloader Again") as left:
        if left is None:
            return
        flash, state, verdicts = left
        case(f"{area}/flash-holds-the-image",
             flash == b"\xff" * BOOT_START + pattern("bootloader", BOOT_SIZE),
             flash[:16].hex(), flash[BOOT_START:][:16].hex())
        case(f"{area}/fuses", fuses_of(state) == ("FF", "D9", 0x03), state)
        case(f"{area}/report", verdicts == ["ok"], verdicts)


def test_page_fault(bench, unbrick, programmer):
    """A page of the boot section that stays as it is: no success, and no fuse is touched."""
    area = f"/e2e/window/{programmer}/page-fault"
    with rescue(area, [bench, "--programmer", programmer, "--fault", "page=230"], unbrick,
                "UbPageFailed", "The Chip Is Not Fully Erased") as left:
        if left is None:
            return
        _, state, verdicts = left
        case(f"{area}/fuses", fuses_of(state) == ("FF", "D8", 0x0B), state)
        case(f"{area}/report", verdicts == ["failed"], verdicts)


def test_fuses(bench, unbrick, programmer):
    """A setting with a hazard, edited in the plan under review: it is written, and the image as well."""
    area = f"/e2e/window/{programmer}/fuses"
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        prepare(folder, pattern("bootloader", BOOT_SIZE))
        run = run_on_bench(folder, screen,
                           [bench, "--programmer", programmer, "--fuses", "lfuse=FF,hfuse=D9,efuse=F3"],
                           HERE / "fuses_window.py", unbrick, NAME)
        if not case(f"{area}/way", run.returncode == 0, run.stdout, run.stderr):
            return
        state = json.loads((folder / "state.json").read_text())
        case(f"{area}/fuses", fuses_of(state) == ("FF", "99", 0x03), state)
        case(f"{area}/flash-holds-the-image",
             (folder / "flash.bin").read_bytes()[BOOT_START:] == pattern("bootloader", BOOT_SIZE))


def test_signals(bench, unbrick, programmer):
    """Ended by a signal while a page is written: RESET is released, the report is written, and the window goes."""
    for number in (signal.SIGTERM, signal.SIGINT):
        area = f"/e2e/window/{programmer}/{number.name.lower()}"
        with tempfile.TemporaryDirectory() as name, display() as screen:
            folder = pathlib.Path(name)
            prepare(folder, pattern("bootloader", BOOT_SIZE))
            # The board waits meanwhile: also on a busy machine the window hears of the signal before the last page.
            event = f'10=kill -{number:d} "$(cat "{folder}/pid")"; sleep 1'
            ended = run_on_bench(folder, screen,
                                 [bench, "--programmer", programmer, "--fuses", "lfuse=FF,hfuse=D8,efuse=FB",
                                  "--speed", "1", "--at-page", event],
                                 HERE / "signal_window.py", unbrick, NAME, folder / "pid")
            if not case(f"{area}/way", ended.returncode == 0, ended.stdout, ended.stderr):
                continue
            state = json.loads((folder / "state.json").read_text())
            reports = [json.loads(path.read_text()) for path in folder.glob("data/unbrick/reports/*.json")]
            written = state["stats"]["page_writes"]
            case(f"{area}/reset-is-released", state["reset"] == "high", state)
            case(f"{area}/in-the-middle", 10 <= written < BOOT_SIZE // 128, state)
            case(f"{area}/report", [report["verdict"] for report in reports] == ["cancelled"], reports)


def test_combine(bench, unbrick, programmer):
    """Needs no keyboard: a file with both, and none where they overlap."""
    area = f"/e2e/window/{programmer}/combine"
    firmware = bytes.fromhex("0C945600") + pattern("firmware", 0x7100)[4:]
    bootloader = pattern("bootloader", BOOT_SIZE)
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        (folder / "too_large.hex").write_text(intel_hex(0, firmware))
        (folder / "planck_default.hex").write_text(intel_hex(0, firmware[:0x2000]))
        (folder / "boot.hex").write_text(intel_hex(BOOT_START, bootloader))
        run = run_on_bench(folder, screen, [bench, "--programmer", programmer], HERE / "combine_window.py", unbrick,
                           *(folder / file for file in ("too_large.hex", "planck_default.hex", "boot.hex", "both.hex")))
        if not case(f"{area}/way", run.returncode == 0, run.stdout, run.stderr):
            return
        case(f"{area}/file-holds-both", (folder / "both.hex").read_text().splitlines()[:-1] ==
             intel_hex(0, firmware[:0x2000]).splitlines()[:-1] + intel_hex(BOOT_START, bootloader).splitlines()[:-1])


# Descriptors of a keyboard, by which the bench knows how the firmware shows up on USB.
KEYBOARD = bytes.fromhex(
    "12010002000000 20EDFE65600100010200 01"
    "09022200010100 8032 0904000001030101 00"
    "0921110100012240 00 0705810308000A")


# Keyboards in their bootloader: the chip, and the name in the window. Where the id may be another device's, or the
# bootloader does not say which chip it is on, the person says so.
LOADERS = {
    "atmel-dfu": ("atmega32u4", "A keyboard in Atmel DFU"),
    "caterina": ("atmega32u4", "A Pro Micro in its bootloader"),
    "halfkay": ("atmega32u4", "A Teensy in HalfKay"),
    "bootloadhid": ("atmega32a", "A keyboard in BootloadHID"),
    "usbasploader": ("atmega328p", "A keyboard in USBaspLoader"),
    "qmk-hid": ("atmega32u4", "A keyboard in LUFA HID or a relative"),
    "lufa-ms": ("atmega32u4", "A keyboard in LUFA Mass Storage"),
}


def test_install(bench, unbrick, programmer):
    """A keyboard in its bootloader: seen, firmware installed on it, and it is back."""
    area = f"/e2e/window/{programmer}/install"
    part, name = LOADERS[programmer]
    firmware = bytearray(pattern("keymap", 0x1000))
    firmware[0:4] = bytes.fromhex("0C945600")
    firmware[0x100:0x100 + len(KEYBOARD)] = KEYBOARD
    with tempfile.TemporaryDirectory() as area_folder, display() as screen:
        folder = pathlib.Path(area_folder)
        (folder / "keymap.hex").write_text(intel_hex(0, bytes(firmware)))
        ended = run_on_bench(folder, screen, [bench, "--programmer", programmer, "--part", part],
                             HERE / "install_window.py", unbrick, folder / "keymap.hex", name, part)
        if not case(f"{area}/way", ended.returncode == 0, ended.stdout, ended.stderr):
            return
        state = json.loads((folder / "state.json").read_text())
        flash = (folder / "flash.bin").read_bytes()
        case(f"{area}/flash-holds-the-firmware", flash[:len(firmware)] == bytes(firmware), flash[:16].hex())
        case(f"{area}/keyboard-runs", state["runs"] == "application" and state["loader_intact"], state)
        case(f"{area}/report", verdicts_of(folder) == ["ok"], verdicts_of(folder))


def verdicts_of(folder):
    """In the order of the jobs."""
    return [json.loads(path.read_text())["verdict"] for path in sorted(folder.glob("data/unbrick/reports/*.json"))]


def test_chip(bench, unbrick, programmer):
    """What is on the chip, in a file and compared with two: nothing on the chip changes."""
    area = f"/e2e/window/{programmer}/chip"
    firmware = pattern("firmware", 0x2000)
    other = bytearray(firmware)
    other[0x0123] ^= 0x10
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        (folder / "firmware.hex").write_text(intel_hex(0, firmware))
        (folder / "other.hex").write_text(intel_hex(0, bytes(other)))
        way = run_on_bench(
            folder, screen, [bench, "--programmer", programmer, "--flash", folder / "firmware.hex"],
            HERE / "chip_window.py", unbrick, folder / "saved.bin", folder / "other.hex")
        if not case(f"{area}/way", way.returncode == 0, way.stdout, way.stderr):
            return
        flash = (folder / "flash.bin").read_bytes()
        state = json.loads((folder / "state.json").read_text())
        case(f"{area}/saved", (folder / "saved.bin").read_bytes() == flash)
        case(f"{area}/chip-is-as-before",
             flash == firmware + b"\xff" * (FLASH_SIZE - len(firmware)) and state["stats"]["erases"] == 0, state)
        case(f"{area}/reset-is-released", state["reset"] == "high", state)
        case(f"{area}/reports", sorted(verdicts_of(folder)) == ["failed", "ok", "ok"], verdicts_of(folder))


def test_trouble(bench, unbrick, programmer):
    """Wires, another chip, a plug that is pulled, a restored backup, a cancelled job."""
    area = f"/e2e/window/{programmer}/trouble"
    before = pattern("firmware", 0x6000) + b"\xff" * (FLASH_SIZE - 0x6000)
    own = bytes.fromhex("0C945638") + pattern("bootloader", BOOT_SIZE)[4:]
    # So large that a job can be caught in the middle of it, also on a busy machine.
    firmware = bytes.fromhex("0C945600") + pattern("another firmware", BOOT_START)[4:]
    after = firmware + own
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        eeprom = pattern("settings", 0x40) + b"\xff" * (0x400 - 0x40)
        (folder / "firmware.hex").write_text(intel_hex(0, before[:0x6000]))
        (folder / "settings.bin").write_bytes(eeprom)
        (folder / "own.hex").write_text(intel_hex(BOOT_START, own))
        (folder / "new.hex").write_text(intel_hex(0, firmware))
        (folder / "keyboard.json").write_text('{ "keyboard_name": "Evening", "processor": "atmega32u2" }')
        os.mkfifo(folder / "orders")
        way = run_on_bench(
            folder, screen,
            [bench, "--programmer", programmer, "--flash", folder / "firmware.hex",
             "--eeprom", folder / "settings.bin", "--fuses", "lfuse=FF,hfuse=D8,efuse=FB",
             "--fault", "no-contact", "--orders", folder / "orders"],
            HERE / "trouble_window.py", unbrick,
            *(folder / file for file in ("keyboard.json", "own.hex", "new.hex", "orders", "")))
        if not case(f"{area}/way", way.returncode == 0, way.stdout, way.stderr):
            return
        flash = {path.stem: path.read_bytes() for path in folder.glob("*.flash")}
        states = {path.stem: json.loads(path.read_text()) for path in folder.glob("*.state")}
        final = (folder / "flash.bin").read_bytes()
        for when in ("unplugged", "cancelled"):
            case(f"{area}/{when}/in-the-middle",
                 flash[when] not in (before, after) and flash[when][:128] == after[:128] and
                 flash[when][-128:] == b"\xff" * 128, flash[when][:16].hex())
        for when in ("tried-again", "restored", "cancelled"):
            case(f"{area}/{when}/reset-is-released", states[when]["reset"] == "high", states[when])
        case(f"{area}/tried-again/flash", flash["tried-again"] == after)
        case(f"{area}/restored/flash", flash["restored"] == before)
        for when in ("tried-again", "restored"):
            case(f"{area}/{when}/eeprom",
                 states[when]["eeprom_sha256"] == hashlib.sha256(eeprom).hexdigest(), states[when])
        case(f"{area}/cancelled/fuses", fuses_of(states["cancelled"]) == ("FF", "D8", 0x0B), states["cancelled"])
        case(f"{area}/continued/flash", final == after)
        case(f"{area}/reports", verdicts_of(folder) == ["failed", "ok", "ok", "cancelled", "ok"], verdicts_of(folder))


def make_data(folder, helper):
    """The program's own data, with another helper firmware in place of the one that would be downloaded."""
    shutil.copytree(os.environ["UNBRICK_DATA_DIR"], folder / "shipped")
    text = intel_hex(0, helper)
    new = {"FileSha256": hashlib.sha256(text.encode()).hexdigest(), "FileSize": len(text),
           "ImageSha256": hashlib.sha256(helper).hexdigest(), "ImageStart": "0x0", "ImageEnd": hex(len(helper))}
    path = folder / "shipped/presets/isp-helper.preset"
    lines, group = [], None
    for line in path.read_text().splitlines():
        group = line if line.startswith("[") else group
        key = line.split("=")[0]
        lines.append(f"{key}={new[key]}" if group == "[isp-pro-micro]" and key in new else line)
    path.write_text("\n".join(lines) + "\n")
    (folder / f"cache/unbrick/images/{new['FileSha256']}.hex").write_text(text)


def program_of(descriptors):
    """What looks like this on USB."""
    image = bytearray(0x200)
    image[:4] = bytes.fromhex("0C945600")
    image[0x100:0x100 + len(descriptors)] = descriptors
    return bytes(image)


# A Pro Micro with a sketch, and one with the helper firmware.
SKETCH = bytes.fromhex("12010002EF0201404F1B0692000101020301")
HELPER = bytes.fromhex("1201000202000020C0168304000101020301")


def test_story(bench, unbrick, programmer):
    """A Pro Micro becomes a programmer, rescues a keyboard, and gets its sketch back; both are plugged in at once."""
    area = f"/e2e/window/{programmer}/story"
    firmware = bytearray(pattern("keymap", 0x1000))
    firmware[0:4] = bytes.fromhex("0C945600")
    firmware[0x100:0x100 + len(KEYBOARD)] = KEYBOARD
    with tempfile.TemporaryDirectory() as name, display() as screen:
        folder = pathlib.Path(name)
        bootloader = pattern("bootloader", BOOT_SIZE)
        prepare(folder, bootloader)
        make_data(folder, program_of(HELPER))
        (folder / "own.hex").write_text(intel_hex(BOOT_START, bootloader))
        (folder / "keymap.hex").write_text(intel_hex(0, bytes(firmware)))
        (folder / "sketch.hex").write_text(intel_hex(0, program_of(SKETCH)))
        os.mkfifo(folder / "orders")
        way = run_on_bench(
            folder, screen,
            [bench, "--programmer", "caterina", "--power-up", "--flash", folder / "sketch.hex",
             "--target", "atmega32u4", "--beside", programmer, "--orders", folder / "orders"],
            HERE / "story_window.py", unbrick, folder / "own.hex", folder / "keymap.hex", folder / "orders", folder,
            UNBRICK_DATA_DIR=str(folder / "shipped"))
        if not case(f"{area}/way", way.returncode == 0, way.stdout, way.stderr):
            return
        state = json.loads((folder / "state.json").read_text())
        keyboard = json.loads((folder / "keyboard.state").read_text())
        flash = (folder / "keyboard.flash").read_bytes()
        case(f"{area}/sketch-is-back", (folder / "flash.bin").read_bytes()[:0x200] == program_of(SKETCH) and
             state["runs"] == "application" and state["loader_intact"], state)
        case(f"{area}/keyboard", flash[:len(firmware)] == bytes(firmware) and flash[BOOT_START:] == bootloader and
             keyboard["runs"] == "application" and keyboard["loader_intact"], keyboard)
        case(f"{area}/keyboards-fuses", fuses_of(keyboard) == ("FF", "D9", 0x03), keyboard)
        case(f"{area}/reports", verdicts_of(folder) == ["ok"] * 4, verdicts_of(folder))


def test_keys(_bench, unbrick, _programmer):
    """A rehearsal and every page of the menu by keys alone."""
    with tempfile.TemporaryDirectory() as name, display() as screen:
        way = run(pathlib.Path(name), screen, *PYTHON, HERE / "keys_window.py", unbrick)
        case("/e2e/window/keys", way.returncode == 0, way.stdout, way.stderr)


def test_bare(_bench, unbrick, _programmer):
    """A desktop without a dialog for files and without notifications."""
    with tempfile.TemporaryDirectory() as name, display() as screen:
        way = run(pathlib.Path(name), screen, *PYTHON, HERE / "bare_window.py", unbrick)
        case("/e2e/window/bare", way.returncode == 0, way.stdout, way.stderr)


TESTS = {"done": test_done, "page-fault": test_page_fault, "install": test_install, "keys": test_keys,
         "bare": test_bare, "fuses": test_fuses, "combine": test_combine, "signals": test_signals, "chip": test_chip,
         "trouble": test_trouble, "story": test_story}


def main():
    bench, unbrick, programmer, *names = sys.argv[1:]
    for name in names:
        TESTS[name](bench, unbrick, programmer)
    print(f"1..{COUNT}")
    return 1 if FAILED else 0


sys.exit(main())
