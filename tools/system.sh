#!/usr/bin/env bash
# Installs the system packages that are missing, where it may (Debian, root); else names them.
set -euo pipefail

# sound and GL for the show; the rest only for the tests: a real display, voice, OSC client and browser
play=(libportaudio2 libgl1 libegl1 libasound2-plugins)
test=("${play[@]}" xvfb xauth x11-apps imagemagick flite espeak-ng liblo-tools pulseaudio pulseaudio-utils
      chromium chromium-driver libgl1-mesa-dri)
declare -n wanted="${1:-play}"

command -v dpkg-query >/dev/null || { echo "system packages: not Debian; see docs/dependencies.md for what is needed"; exit 0; }
missing=()
for package in "${wanted[@]}"; do
  dpkg-query -W -f='${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
done
[ ${#missing[@]} -eq 0 ] && exit 0
if [ "$(id -u)" -ne 0 ]; then
  echo "system packages missing; install them with: sudo apt-get install ${missing[*]}"
  exit 0
fi
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
apt-get install -y -qq --no-install-recommends "${missing[@]}" >/dev/null
