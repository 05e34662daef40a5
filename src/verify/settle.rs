//! One record taken in, in its turn: what was found out about it before changes the state, or is told.

use super::ahead::Parsed;
use super::check::Outcome;
use super::findings::about;
use super::graded::Grade;
use super::place::Place;
use super::state::State;
use crate::bundle::{Code, Failure};

/// Settles a record; `None`: it is no record, or claims another place. Gives the indices that its references name, too.
pub fn settle(
    bytes: &[u8],
    place: &Place<'_>,
    parsed: &Parsed,
    outcome: Option<Outcome>,
    state: &mut State<'_>,
) -> (Option<Grade>, Vec<Option<u64>>) {
    let mut parents = Vec::new();
    let record = match &parsed.record {
        Ok(record) => record,
        Err(failure) => {
            state.findings.add(place.of(failure.as_ref().clone()));
            state.skip(place.index, Some(place.leaf));
            return (None, parents);
        }
    };
    if !record.suspicious.is_empty() {
        let points: Vec<String> =
            record.suspicious.iter().take(20).map(|c| format!("U+{:04X}", u32::from(*c))).collect();
        let failure = about(Failure::new(Code::WarnBidi, ""), &record.actor, record.n);
        state.findings.add(place.of(failure.values("none of these characters", points.join(" "))));
    }
    if let Some(failure) = record.key_event.as_ref().and_then(|event| event.index_fault(place.index)) {
        state.findings.add(place.of(about(*failure, &record.actor, record.n)));
        state.skip(place.index, Some(place.leaf));
        return (None, parents);
    }
    let grade = match outcome {
        None => state.authority_record(record, bytes, place),
        Some(Outcome::Passed(checked)) => {
            parents = state.ordinary_record(record, bytes, place);
            if checked { Grade::Verified } else { Grade::Unchecked }
        }
        Some(Outcome::Failed(failures)) => {
            let grade = Grade::of(&failures);
            state.findings.extend(failures.into_iter().map(|failure| place.of(failure)));
            state.skip(place.index, Some(place.leaf));
            grade
        }
        Some(Outcome::ByStatus(failure)) => {
            let grade = state.by_status(place.of(*failure), record);
            state.skip(place.index, Some(place.leaf));
            grade
        }
    };
    (Some(grade), parents)
}
