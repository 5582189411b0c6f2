#!/usr/bin/env bash
# SPDX-License-Identifier: GPL-3.0-or-later
# Builds the Flatpak from its manifest, bundles, installs and runs it, offline but for Debian's packages. Installs and runs
# as an ordinary user, also when root calls it.
# The GNOME runtime and SDK are stand-ins made of Debian's packages, under the names and the branch that the
# manifest asks for. Exit status 77: this machine cannot do it, and the last line says why.
#   flatpak/ci.sh [runtime | app | install | run | remove]...     all of them by default, in this order
# Everything is kept below $UNBRICK_FLATPAK_CACHE (1 GB): later runs take seconds.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
manifest=$(echo "$here"/*.yml)
app=$(basename "$manifest" .yml)
branch=$(sed -n "s/^runtime-version: '\(.*\)'/\1/p" "$manifest")
suite=trixie

skip() {
  echo "flatpak: skipped: $*"
  exit 77
}

command -v apt-get >/dev/null || skip "the stand-in runtime is made of Debian's packages"
"$here/../scripts/setup" --flatpak
bwrap --ro-bind / / --unshare-user --unshare-pid true 2>/dev/null || skip "no user namespaces here"
# Installing asks a system bus, if not as root; a machine without one gets one for this.
if [ "$(id -u)" != 0 ] && [ ! -S /run/dbus/system_bus_socket ] && [ -z "${DBUS_SYSTEM_BUS_ADDRESS:-}" ]; then
  exec dbus-run-session -- bash -c 'DBUS_SYSTEM_BUS_ADDRESS=$DBUS_SESSION_BUS_ADDRESS exec "$0" "$@"' "$0" "$@"
fi
arch=$(flatpak --default-arch)

packages=(
  # what GTK programs need to run
  bash coreutils dash findutils gawk grep gzip libc-bin sed tzdata
  libgtk-4-1 libgtk-4-bin libadwaita-1-0 adwaita-icon-theme hicolor-icon-theme fonts-dejavu-core fontconfig
  gsettings-desktop-schemas dconf-gsettings-backend libgdk-pixbuf2.0-bin libglib2.0-bin librsvg2-common
  shared-mime-info ca-certificates glib-networking libsoup-3.0-0 libjson-glib-1.0-0 libusb-1.0-0 zlib1g
)
sdk_packages=(
  bzip2 diffutils g++ gcc gettext locales m4 make meson ninja-build patch pkgconf tar xz-utils
  appstream appstream-compose appstream-util desktop-file-utils
  libgtk-4-dev libadwaita-1-dev libsoup-3.0-dev libjson-glib-dev libusb-1.0-0-dev zlib1g-dev
)
# Name and SHA-256 as the manifest has them, and where Debian keeps the very same file.
archives=(
  "libserialport-0.1.2.tar.gz libs/libserialport/libserialport_0.1.2.orig.tar.gz"
  "elfutils-0.192.tar.bz2 e/elfutils/elfutils_0.192.orig.tar.bz2"
)

cache=${UNBRICK_FLATPAK_CACHE:-${XDG_CACHE_HOME:-$HOME/.cache}/unbrick-flatpak}
mkdir -p "$cache"
cache=$(cd "$cache" && pwd)
# Nothing of this touches the user's own Flatpaks or settings. $user belongs to whoever installs and runs.
user=${UNBRICK_FLATPAK_USER:-$cache}
if [ "$user" = "$cache" ]; then
  exec 9>"$cache/lock"
  flock 9
fi
export HOME=$user/home XDG_RUNTIME_DIR=$user/run FLATPAK_USER_DIR=$user/flatpak LC_ALL=C.UTF-8
unset XDG_DATA_HOME XDG_CACHE_HOME XDG_CONFIG_HOME DBUS_SESSION_BUS_ADDRESS WAYLAND_DISPLAY DISPLAY
mkdir -p "$HOME" "$XDG_RUNTIME_DIR"
chmod 700 "$XDG_RUNTIME_DIR"

# Where an ordinary user sees $cache.
shown=$cache
[ "$(id -u)" != 0 ] || shown=/mnt/cache

# as_ordinary STEP…: this script as nobody, whom root's folders are shown elsewhere. What root may do, nobody else may:
# root gets uevents in the sandbox, and opens every device. The runtime is there already, as if an administrator had
# installed it.
as_ordinary() {
  command install -d -o nobody -g nogroup -m 700 "$cache/user"
  chmod a+rx "$cache" "$cache/flatpak"
  unshare --mount --propagation private bash -e -c '
    mount -t tmpfs -o mode=755 tmpfs /mnt
    mkdir /mnt/top "$2"
    mount --bind "$0" /mnt/top
    mount --bind "$1" "$2"
    cd /mnt
    exec setpriv --reuid=nobody --regid=nogroup --clear-groups \
      env -u XDG_RUNTIME_DIR FLATPAK_SYSTEM_DIR="$2/flatpak" UNBRICK_FLATPAK_CACHE="$2" UNBRICK_FLATPAK_USER="$2/user" \
      /mnt/top/flatpak/ci.sh "${@:3}"
  ' "$here/.." "$cache" "$shown" "$@"
}

debian_mirror() {
  apt-get indextargets --format '$(REPO_URI)' 'Origin: Debian' 'Label: Debian' | sed -n 1p
}

# make_tree NAME PACKAGE…: unpacks the packages, does by hand what their scripts would have done that
# matters here, and exports the result as the runtime org.gnome.NAME.
make_tree() {
  local name=$1 tree=$cache/tree keep=() enter=(unshare --map-root-user chroot)
  shift
  [ "$(id -u)" != 0 ] || enter=(chroot)
  for folder in doc man info locale lintian; do
    keep+=(--dpkgopt="path-exclude=/usr/share/$folder/*")
  done
  rm -rf "$tree"
  mkdir "$tree"
  mmdebstrap --quiet --variant=extract --format=tar --include="$(IFS=, && echo "$*")" \
    --aptopt='Acquire::Check-Valid-Until "false"' "${keep[@]}" "$suite" - "$(debian_mirror)" |
    tar -x -C "$tree" --no-same-owner --exclude './dev/*'
  [ -e "$tree/usr/bin/sh" ] || ln -s dash "$tree/usr/bin/sh"
  [ -e "$tree/usr/bin/awk" ] || ln -s gawk "$tree/usr/bin/awk"
  if [ -e "$tree/usr/bin/gcc" ]; then
    ln -sf gcc "$tree/usr/bin/cc"
    ln -sf g++ "$tree/usr/bin/c++"
  fi
  # Meson installs into lib/ARCH on Debian and into lib64 where there is one; Flatpak looks into lib.
  rm -f "$tree/etc/debian_version"
  if [ -d "$tree/usr/lib64" ] && [ ! -L "$tree/usr/lib64" ]; then
    mv "$tree/usr/lib64"/* "$tree/usr/lib/"
    rmdir "$tree/usr/lib64"
    ln -s lib "$tree/usr/lib64"
  fi
  "${enter[@]}" "$tree" /usr/bin/sh -e <<'END'
PATH=/usr/sbin:/usr/bin
libs=$(echo /usr/lib/*-linux-gnu)
ldconfig
if [ -d /usr/share/i18n/locales ]; then localedef -i en_US -f UTF-8 en_US.UTF-8; fi
cat /usr/share/ca-certificates/mozilla/*.crt >/etc/ssl/certs/ca-certificates.crt
$libs/glib-2.0/glib-compile-schemas /usr/share/glib-2.0/schemas
$libs/glib-2.0/gio-querymodules $libs/gio/modules
$libs/gdk-pixbuf-2.0/gdk-pixbuf-query-loaders --update-cache
update-mime-database /usr/share/mime
gtk4-update-icon-cache -qf /usr/share/icons/Adwaita
fc-cache -s
END
  rm -rf "$tree/usr/etc"
  mv "$tree/etc" "$tree/usr/etc"
  mkdir "$tree/files" "$tree/export"
  cat >"$tree/metadata" <<END
[Runtime]
name=org.gnome.$name
runtime=org.gnome.Platform/$arch/$branch
sdk=org.gnome.Sdk/$arch/$branch
END
  flatpak build-export --runtime --disable-fsync "$cache/repo" "$tree" "$branch" >/dev/null
  rm -rf "$tree"
}

# The stamp holds all that the stand-ins are made from.
runtime() {
  local stamp
  stamp=$(printf '%s\n' "$suite" "$branch" "${packages[@]}" "${sdk_packages[@]}" \
    "$(declare -f make_tree)" | sha256sum)
  if [ "$(cat "$cache/stamp" 2>/dev/null)" = "$stamp" ]; then
    echo "flatpak: stand-in runtime and SDK taken from $cache"
    return
  fi
  rm -rf "$cache/repo" "$cache/flatpak" "$cache/user" "$cache/stamp"
  ostree init --repo="$cache/repo" --mode=bare-user-only
  make_tree Platform "${packages[@]}"
  make_tree Sdk "${packages[@]}" "${sdk_packages[@]}"
  flatpak --user remote-add --no-gpg-verify stand-in "file://$cache/repo"
  flatpak --user install -y --noninteractive stand-in "org.gnome.Platform//$branch" "org.gnome.Sdk//$branch"
  echo "$stamp" >"$cache/stamp"
}

# The modules' sources, from Debian's archive under the names and hashes of the manifest.
sources() {
  local entry name path hash file
  for entry in "${archives[@]}"; do
    read -r name path <<<"$entry"
    hash=$(grep -A1 -F "/$name" "$manifest" | sed -n 's/ *sha256: //p')
    file=$cache/sources/downloads/$hash/$name
    [ ! -f "$file" ] || continue
    mkdir -p "$(dirname "$file")"
    /usr/lib/apt/apt-helper download-file "$(debian_mirror)pool/main/$path" "$file" "SHA256:$hash"
  done
}

# A bundle as people get it, signed with a key that nobody keeps.
app() {
  local out=$cache/bundle builder=(--disable-rofiles-fuse --disable-download --extra-sources="$cache/sources"
    --state-dir="$cache/state")
  sources
  if "$here/bundle" "$out" -- "${builder[@]}" 2>/dev/null; then
    echo "flatpak: a bundle was made without a key" >&2
    exit 1
  fi
  export GNUPGHOME=$cache/gpg
  if [ ! -d "$GNUPGHOME" ]; then
    mkdir -m 700 "$GNUPGHOME"
    gpg --batch --quiet --passphrase '' --quick-generate-key 'For tests' rsa2048 sign never
  fi
  (cd "$cache" && "$here/bundle" --key 'For tests' --url "file://$shown/bundle/repo" --runtime-repo none "$out" -- \
    "${builder[@]}")
  gpgconf --kill gpg-agent
  lint "$out/build/files"
}

# From the repository, then from the file.
install() {
  local out=$cache/bundle
  flatpak --user uninstall -y --noninteractive "$app" >/dev/null 2>&1 || true
  flatpak --user install -y --noninteractive "$out/$app.flatpakref"
  flatpak --user uninstall -y --noninteractive "$app"
  flatpak --user install -y --noninteractive --bundle "$out/$app.flatpak"
}

# What the store's linter looks at and can be seen without it.
lint() {
  local files=$1 path
  for path in applications/"$app.desktop" icons/hicolor/scalable/apps/"$app.svg" \
    icons/hicolor/symbolic/apps/"$app-symbolic.svg" dbus-1/services/"$app.service" mime/packages/"$app.xml" \
    licenses/unbrick/LICENSE licenses/libserialport/COPYING licenses/libelf/COPYING-LGPLV3; do
    [ -s "$files/share/$path" ] || { echo "flatpak: no share/$path" >&2; exit 1; }
  done
  grep -qx "Icon=$app" "$files/share/applications/$app.desktop"
  zgrep -q "<id>$app</id>" "$files/share/app-info/xmls/$app.xml.gz"
}

# In the sandbox: the window opens in rehearsal and shows something, and the command line flashes virtual hardware.
run() {
  flatpak run --user --command=unbrickctl "$app" presets >/dev/null
  flatpak run --user --command=unbrickctl "$app" --rehearse info -p atmega32u4
  xvfb-run -a -s '-screen 0 1024x768x24' dbus-run-session -- "$here/find-window.sh" "$app" "$user"
  virtual_hardware
}

# flash BENCH PROGRAMMER FOLDER
flash() {
  TMPDIR=$3 ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0 "$1" --programmer "$2" --part atmega32u4 -- \
    "$here/in-sandbox.sh" "$app" "$3" flash -p atmega32u4 --fuses 5E,D9,F3 --image "$3/bootloader.hex"
}

# Flashes over USB, and over a serial port; in the window, a programmer is plugged in.
virtual_hardware() {
  local bench programmer folder=$user/flash
  bench=$( (ls -t "$here"/../build*/tests/bench/bench 2>/dev/null || true) | sed -n 1p)
  [ -n "$bench" ] || { echo "flatpak: no virtual hardware: scripts/test builds it" >&2; exit 1; }
  mkdir -p "$folder"
  cp "$(dirname "$bench")/bench-realpath.so" "$(ldconfig -p | sed -n 's/.*libumockdev-preload.so.0 .*=> //p' | sed -n 1p)" "$folder"
  printf ':0470000012340000%s\n:00000001FF\n' 46 >"$folder/bootloader.hex"
  for programmer in usbasp avrisp-helper; do
    # The model keeps real time: on a busy machine it may answer too late once.
    flash "$bench" "$programmer" "$folder" || flash "$bench" "$programmer" "$folder"
  done
  # Root may use a programmer whatever its permissions are.
  [ "$(id -u)" != 0 ] || return 0
  TMPDIR=$folder xvfb-run -a -s '-screen 0 1024x768x24' dbus-run-session -- \
    "$bench" --programmer usbasp --part atmega32u4 -- \
    python3 "$here/devices.py" "$here/in-sandbox.sh" --window "$app" "$folder"
}

# What is left are the user's data.
remove() {
  flatpak --user uninstall -y --noninteractive "$app"
  if find "$FLATPAK_USER_DIR/app" "$FLATPAK_USER_DIR/exports" -name "*$app*" | grep .; then
    exit 1
  fi
  [ -d "$HOME/.var/app/$app/data/unbrick/backups" ]
}

[ $# -gt 0 ] || set -- runtime app install run remove
for step; do
  case $step in
    runtime | app) "$step" ;;
    install | run | remove) if [ "$(id -u)" = 0 ]; then as_ordinary "$step"; else "$step"; fi ;;
    *) sed -n '3,9s/^# \{0,1\}//p' "$0" >&2; exit 2 ;;
  esac
done
