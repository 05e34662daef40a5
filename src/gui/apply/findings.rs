//! The findings: the list follows the case and the chosen bundle, choosing one puts its record into focus.

use super::{focus, lift, proof};
use crate::bundle::Class;
use crate::case::Case;
use crate::gui::findings::{Wish, failure, row_of, wanted};
use crate::gui::intent::Centre;
use crate::gui::state::{Desk, Effect};
use crate::view::findings::{Findings, Place, SEVERITIES};
use std::sync::Arc;

pub fn take(desk: &mut Desk, wish: Wish) -> Vec<Effect> {
    match wish {
        Wish::All(all) => desk.findings.all = all,
        Wish::Show(severity, shown) => {
            desk.findings.hidden.retain(|hidden| *hidden != severity);
            if !shown {
                desk.findings.hidden.push(severity);
            }
        }
        Wish::Only(severity) => {
            desk.centre.open(Centre::Why);
            desk.findings.hidden = SEVERITIES.into_iter().filter(|other| *other != severity).collect();
            follow(desk);
            let first = desk.findings.found().and_then(|found| found.next(None, true));
            return match first {
                Some(first) => choose(desk, first),
                None => proof::wanted(desk),
            };
        }
        Wish::Fold(group) => {
            let folded = &mut desk.findings.folded;
            let before = folded.len();
            folded.retain(|known| *known != group);
            if folded.len() == before {
                folded.push(group);
            }
        }
        Wish::Choose(place) => return choose(desk, place),
        Wish::Next(on) => return next(desk, on),
        Wish::Why => return why(desk),
        Wish::Go => {
            let row = desk.findings.chosen.and_then(|place| row_of(&desk.opened.case, place));
            return row.map_or(Vec::new(), |row| lift::reveal(desk, row));
        }
    }
    Vec::new()
}

/// Makes the list again where the case or what is shown of it changed; on an open page something is chosen.
pub fn follow(desk: &mut Desk) {
    let (case, request) = (Arc::clone(&desk.opened.case), wanted(desk));
    let is_of = |(of, found): &(Arc<Case>, Arc<Findings>)| Arc::ptr_eq(of, &case) && found.request == request;
    if !desk.findings.list.as_ref().is_some_and(is_of) {
        let verifications: Vec<_> = case.parts().iter().map(|part| &part.verification).collect();
        let found = Arc::new(Findings::of(&verifications, request));
        let before = desk.findings.list.replace((Arc::clone(&case), Arc::clone(&found)));
        // More may be known of the same bundles now: the chosen one is found again by what it says.
        let said = desk.findings.chosen.zip(before.as_ref());
        let said = said.and_then(|(place, (of, _))| Some((place.0, failure(of, place)?)));
        let same = |place: &&Place, (part, said)| place.0 == part && failure(&case, **place) == Some(said);
        desk.findings.chosen = said.and_then(|said| found.order.iter().find(|place| same(place, said))).copied();
    }
    if desk.centre.shows(Centre::Why) && desk.findings.chosen.is_none() {
        desk.findings.chosen = telling(desk);
    }
}

fn choose(desk: &mut Desk, place: Place) -> Vec<Effect> {
    desk.findings.chosen = Some(place);
    // The banner is about the bundle of what is looked at.
    if place.0 < desk.banners.len() {
        desk.bundle = place.0;
    }
    if let Some(group) = failure(&desk.opened.case, place).map(|of| (of.class, of.code)) {
        desk.findings.folded.retain(|folded| *folded != group);
    }
    match row_of(&desk.opened.case, place) {
        Some(row) => focus::to(desk, row),
        None => proof::wanted(desk),
    }
}

fn next(desk: &mut Desk, on: bool) -> Vec<Effect> {
    let (fresh, begun) = (!desk.centre.shows(Centre::Why), desk.findings.chosen.is_some());
    desk.centre.open(Centre::Why);
    follow(desk);
    let from = desk.findings.chosen.filter(|_| begun);
    let to = desk.findings.found().and_then(|found| found.next(from, on));
    match to {
        Some(place) if to != from || fresh => choose(desk, place),
        Some(_) => {
            desk.notes.said = Some(format!("This is the {} finding", if on { "last" } else { "first" }));
            Vec::new()
        }
        None => {
            desk.notes.said = Some("There is no finding among those shown".to_owned());
            proof::wanted(desk)
        }
    }
}

/// The reason of the verdict is shown and chosen, and the list gets the keyboard: also where the page was open, something is seen.
fn why(desk: &mut Desk) -> Vec<Effect> {
    desk.findings.hidden.retain(|hidden| *hidden == Class::Warning);
    if desk.filter.part.is_some_and(|part| part != desk.bundle) {
        desk.findings.all = true;
    }
    desk.centre.open(Centre::Why);
    follow(desk);
    let mut effects = match telling(desk) {
        Some(place) => choose(desk, place),
        None => proof::wanted(desk),
    };
    effects.push(Effect::FocusFindings);
    effects
}

/// The finding about the record in focus, else the one that the banner leads to, else the gravest; of the banner's bundle.
fn telling(desk: &Desk) -> Option<Place> {
    let (case, found) = (&desk.opened.case, desk.findings.found()?);
    let ours = || found.order.iter().copied().filter(|place| place.0 == desk.bundle);
    let about = |wanted: u64| ours().find(|place| failure(case, *place).is_some_and(|of| of.record == Some(wanted)));
    let focus = desk.focus.filter(|row| case.log(*row) == case.order().log_of(desk.bundle)).map(|row| case.index(row));
    let grave = |place: &Place| failure(case, *place).is_some_and(|of| of.class != Class::Warning);
    let banner = || desk.banner().and_then(|banner| banner.first).and_then(|(_, index)| about(index));
    focus.and_then(about).filter(grave).or_else(banner).or_else(|| ours().next()).or_else(|| found.next(None, true))
}
