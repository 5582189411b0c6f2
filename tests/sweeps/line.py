#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""A byte on a serial line is lost, doubled, flipped or inserted, at many places of a job, in either
direction: how many jobs go on as if nothing had been, and whether any ends as none may. Figures are
counts of runs: false successes, backups kept with a wrong byte, runs without an end, RESET held low
afterwards, second runs that fail, and fuses that are neither as before nor as planned."""
import argparse
import os
import subprocess

MODELS = ["avrisp-helper", "avrisp-uart", "avrisp-genuine", "buspirate", "buspirate-v8",
          "buspirate-v5", "stk500v2", "pololu"]

parser = argparse.ArgumentParser(prog="scripts/sweep line", description=__doc__)
parser.add_argument("programmers", nargs="*", default=MODELS, metavar="PROGRAMMER",
                    help="models of the bench: " + ", ".join(MODELS))
parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
parser.add_argument("--whole", type=int, default=7, metavar="N",
                    help="every Nth byte of a job with backup, flash, EEPROM, fuses and lock (7)")
parser.add_argument("--fuses", type=int, default=7, metavar="N",
                    help="every Nth byte of a job that writes fuses and lock (7)")
parser.add_argument("--near", type=int, default=1, metavar="N",
                    help="every Nth byte around each write of a fuse or the lock, in both (1)")
options = parser.parse_args()

top = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
env = dict(os.environ, UNBRICK_DATA_DIR=os.path.join(top, "data"), LC_ALL="C.UTF-8")
program = os.path.join(options.build, "tests/programmers/test-line-faults")
subprocess.run([program, "--table", str(options.whole), str(options.fuses),
                str(options.near), *options.programmers],
               env=env, check=True)
