//! Why the verdict is what it is: every finding and every check, with what was expected and found, and the command that repeats it
//! outside this program.

use crate::bundle::{Class, Failure};
use crate::gui::intent::Intent;
use crate::gui::paint;
use crate::gui::panels::checks;
use crate::gui::state::Desk;
use crate::gui::{hostile, lines, theme};
use crate::verify::RootCheck;
use crate::view::proof::Check;
use crate::view::words::{count, counted};
use crate::work::Lane;
use egui::{Color32, RichText, Ui};

/// The findings on the chosen bundle, the gravest first.
pub fn why_ui(ui: &mut Ui, desk: &Desk) -> Vec<Intent> {
    let mut out = Vec::new();
    let Some(part) = desk.opened.case.parts().get(desk.bundle) else { return out };
    let tokens = theme::of(ui);
    let verification = &part.verification;
    lines::page(ui, "why", |ui| {
        ui.add_space(12.0);
        if let Some(banner) = desk.banner() {
            let said = format!("{}: {}", banner.word, banner.bundle);
            let shown = hostile::visible(ui, &said, &theme::strong()).into_owned();
            ui.label(RichText::new(shown).font(theme::strong()).color(tokens.text));
        }
        coverage_ui(ui, desk);
        let checks = desk.checks.as_ref().filter(|checks| checks.part == desk.bundle);
        for (class, heading) in CLASSES {
            let of: Vec<(usize, &Failure)> =
                verification.findings.iter().enumerate().filter(|(_, failure)| failure.class == *class).collect();
            // What touches the verdict comes first, then the checks, then what is worth knowing.
            if *class == Class::Warning {
                out.extend(checks_ui(ui, desk, checks.map(|checks| checks.checks.as_slice())));
            }
            if of.is_empty() {
                continue;
            }
            ui.add_space(14.0);
            let told: u64 = verification
                .counts
                .iter()
                .filter(|(code, _)| of.iter().any(|(_, f)| f.code == **code))
                .map(|(_, n)| n)
                .sum();
            let more = told.saturating_sub(of.len() as u64);
            let cut = if more > 0 { format!(", {} more not listed", count(more as usize)) } else { String::new() };
            paint::heading(ui, &format!("{heading}: {}{cut}", counted(of.len(), "finding")));
            for (at, failure) in of {
                let command = checks.and_then(|checks| checks.findings.get(at)?.as_deref());
                out.extend(finding_ui(ui, desk, failure, command));
            }
        }
        ui.add_space(16.0);
    });
    out
}

const CLASSES: &[(Class, &str)] = &[
    (Class::Contradicted, "Tested and false"),
    (Class::Undecidable, "Could not be tested"),
    (Class::Warning, "Worth knowing; does not touch the verdict"),
];

/// What was looked at, as expected and found.
fn coverage_ui(ui: &mut Ui, desk: &Desk) {
    let tokens = theme::of(ui);
    let Some(part) = desk.opened.case.parts().get(desk.bundle) else { return };
    let verification = &part.verification;
    let coverage = &verification.coverage;
    let (blobs, size) = (&coverage.blobs, verification.size.map_or("unknown".to_owned(), |size| count(size as usize)));
    ui.add_space(10.0);
    let rows = [
        ("Log", verification.origin.clone().unwrap_or_else(|| "not readable".to_owned())),
        (
            "Records",
            format!(
                "{} of {size} disclosed, {} passed their own checks",
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

fn finding_ui(ui: &mut Ui, desk: &Desk, failure: &Failure, command: Option<&str>) -> Option<Intent> {
    let tokens = theme::of(ui);
    let mut out = None;
    let edge = color(failure.class, tokens);
    checks::card(tokens).show(ui, |ui| {
        ui.set_width(ui.available_width());
        ui.horizontal(|ui| {
            ui.label(RichText::new(failure.code.name()).font(theme::mono()).color(edge));
            if let Some(record) = failure.record {
                let row = desk.opened.case.row_of(desk.opened.case.order().log_of(desk.bundle), record);
                let button = ui.add_enabled(row.is_some(), egui::Button::new(format!("Go to record {record}")).small());
                out = row.filter(|_| button.clicked()).map(Intent::Focus);
            }
        });
        paint::paragraph(ui, &failure.message, theme::body(), tokens.text);
        for (name, value) in [("Expected", &failure.expected), ("Found", &failure.found)] {
            if let Some(value) = value {
                paint::pair(ui, name, value, theme::mono(), tokens.text);
            }
        }
        paint::pair(ui, "Where", &place(failure), theme::body(), tokens.text);
        paint::pair(ui, "Remains", &failure.remains, theme::body(), tokens.text);
        if let Some(command) = command {
            out = out.take().or(checks::command_ui(ui, failure.code.name(), command));
        }
    });
    ui.add_space(2.0);
    out
}

fn color(class: Class, tokens: &theme::Tokens) -> Color32 {
    match class {
        Class::Contradicted => tokens.failed,
        Class::Undecidable => tokens.warning,
        Class::Warning => tokens.secondary,
    }
}

fn place(failure: &Failure) -> String {
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
