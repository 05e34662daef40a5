#!/usr/bin/env bash
# Seals the samples again from their event lines, and writes their reports. With --check it writes elsewhere and compares.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --locked --quiet --no-default-features --bin recount --example doctor_sample
bin=$(cd "${CARGO_TARGET_DIR:-target}/debug" && pwd)
into=sample-logs
if [ "${1:-}" = --check ]; then
    into=$(mktemp -d)
    trap 'rm -rf "$into"' EXIT
fi
work=$(mktemp -d)
seal() { # NAME
    "$bin/recount" seal --origin demo.recount.example/northwind-freight --deterministic recount-demonstration --witness demo-witness \
        --keys "$work/keys" --allow-sign-as service:broker --out "$2" "sample-logs/$1.events.jsonl" >/dev/null
}
rm -f "$into"/*.sab
seal broad-access "$into/broad-access.sab"
seal least-privilege "$into/least-privilege.sab"
seal least-privilege "$work/least-privilege/"
"$bin/examples/doctor_sample" "$work/least-privilege" "$work/keys" "$into/tampered.sab"
extract() { # OUT OPTION...
    local out=$1 && shift
    "$bin/recount" seal --from "$into/least-privilege.sab" --deterministic recount-demonstration --keys "$work/keys" --out "$out" "$@" >/dev/null
}
extract "$into/redacted.sab" --withhold pii=pii
extract "$into/slice.sab" --segments 0-120
mkdir -p "$into/trust"
cp "$work/keys/policy" "$work/keys/authority" "$work/keys/exporters" "$into/trust/"
rm -rf "$work"
cd "$into"
recount() { "$bin/recount" "$@"; }
for name in broad-access least-privilege tampered redacted slice; do
    recount verify --trust trust "$name.sab" >"$name.report.txt" || true
done
if [ "$into" != sample-logs ]; then
    cd - >/dev/null
    for made in "$into"/*.sab "$into"/*.txt "$into"/trust/*; do
        cmp "$made" "sample-logs/${made#"$into"/}"
    done
    echo "the samples are what their event lines say"
fi
