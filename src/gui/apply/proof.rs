//! Proofs and checks are asked for when their page is open, and the page of bytes has its choices.

use crate::gui::intent::{Centre, Inspect, Raw};
use crate::gui::state::{Desk, Effect};
use crate::work::Request;

/// Asks for what the open pages need and do not have.
pub fn wanted(desk: &Desk) -> Vec<Effect> {
    let has_proof = desk.proof.as_ref().map(|proved| proved.row) == desk.focus;
    let proof = desk.focus.filter(|_| desk.inspect == Inspect::Proof && !has_proof);
    let has_checks = desk.checks.as_ref().is_some_and(|checks| checks.part == desk.bundle);
    let checks = (desk.centre.shows(Centre::Why) && !has_checks).then_some(desk.bundle);
    proof.map(Request::Proof).into_iter().chain(checks.map(Request::Checks)).map(Effect::Send).collect()
}

/// Asks again: more is known now.
pub fn again(desk: &mut Desk) -> Vec<Effect> {
    (desk.proof, desk.checks) = (None, None);
    wanted(desk)
}

/// A choice on the page of bytes.
pub fn raw(desk: &mut Desk, raw: Raw) {
    let fields = desk.step.as_ref().map_or(0, |step| step.fields.len());
    let chosen = &mut desk.raw.field;
    match raw {
        Raw::Hex(hex) => desk.raw.hex = hex,
        Raw::Field(at) => *chosen = Some(at).filter(|at| *at < fields && *chosen != Some(*at)),
        Raw::By(by) => {
            let Some(last) = fields.checked_sub(1) else { return };
            let at = chosen.map_or(if by < 0 { last as i64 } else { 0 }, |at| at as i64 + by);
            *chosen = Some(at.clamp(0, last as i64) as usize);
        }
    }
}
