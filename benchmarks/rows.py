# SPDX-License-Identifier: GPL-3.0-or-later
"""What is raced: a row is a programmer's model, the chip's clock, and how both programs are called.

Pairs of figures are for images of 4 KiB and 32 KiB.
"""

from dataclasses import dataclass, field

SIZES = (4096, 32768)
TOLERANCE = 0.10  # of the reference figures
TO_FLOOR = 1.15  # goal on the wire for 32 KiB, in the least time possible


@dataclass
class Row:
    name: str
    model: str  # of tests/bench
    ours: list  # unbrickctl's options that name the programmer
    default: list  # avrdude's
    best: list = field(default_factory=list)  # what makes avrdude fastest; [] where nothing does
    lfuse: str = "FF"  # 16 MHz crystal; 5E: 2 MHz, as shipped (CKDIV8)
    # goals: our time in avrdude's; None: for information
    to_default: tuple = None
    to_best: tuple = None
    # seconds that avrdude 7.1 takes on a model with fair times; None: not known
    reference_default: tuple = None
    reference_best: tuple = None


def usb(programmer):
    return ["-c", programmer]


def serial(programmer, baud=None, tty="ttyACM0"):
    return ["-c", programmer, "-P", f"/dev/{tty}"] + (["-b", str(baud)] if baud else [])


ROWS = [
    Row("USBasp, 16 MHz", "usbasp", usb("usbasp"), usb("usbasp"), ["-B", "0.6"],
        to_default=(0.55, 0.55), to_best=(0.95, 0.97),
        reference_default=(None, 15.9)),
    Row("USBasp, 2 MHz", "usbasp", usb("usbasp"), usb("usbasp"), lfuse="5E",
        to_default=(0.95, 0.98),
        reference_default=(None, 15.9)),
    Row("USBtiny, 16 MHz", "usbtiny", usb("usbtiny"), usb("usbtiny"), ["-B", "1"],
        to_default=(0.40, 0.35), to_best=(0.97, 0.97),
        reference_default=(None, 40.0)),
    Row("QMK helper", "avrisp-helper", serial("avrisp"), serial("avrisp"),
        to_default=(0.60, 0.65),
        reference_default=(4.5, 29.3)),
    Row("Arduino on a UART, 115200", "avrisp-uart-115200",
        serial("avrisp"), serial("avrisp", 115200),
        to_default=(0.60, 0.92),
        reference_default=(9.5, 34.8)),
    Row("Bus Pirate v3, 2 Mbaud", "buspirate",
        serial("buspirate", tty="ttyUSB0"), serial("buspirate", tty="ttyUSB0"),
        ["-x", "spifreq=3"],
        to_default=(0.08, 0.06), to_best=(0.15, 0.20),
        reference_default=(16.3, 90.0), reference_best=(8.0, 24.3)),
    Row("Bus Pirate v3, --crystal 16M", "buspirate",
        serial("buspirate", tty="ttyUSB0") + ["--crystal", "16M"],
        serial("buspirate", tty="ttyUSB0"), ["-x", "spifreq=3"],
        to_default=(0.08, 0.06), to_best=(0.15, 0.20),
        reference_default=(16.3, 90.0), reference_best=(8.0, 24.3)),
    Row("Bus Pirate v3, 115200 only", "buspirate-115200",
        serial("buspirate", tty="ttyUSB0"), serial("buspirate", tty="ttyUSB0"),
        ["-x", "spifreq=3"],
        to_default=(0.17, 0.20), to_best=(0.35, 0.80),
        reference_default=(16.3, 90.0), reference_best=(8.0, 24.3)),
    # for information
    Row("STK500, 115200", "stk500v2",
        serial("stk500v2", tty="ttyUSB0"), serial("stk500v2", tty="ttyUSB0"), ["-B", "0.6"]),
    Row("Pololu", "pololu", serial("stk500v2"), serial("stk500v2"), ["-B", "0.6"]),
    Row("AVRISP mkII", "avrispmkii", usb("avrispmkii"), usb("avrispmkii"), ["-B", "0.6"]),
    Row("AVRISP mkII, LUFA", "avrispmkii-lufa", usb("avrispmkii"), usb("avrispmkii"),
        ["-B", "0.6"]),
]
