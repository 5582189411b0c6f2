#!/usr/bin/env python3
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every part on every programmer: a whole job each, through the real transport on virtual hardware,
and then a look into the chip."""
import argparse
import os
import subprocess

parser = argparse.ArgumentParser(prog="scripts/sweep matrix", description=__doc__)
parser.add_argument("programmers", nargs="*", metavar="PROGRAMMER",
                    help="models of the bench; without any: all of them")
parser.add_argument("--build", required=True, help=argparse.SUPPRESS)
parser.add_argument("--nth", type=int, default=1, metavar="N", help="every Nth part (1)")
options = parser.parse_args()

program = os.path.join(options.build, "tests/matrix/test-matrix")
which = [f"0/{options.nth}", *options.programmers]
subprocess.run([program, *([] if options.programmers else ["--rest"]), *which],
               env=dict(os.environ, LC_ALL="C.UTF-8"), check=True)
