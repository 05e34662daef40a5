//! What may stand at the cursor of the filter field, with the case's own names put in.

use crate::case::filter::{Field, Names, Offer, complete};
use crate::case::{Artifact, Case, Citation, Name};
use std::collections::BTreeSet;

/// One offer.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Line {
    /// What it puts in; text from the evidence perhaps.
    pub insert: String,
    /// A few words on it; may be empty.
    pub meaning: String,
    /// The filter with it put in.
    pub text: String,
    /// Characters before the cursor then.
    pub cursor: usize,
}

/// Offers for a cursor `at` characters into `text`, the likeliest first.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Offers {
    /// The filter that they are for.
    pub text: String,
    /// The cursor that they are for.
    pub at: usize,
    /// At most [`OFFERED_MAX`].
    pub lines: Vec<Line>,
    /// Offers that are not listed.
    pub hidden: usize,
    /// How a value is written where nothing can be listed; may be empty.
    pub hint: &'static str,
}

/// Finds the offers.
pub fn offers(case: &Case, text: &str, at: usize) -> Offers {
    let mut out = Offers { text: text.to_owned(), at, ..Offers::default() };
    for completion in complete(text, at) {
        let mut add = |insert: String, meaning: &str| {
            if out.lines.len() == OFFERED_MAX {
                out.hidden += 1;
                return;
            }
            let (text, cursor) = put(text, (completion.start, completion.end), &insert);
            out.lines.push(Line { insert, meaning: meaning.to_owned(), text, cursor });
        };
        match &completion.offer {
            Offer::Insert { text, meaning } => add(text.clone(), meaning),
            Offer::Names { of, typed } => {
                let typed = typed.to_lowercase();
                let fits = |name: &&str| name.to_lowercase().contains(&typed);
                let mut names: Vec<&str> = names(case, of).into_iter().filter(fits).collect();
                // What begins with the typed text comes before what only contains it.
                names.sort_by_key(|name| !name.to_lowercase().starts_with(&typed));
                names.into_iter().for_each(|name| add(of.write(name), ""));
            }
            Offer::Time => out.hint = "a day or time in UTC: 2026-11-02, 2026-11-02T10:00..2026-11-02T11:00",
            Offer::Seq => out.hint = "a record's number or a range: #255, #250..260, #250..",
        }
    }
    out
}

/// The text with characters replaced, and where the cursor is then.
fn put(text: &str, (start, end): (usize, usize), insert: &str) -> (String, usize) {
    let before: String = text.chars().take(start).collect();
    let after: String = text.chars().skip(end).collect();
    let cursor = start + insert.chars().count();
    (format!("{before}{insert}{after}"), cursor)
}

/// The names of the case that are wanted, sorted.
fn names<'c>(case: &'c Case, of: &Names) -> Vec<&'c str> {
    let tables = case.tables();
    let mut out: BTreeSet<&str> = BTreeSet::new();
    let mut take = |name: Name| out.extend(case.names().some(name));
    let artifact_of = |artifact: Artifact, take: &mut dyn FnMut(Citation)| {
        tables.contexts.all().iter().for_each(|context| take(context.cites(artifact)));
        let published = case.world().versions.all.iter().filter(|((_, kind, _), _)| *kind == artifact);
        for ((_, _, name), versions) in published {
            versions.iter().for_each(|version| {
                take(Citation { name: *name, version: version.version, ..Citation::default() });
            });
        }
    };
    match of {
        Names::Artifact(artifact) => artifact_of(*artifact, &mut |cited| take(cited.name)),
        Names::Version { artifact, name } => artifact_of(*artifact, &mut |cited| {
            if case.text(cited.name) == name {
                take(cited.version);
            }
        }),
        Names::Field(Field::Run) => case.world().runs.keys().for_each(|(_, run)| take(*run)),
        Names::Field(field) => of_field(case, *field, &mut take),
    }
    out.into_iter().collect()
}

fn of_field(case: &Case, field: Field, take: &mut dyn FnMut(Name)) {
    let tables = case.tables();
    let lists = |list, take: &mut dyn FnMut(Name)| case.names().names(list).iter().for_each(|name| take(*name));
    for context in tables.contexts.all() {
        match field {
            Field::From => [context.actor, context.agent].into_iter().for_each(&mut *take),
            Field::By if context.is_relayed() => take(context.actor),
            Field::Actor => take(context.signer),
            Field::Env => take(context.env),
            Field::Label => lists(context.labels, take),
            _ => {}
        }
    }
    for detail in tables.details.all() {
        match field {
            Field::To => lists(detail.to, take),
            Field::Tool => take(detail.tool),
            Field::Grant => take(detail.grant),
            _ => {}
        }
    }
    if field == Field::Scope {
        use crate::case::What;
        for happening in case.parts().iter().flat_map(|part| &part.happenings) {
            match &happening.what {
                What::Agent { scopes, .. }
                | What::GrantRequest { scopes, .. }
                | What::GrantDecision { scopes, .. }
                | What::Credential { scopes, .. } => lists(*scopes, take),
                _ => {}
            }
        }
    }
}

/// Offers that are listed.
pub const OFFERED_MAX: usize = 200;
