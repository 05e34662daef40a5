#!/usr/bin/env bash
# Takes the pictures of the window that the README shows, from the sample incident in a virtual display.
# Usage: assets/screenshots.sh PROGRAM. Needs xvfb, xdotool and imagemagick.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
"$here/../tests/desk.sh" "$1" "$shots"
for name in welcome contradicted failed-record; do
    # Few colours: the window is flat, and the repository stays small.
    convert "$shots/$name.png" -strip -colors 128 -define png:compression-level=9 "$here/window-$name.png"
done
