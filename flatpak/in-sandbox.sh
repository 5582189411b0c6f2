#!/bin/sh
# SPDX-License-Identifier: GPL-3.0-or-later
# Part of ci.sh, run by tests/bench: unbrickctl in the sandbox, or the window, on the same virtual hardware.
#   in-sandbox.sh [--window] APP FOLDER ARGUMENT…    in FOLDER: the libraries that redirect devices, and files to flash
program=unbrickctl
if [ "$1" = --window ]; then
  program=unbrick
  shift
fi
app=$1 folder=$2 devices=$UMOCKDEV_DIR
shift 2
# A warning does not end it: there is no portal, and libraries say so.
unset LD_PRELOAD UMOCKDEV_DIR G_DEBUG
exec flatpak run --user --filesystem="$devices" --filesystem="$folder" --env=UMOCKDEV_DIR="$devices" \
  --env=GSK_RENDERER=cairo --env=LD_PRELOAD="$folder/bench-realpath.so:$folder/libumockdev-preload.so.0" \
  --command="$program" "$app" "$@"
