//! A finding in full, and every check of its bundle: what was expected and found, and the command that repeats it outside this
//! program.

use crate::bundle::{Class, Code, Failure};
use crate::gui::findings::{failure, row_of};
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::panels::checks;
use crate::gui::state::Desk;
use crate::gui::{lines, theme};
use crate::verify::RootCheck;
use crate::view::findings::{Findings, HINT, Place, severity_words};
use crate::view::proof::Check;
use crate::view::words::count;
use crate::work::Lane;
use egui::{RichText, Ui};

/// The chosen finding, then the bundle as a whole.
pub fn detail_ui(ui: &mut Ui, desk: &Desk, found: &Findings) -> Vec<Intent> {
    let mut out = Vec::new();
    let tokens = theme::of(ui);
    let chosen = desk.findings.chosen.and_then(|place| Some((place, failure(&desk.opened.case, place)?)));
    let of = chosen.map_or((usize::MAX, desk.bundle), |(place, _)| place);
    let checks = desk.checks.as_ref().filter(|checks| checks.part == desk.bundle);
    lines::page_of(ui, "finding", of, |ui| {
        ui.spacing_mut().item_spacing.y = 2.0;
        ui.add_space(8.0);
        if let Some((place, failure)) = chosen {
            let command = checks.filter(|_| place.0 == desk.bundle);
            let command = command.and_then(|checks| checks.findings.get(place.1)?.as_deref());
            out.extend(finding_ui(ui, desk, found, (place, failure), command));
            ui.add_space(14.0);
        }
        if let Some(banner) = desk.banner() {
            let said = format!("The whole bundle {}: {}", banner.bundle, banner.word);
            paint::paragraph(ui, &said, theme::strong(), tokens.text);
        }
        coverage_ui(ui, desk);
        out.extend(checks_ui(ui, desk, checks.map(|checks| checks.checks.as_slice())));
        ui.add_space(16.0);
    });
    out
}

/// What was looked at, as expected and found.
fn coverage_ui(ui: &mut Ui, desk: &Desk) {
    let tokens = theme::of(ui);
    let Some(part) = desk.opened.case.parts().get(desk.bundle) else { return };
    let verification = &part.verification;
    let coverage = &verification.coverage;
    let (blobs, size) = (&coverage.blobs, verification.size.map_or("unknown".to_owned(), |size| count(size as usize)));
    let stopped = verification.counts.contains_key(&Code::Interrupted);
    let disclosed = if stopped { "looked at before the check was stopped" } else { "disclosed" };
    ui.add_space(4.0);
    let rows = [
        ("Log", verification.origin.clone().unwrap_or_else(|| "not readable".to_owned())),
        (
            "Records",
            format!(
                "{} of {size} {disclosed}, {} passed their own checks",
                coverage.records_present, coverage.records_passed
            ),
        ),
        (
            "Signatures",
            format!(
                "{} checked, {} false",
                count(coverage.signatures_checked as usize),
                count(coverage.signatures_false as usize)
            ),
        ),
        ("Root", root(coverage.root).to_owned()),
        ("Payloads", format!("{} verified, {} withheld, {} missing", blobs.verified, blobs.withheld, blobs.missing)),
        ("Witnesses", format!("{} signed, the quorum wants {}", coverage.witnesses.0, coverage.witnesses.1)),
        ("Exporter", if coverage.exporter_known { "known to the profile" } else { "not known" }.to_owned()),
    ];
    for (name, value) in rows {
        paint::pair(ui, name, &value, theme::body(), tokens.text);
    }
}

/// The checks in their order; `None`: they are being made again.
fn checks_ui(ui: &mut Ui, desk: &Desk, checks: Option<&[Check]>) -> Vec<Intent> {
    let mut out = Vec::new();
    ui.add_space(14.0);
    let Some(checks) = checks else {
        paint::heading(ui, &desk.waits(Lane::Checks, "Checks: being made again from the bundle…"));
        return out;
    };
    paint::heading(ui, &format!("The whole bundle: {}", checks::tally(checks)));
    for check in checks {
        out.extend(checks::check_ui(ui, check));
    }
    out
}

fn root(check: RootCheck) -> &'static str {
    match check {
        RootCheck::Matches => "the records add up to the root that the operator signed",
        RootCheck::Differs => "the records do not add up to the root that the operator signed",
        RootCheck::NotComputed => "not computed: a part is missing, damaged or was not read",
    }
}

/// What it means, what was expected and found, where, what remains, what it follows from, and how to repeat it.
fn finding_ui(
    ui: &mut Ui,
    desk: &Desk,
    found: &Findings,
    (at, failure): (Place, &Failure),
    command: Option<&str>,
) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    let case = &desk.opened.case;
    checks::card(tokens).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            let (rect, _) = ui.allocate_exact_size(egui::vec2(12.0, theme::LINE), egui::Sense::hover());
            paint::severity(ui.painter(), rect.center(), failure.class, tokens);
            ui.label(RichText::new(severity_words(failure.class)).font(theme::strong()).color(tokens.text));
            let color = super::list::color(failure.class, tokens);
            ui.label(RichText::new(failure.code.name()).font(theme::mono()).color(color));
            if let Some(record) = failure.record {
                let row = row_of(case, at);
                let button = ui.add_enabled(row.is_some(), egui::Button::new(format!("Go to record {record}")).small());
                out = row.filter(|_| button.clicked()).map(Intent::Reveal);
            }
        });
        paint::paragraph(ui, &failure.message, theme::body(), tokens.text);
        if failure.class == Class::Warning {
            paint::paragraph(ui, HINT, theme::body(), tokens.secondary);
        }
        for (name, value) in [("Expected", &failure.expected), ("Found", &failure.found)] {
            if let Some(value) = value {
                paint::pair(ui, name, value, theme::mono(), tokens.text);
            }
        }
        paint::pair(ui, "Where", &place(failure), theme::body(), tokens.text);
        paint::pair(ui, "Remains", &failure.remains, theme::body(), tokens.text);
        if let Some(follow) = found.follow(at) {
            paint::pair(ui, "Follows", &follow.words(), theme::body(), tokens.text);
            if let Some(row) = case.row_in(at.0, follow.record)
                && ui.add(egui::Button::new(format!("Go to record {}", follow.record)).small()).clicked()
            {
                out = Some(Intent::Reveal(row));
            }
        }
        if let Some(command) = command {
            out = out.take().or(checks::command_ui(ui, failure.code.name(), command));
        }
    });
    out
}

/// Where a finding is, in words.
pub(super) fn place(failure: &Failure) -> String {
    let mut out = Vec::new();
    out.extend(failure.file.clone());
    out.extend(failure.line.map(|line| format!("line {line}")));
    out.extend(failure.offset.map(|offset| format!("byte {offset}")));
    out.extend(failure.actor.as_ref().map(|actor| format!("actor {actor}")));
    out.extend(failure.n.map(|n| format!("n = {n}")));
    out.extend(failure.key.as_ref().map(|key| format!("key {key}")));
    out.push(format!("against the {}", failure.against.word()));
    out.join(", ")
}
