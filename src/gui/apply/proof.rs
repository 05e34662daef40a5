//! Proofs, checks and payloads are asked for when their page is open, and the page of bytes has its choices.

use crate::gui::intent::{Centre, Inspect, Raw};
use crate::gui::state::{Desk, Effect};
use crate::view::inspector::{PayloadAt, PayloadPart};
use crate::work::Request;

/// Asks for what the open pages need and do not have.
pub fn wanted(desk: &Desk) -> Vec<Effect> {
    let has_proof = desk.proof.as_ref().map(|proved| proved.row) == desk.focus;
    let proof = desk.focus.filter(|_| desk.inspect == Inspect::Proof && !has_proof);
    let has_checks = desk.checks.as_ref().is_some_and(|checks| checks.part == desk.bundle);
    let checks = (desk.centre.shows(Centre::Why) && !has_checks).then_some(desk.bundle);
    let has_payload = |at: &PayloadAt| desk.payload.as_ref().is_some_and(|part| part.at == *at);
    let payload = desk.payload_wanted().filter(|at| desk.inspect == Inspect::Raw && !has_payload(at));
    let requests = [proof.map(Request::Proof), checks.map(Request::Checks), payload.map(Request::Payload)];
    requests.into_iter().flatten().map(Effect::Send).collect()
}

/// Asks again: more is known now.
pub fn again(desk: &mut Desk) -> Vec<Effect> {
    (desk.proof, desk.checks, desk.payload) = (None, None, None);
    wanted(desk)
}

/// Bytes came. A part begins where a character does, so it may begin a little later than it was asked for.
pub fn payload(desk: &mut Desk, part: PayloadPart) {
    let is_open = desk.raw.payload.is_some_and(|(number, _)| number == part.at.number);
    if is_open && desk.focus == Some(part.at.row) {
        desk.raw.payload = Some((part.at.number, part.at.from));
        desk.payload = Some(part);
    }
}

/// A choice on the page of bytes.
pub fn raw(desk: &mut Desk, raw: Raw) -> Vec<Effect> {
    let fields = desk.raw_fields().len();
    let chosen = &mut desk.raw.field;
    match raw {
        Raw::Hex(hex) => desk.raw.hex = hex,
        Raw::Field(at) => *chosen = Some(at).filter(|at| *at < fields && *chosen != Some(*at)),
        Raw::By(by) => {
            let Some(last) = fields.checked_sub(1) else { return Vec::new() };
            let at = chosen.map_or(if by < 0 { last as i64 } else { 0 }, |at| at as i64 + by);
            *chosen = Some(at.clamp(0, last as i64) as usize);
        }
        Raw::Payload(payload) => {
            (desk.raw.payload, *chosen) = (payload, None);
            return wanted(desk);
        }
    }
    Vec::new()
}
