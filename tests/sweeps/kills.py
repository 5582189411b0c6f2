#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A job is killed at many places, perhaps killed again when it is run a second time, and then run to
its end: with the journal, and as if there were none. Figures are counts of runs that end with an
EEPROM, kept firmware or fuses other than the keyboard came with or than planned."""
import argparse
import os
import subprocess

parser = argparse.ArgumentParser(prog="scripts/sweep kills", description=__doc__)
parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
parser.add_argument("--kills", type=int, default=200, metavar="N", help="places (200)")
options = parser.parse_args()

program = os.path.join(options.build, "tests/store/test-store-journal")
subprocess.run([program, "--table", str(options.kills)], env=dict(os.environ, LC_ALL="C.UTF-8"),
               check=True)
