#!/usr/bin/env bash
# Seals the samples again from their event lines, and writes their reports. With --check it writes elsewhere and compares.
#
# There is one log: March, then a snapshot of its keys and chains, then May. broad-access.sab is the log as it stood after March;
# least-privilege.sab is what came after, from the snapshot on.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --quiet --no-default-features --bin recount --example doctor_sample
bin=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)
into=sample-logs
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
if [ "${1:-}" = --check ]; then
    into=$work/made
    mkdir "$into"
fi
# Who seals notes it, so that a verdict can say "sealed here"; the reports are those of somebody else.
export RECOUNT_CONFIG=$work/sealer
seed=(--deterministic recount-demonstration --keys "$work/keys")
goes_on() { # NAME OUT
    "$bin/recount" seal --origin demo.recount.example/northwind-freight "${seed[@]}" --witness demo-witness \
        --append "$work/log" --allow-sign-as service:broker --out "$2" "sample-logs/$1.events.jsonl"
}
extract() { # OUT OPTION...
    local out=$1 && shift
    "$bin/recount" seal --from "$work/full.sab" "${seed[@]}" --out "$out" "$@" >/dev/null
}
number() { # TEXT-BEFORE-IT
    local found
    found=$(grep -o "^$1 [0-9]*")
    echo "${found##* }"
}
rm -f "$into"/*.sab
goes_on broad-access "$into/broad-access.sab" >/dev/null
first=$("$bin/recount" keys snapshot --append "$work/log" "${seed[@]}" | number "key event written as record")
size=$(goes_on least-privilege "$work/full.sab" | number sealed)
may=$first-$size
extract "$into/least-privilege.sab" --segments "$may"
extract "$into/redacted.sab" --segments "$may" --withhold pii=pii
extract "$into/slice.sab" --segments "$first-$((first + 117))"
extract "$work/least-privilege/" --segments "$may"
"$bin/examples/doctor_sample" "$work/least-privilege" "$work/keys" "$into/tampered.sab"
mkdir -p "$into/trust"
cp "$work/keys/policy" "$work/keys/authority" "$work/keys/exporters" "$into/trust/"
cd "$into"
export RECOUNT_CONFIG=$work/reader
for name in broad-access least-privilege tampered redacted slice; do
    "$bin/recount" verify --trust trust "$name.sab" >"$name.report.txt" || true
done
if [ "$into" != sample-logs ]; then
    cd - >/dev/null
    for made in "$into"/*.sab "$into"/*.txt "$into"/trust/*; do
        cmp "$made" "sample-logs/${made#"$into"/}"
    done
    echo "the samples are what their event lines say"
fi
