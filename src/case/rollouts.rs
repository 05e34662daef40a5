//! Where an agent begins to cite another version than in its record before: found in one pass when a case is put together, so that
//! no breakpoint waits for it.

use super::happening::Artifact;
use super::names::Name;
use super::rows::{Citation, Context};
use super::{Case, Row};
use std::collections::HashMap;

/// For each artifact the records at which an agent cites another version of a name than it did before, in their order.
pub type Rollouts = [Vec<Row>; Artifact::ALL.len()];

/// All of them.
pub fn of(case: &Case) -> Rollouts {
    // Records share contexts: who cites what under which name is a number of the context, and a row costs one comparison.
    let mut cited = Artifact::ALL.map(|artifact| Cited::of(case.tables().contexts.all(), artifact, case.logs().len()));
    let mut out = Rollouts::default();
    for row in 0..case.len() as Row {
        let context = case.context_number(row) as usize;
        for (cited, out) in cited.iter_mut().zip(&mut out) {
            let Some((number, now)) = cited.of.get(context).copied().flatten() else { continue };
            let log = if case.logs().len() > 1 { case.log(row) } else { 0 };
            let Some(before) = cited.last.get_mut(log * cited.numbers + number) else { continue };
            if before.replace(now).is_some_and(|before| before != now) {
                out.push(row);
            }
        }
    }
    out.iter_mut().for_each(Vec::shrink_to_fit);
    out
}

/// One artifact, as contexts cite it.
struct Cited {
    /// By context: who cites which name, as a number, and what.
    of: Vec<Option<(usize, Citation)>>,
    numbers: usize,
    /// By log and number: what was cited last.
    last: Vec<Option<Citation>>,
}

impl Cited {
    fn of(contexts: &[Context], artifact: Artifact, logs: usize) -> Cited {
        let mut numbers: HashMap<(Name, Name), usize> = HashMap::new();
        let of = contexts.iter().map(|context| {
            let cited = context.cites(artifact);
            let next = numbers.len();
            cited.name.some().map(|name| (*numbers.entry((context.agent, name)).or_insert(next), cited))
        });
        let of: Vec<_> = of.collect();
        Cited { of, numbers: numbers.len(), last: vec![None; numbers.len() * logs] }
    }
}
