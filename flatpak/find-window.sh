#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Part of ci.sh, on a display and a session bus of its own: starts the installed Flatpak as a rehearsal and
# waits until its window is there, says that it is a rehearsal, and shows something.
#   find-window.sh APP FOLDER     the picture and the log stay in FOLDER
set -euo pipefail
app=$1 folder=$2

flatpak run --user --env=GSK_RENDERER=cairo "$app" --rehearse >"$folder/window.log" 2>&1 &
trap 'flatpak kill "$app" 2>/dev/null || true' EXIT

shows_something() {
  local window=$1 deviation
  import -window "$window" "$folder/window.png" &&
    deviation=$(convert "$folder/window.png" -colorspace Gray -format '%[fx:100*standard_deviation]' info:) &&
    [ "${deviation%.*}" -ge 1 ]
}

for _ in $(seq 150); do
  window=$(xdotool search --onlyvisible --name 'Rehearsal' 2>/dev/null | tail -1 || true)
  if [ -n "$window" ] && shows_something "$window"; then
    echo "flatpak: found the window \"$(xdotool getwindowname "$window")\""
    exit 0
  fi
  sleep 0.2
done
echo "flatpak: no window after 30 s; what the program said:" >&2
cat "$folder/window.log" >&2
xdotool search --name . getwindowname %@ >&2 || true
exit 1
