#!/usr/bin/env bash
# Drives the real window in a virtual display: the sample incident is opened, the failure is gone to, the reason is shown, a
# filter is typed, records are stepped through, a command is found in the palette, F6 goes to a pane, F1 to the help. Fails where the
# window does not come, dies, or stops changing.
# Usage: tests/desk.sh PROGRAM [FOLDER-FOR-SCREENSHOTS]. Needs xvfb, xdotool and imagemagick.
set -euo pipefail
program=$1
shots=${2:-}
work=$(mktemp -d)
for display in $(seq 91 99); do
    [ -e "/tmp/.X11-unix/X$display" ] || break
done
Xvfb ":$display" -screen 0 1440x900x24 >/dev/null 2>&1 &
server=$!
window=
finish() {
    [ -z "$window" ] || kill "$window" 2>/dev/null || true
    kill "$server" 2>/dev/null || true
    rm -rf "$work"
}
trap finish EXIT
export DISPLAY=":$display" LIBGL_ALWAYS_SOFTWARE=1 RECOUNT_CONFIG="$work/config"
unset WAYLAND_DISPLAY WAYLAND_SOCKET
# A busy machine takes its time.
ready=
for _ in $(seq 300); do
    xdotool getdisplaygeometry >/dev/null 2>&1 && { ready=1; break; }
    sleep 0.1
done
[ -n "$ready" ] || { echo "no virtual display came"; exit 1; }
"$program" >"$work/said" 2>&1 &
window=$!
id=
for _ in $(seq 300); do
    id=$(xdotool search --onlyvisible --name '^Recount$' 2>/dev/null | head -1) && [ -n "$id" ] && break
    kill -0 "$window" 2>/dev/null || { cat "$work/said"; echo "the window died at its start"; exit 1; }
    sleep 0.1
done
[ -n "$id" ] || { echo "no window came"; exit 1; }
# A window that was only just mapped cannot be focused yet.
focused=
for _ in $(seq 50); do
    xdotool windowfocus "$id" 2>/dev/null && { focused=1; break; }
    sleep 0.2
done
[ -n "$focused" ] || { echo "the window cannot be focused"; exit 1; }

last=
picture() { # NAME: waits until the picture differs from the last one and rests
    local before=$last now= rest=
    for _ in $(seq 60); do
        kill -0 "$window" 2>/dev/null || { cat "$work/said"; echo "the window died before $1"; exit 1; }
        import -window root "$work/$1.png"
        now=$(identify -format '%#' "$work/$1.png")
        if [ "$now" != "$before" ] && [ "$now" = "$rest" ]; then
            last=$now
            [ -z "$shots" ] || cp "$work/$1.png" "$shots/$1.png"
            echo "$1"
            return
        fi
        rest=$now
        sleep 0.2
    done
    echo "the window shows nothing new for $1"
    exit 1
}
at() { xdotool mousemove "$1" "$2" click 1 mousemove 720 886; }
picture welcome
at 640 411
picture contradicted
at 1180 71
picture failed-record
at 1152 160
picture policy
at 1274 71
picture why
at 275 160
picture messages
xdotool key Right Right Right
picture stepped
at 400 123
xdotool type --delay 15 'run:r-101'
picture filtered
xdotool key Escape
at 500 400
xdotool key ctrl+4
picture timeline-away
xdotool key ctrl+4
picture timeline
xdotool key ctrl+k
picture palette
xdotool type --delay 15 'next failed'
picture palette-found
xdotool key Return
picture palette-went
xdotool key F6
picture pane
xdotool key F1
picture help
xdotool key Escape
picture help-away
! grep -q . "$work/said" || { cat "$work/said"; echo "the window complained"; exit 1; }
