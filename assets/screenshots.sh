#!/usr/bin/env bash
# Takes the pictures that the README shows: of the window, from the sample incident in a virtual display, and the graphs of the sample's
# leak and of three real conversations. Usage: assets/screenshots.sh PROGRAM. Needs xvfb, xdotool, imagemagick and python3.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
shots=$(mktemp -d)
trap 'rm -rf "$shots"' EXIT
"$here/../tests/desk.sh" "$1" "$shots"
for name in welcome contradicted failed-record; do
    # Few colours: the window is flat, and the repository stays small.
    convert "$shots/$name.png" -strip -colors 128 -define png:compression-level=9 "$here/window-$name.png"
done
program=$(realpath "$1")
cd "$here/.."
"$program" graph --trust sample-logs/trust sample-logs/least-privilege.sab run:r-101 --format svg >"$here/leak.svg"
# Who&When (MIT), read from where RECOUNT_VECTORS says. Names of agents and counts only: none of what they said is in a picture.
shared=${RECOUNT_VECTORS:-../shared}
for run in Hand-Crafted-47 Algorithm-Generated-111 Algorithm-Generated-81; do
    [ -d "$shared/corpus/whowhen" ] || { echo "SKIPPED: no conversations in $shared"; break; }
    python3 "$shared/tools/whowhen_to_events.py" "$shared/corpus/whowhen/${run%-*}/${run##*-}.json" >"$shots/events.jsonl"
    "$program" seal --origin "whowhen.example/$run" --deterministic whowhen --keys "$shots/$run" --out "$shots/$run.sab" "$shots/events.jsonl"
    "$program" graph --trust "$shots/$run" "$shots/$run.sab" "run:$run" --format svg >"$here/run-$run.svg"
done
