//! Where an agent begins to cite another version than in its record before: found in one pass, once, for the cursor.

use super::happening::Artifact;
use super::names::Name;
use super::rows::Citation;
use super::{Case, Row};
use std::collections::HashMap;

/// The records at which an agent cites another version of a name than it did before, in their order.
pub fn of(case: &Case, artifact: Artifact) -> Vec<Row> {
    // Records share contexts: who cites what under which name is a number of the context, and a row costs one comparison.
    let contexts = case.tables().contexts.all();
    let mut numbers: HashMap<(Name, Name), usize> = HashMap::new();
    let cited: Vec<Option<(usize, Citation)>> = contexts
        .iter()
        .map(|context| {
            let cited = context.cites(artifact);
            let next = numbers.len();
            cited.name.some().map(|name| (*numbers.entry((context.agent, name)).or_insert(next), cited))
        })
        .collect();
    let mut last = vec![None::<Citation>; numbers.len() * case.logs().len()];
    let mut out = Vec::new();
    for row in 0..case.len() as Row {
        let Some((number, now)) = cited.get(case.context_number(row) as usize).copied().flatten() else { continue };
        let log = if case.logs().len() > 1 { case.log(row) } else { 0 };
        let Some(before) = last.get_mut(log * numbers.len() + number) else { continue };
        if before.replace(now).is_some_and(|before| before != now) {
            out.push(row);
        }
    }
    out
}
