//! Two runs: what each adds up to, then their steps aligned by who spoke to whom and how.
//!
//! Counts are of the records that are disclosed; what a bundle holds back between the first and the last is counted beside them.

use super::facts::{self, Fact, Value, record_at};
use super::{Cell, Head, Line, Lines, NotCompared, Of, Pair, Standing, Subject};
use crate::case::{Artifact, Assurance, Case, Name, NameList, Row, Run};
use crate::view::diff::Span;
use crate::view::mention::{Mention, log_name};
use crate::view::words::{count, counted, span};
use crate::watch::Watch;
use similar::{Algorithm, DiffOp, capture_diff_slices};
use std::collections::BTreeMap;

/// Both runs, by log and name.
pub fn lines(case: &Case, runs: [(usize, &String); 2], watch: &Watch) -> Result<Lines, NotCompared> {
    let [left, right] = runs;
    let [left, right] = [Told::read(case, left, watch)?, Told::read(case, right, watch)?];
    let both = [&left, &right];
    let heads = both.map(|told| Head::of(case, &Subject::Run { log: told.log, name: told.name.to_owned() }, None));
    let mut out = vec![Line::Heading("In short".to_owned(), [None, None])];
    out.extend(facts::pairs(both.map(|told| told.facts(case)), true));
    out.push(Line::Heading("Steps, aligned by who, to whom and type".to_owned(), [None, None]));
    for (side, told) in both.into_iter().enumerate() {
        out.extend(told.cut().map(|cut| Line::Note(Some(side), cut)));
    }
    let steps = both.map(|told| told.steps.iter().map(|row| Step::of(case, told, *row)).collect::<Vec<_>>());
    if watch.is_cancelled() {
        return Err(NotCompared::Cancelled);
    }
    out.extend(aligned(&steps));
    Ok((heads, out))
}

/// An artifact's kind, environment, name and version.
type Cited = (Artifact, Name, Name, Name);

/// What a pass over a run gives.
struct Told<'c> {
    log: usize,
    name: &'c str,
    run: &'c Run,
    /// Records by type and outcome.
    kinds: BTreeMap<(Name, Name), u64>,
    /// By mark, in the order of [`Assurance::ALL`].
    marks: [u64; Assurance::ALL.len()],
    /// What is cited, with its environment, and by how many records; then the first and the last of them.
    cited: BTreeMap<Cited, (u64, Row, Row)>,
    /// Indices of its log between its first record and its last that are not disclosed.
    hidden: u64,
    /// Its first records.
    steps: Vec<Row>,
}

impl<'c> Told<'c> {
    fn read(case: &'c Case, (log, name): (usize, &'c String), watch: &Watch) -> Result<Told<'c>, NotCompared> {
        let of = case.names().find(name);
        let found = of.and_then(|of| Some((of, case.world().runs.get(&(log, of))?)));
        let Some((of, run)) = found else { return Err(NotCompared::Because(format!("no record of run {name} here"))) };
        let (kinds, cited) = (BTreeMap::new(), BTreeMap::new());
        let mut told = Told { log, name, run, kinds, marks: Default::default(), cited, hidden: 0, steps: Vec::new() };
        let mut disclosed = 0;
        for row in run.first..=run.last {
            if row % LOOK == 0 && watch.is_cancelled() {
                return Err(NotCompared::Cancelled);
            }
            let Some(cells) = case.cells(row).filter(|cells| cells.log == log) else { continue };
            disclosed += 1;
            if cells.run == of {
                told.take(case, row);
            }
        }
        let all = (case.index(run.last) + 1).saturating_sub(case.index(run.first));
        told.hidden = all.saturating_sub(disclosed);
        Ok(told)
    }

    fn take(&mut self, case: &Case, row: Row) {
        let context = case.context(row);
        *self.kinds.entry((context.kind, case.detail(row).outcome)).or_default() += 1;
        if let Some(count) = self.marks.get_mut(case.assurance(row) as usize) {
            *count += 1;
        }
        for artifact in Artifact::ALL {
            let of = context.cites(artifact);
            if of.name.is_some() {
                let known = self.cited.entry((artifact, context.env, of.name, of.version)).or_insert((0, row, row));
                (known.0, known.2) = (known.0 + 1, row);
            }
        }
        if self.steps.len() < STEPS_MAX {
            self.steps.push(row);
        }
    }

    fn cut(&self) -> Option<String> {
        let cut = self.run.records.saturating_sub(self.steps.len() as u64);
        let kept = count(self.steps.len());
        (cut > 0)
            .then(|| format!("The first {kept} steps are aligned; {} not shown", counted(cut as usize, "more step")))
    }

    /// Records of a type, those of one outcome where one is given.
    fn number(&self, case: &Case, kind: &str, outcome: Option<&str>) -> u64 {
        let fits = |(of, ended): &(Name, Name)| {
            case.text(*of) == kind && outcome.is_none_or(|outcome| case.text(*ended) == outcome)
        };
        self.kinds.iter().filter(|(key, _)| fits(key)).map(|(_, count)| count).sum()
    }

    /// How records of a type ended: `allow 12, deny 1`; `None`: there are none.
    fn outcomes(&self, case: &Case, kind: &str) -> Option<String> {
        let of = self.kinds.iter().filter(|((of, _), _)| case.text(*of) == kind);
        let mut words: Vec<String> = of
            .map(|((_, outcome), number)| {
                let outcome = if outcome.is_some() { case.text(*outcome) } else { "no outcome recorded" };
                format!("{outcome} {}", count(*number as usize))
            })
            .collect();
        words.sort_unstable();
        (!words.is_empty()).then(|| words.join(", "))
    }

    fn facts(&self, case: &Case) -> Vec<Fact> {
        let run = self.run;
        let some = |name: Name| name.is_some().then(|| case.text(name).to_owned());
        let number = |number: u64| Some(count(number as usize));
        let of = |kind| number(self.number(case, kind, None));
        let (begun, ended) = (case.time(run.first), case.time(run.last));
        let agents: Vec<&str> = run.participants.iter().map(|agent| case.text(*agent)).collect();
        let denied = self.number(case, "decision", Some("deny")) + self.number(case, "grant.decision", Some("denied"));
        let mut out = vec![
            Fact::new("Log", log_name(case, self.log)),
            Fact::new("Goal", some(run.goal)),
            Fact::new("Outcome", some(run.outcome)),
            Fact::new("First record", Some(at_time(case, run.first, run.start.is_some_and(|row| row == run.first)))),
            Fact::new("Last record", Some(at_time(case, run.last, run.end.is_some_and(|row| row == run.last)))),
            Fact::new("[Lasted]", Some(format!("[{}]", span(ended.saturating_sub(begun))))),
            Fact::new("[Participants]", Some(format!("[{}: {}]", agents.len(), agents.join(", ")))),
            Fact::new("[Records]", number(run.records)),
            Fact::new("[Messages]", of("message")),
            Fact::new("[Handoffs]", number(run.handoffs)),
            Fact::new("[Tool calls]", of("tool.call")),
            Fact::new("[Results]", self.outcomes(case, "tool.result")),
            Fact::new("[Decisions]", self.outcomes(case, "decision")),
            Fact::new("[Denied]", number(denied)),
            Fact::new("[Grants]", self.grants(case)),
        ];
        out.extend(Artifact::ALL.map(|artifact| self.versions(case, artifact)).into_iter().flatten());
        let marks = Assurance::ALL.into_iter().zip(self.marks).skip(1);
        out.extend(marks.map(|(mark, of)| Fact::new(marks_name(mark), (of > 0).then(|| count(of as usize)))));
        let hidden = counted(self.hidden as usize, "record");
        let hidden = format!("{hidden} of the log between its first and its last; they may belong to it");
        out.push(Fact::new("[Not disclosed]", (self.hidden > 0).then_some(hidden)));
        out
    }

    fn grants(&self, case: &Case) -> Option<String> {
        let of = |kind| self.number(case, kind, None);
        let parts = [
            (of("grant.request"), "asked for"),
            (self.number(case, "grant.decision", Some("approved")), "approved"),
            (self.number(case, "grant.decision", Some("denied")), "denied"),
            (of("grant.use"), "used"),
            (of("grant.end"), "ended"),
        ];
        let words = parts.iter().filter(|(number, _)| *number > 0);
        let words: Vec<String> = words.map(|(number, word)| format!("{} {word}", count(*number as usize))).collect();
        (!words.is_empty()).then(|| words.join(", "))
    }

    /// Which versions its records cite, and which were in force while they did.
    fn versions(&self, case: &Case, artifact: Artifact) -> [Fact; 2] {
        let names = match artifact {
            Artifact::Policy => ["Policies cited", "Policies in force"],
            Artifact::Template => ["Templates cited", "Templates in force"],
            Artifact::Code => ["Code cited", "Code in force"],
        };
        let env = |env: Name| if env.is_some() { format!(" in {}", case.text(env)) } else { String::new() };
        let named = |name: Name, version: Name| format!("{}@{}", case.text(name), version_words(case, version));
        let cited = self.cited.iter().filter(|((of, ..), _)| *of == artifact);
        let words = cited.clone().map(|((_, at, name, version), (number, ..))| {
            Value::from(format!("{}{}, by {}", named(*name, *version), env(*at), counted(*number as usize, "record")))
        });
        let mut spans: BTreeMap<(Name, Name), (Row, Row)> = BTreeMap::new();
        for ((_, at, name, _), (_, first, last)) in cited {
            let known = spans.entry((*at, *name)).or_insert((*first, *last));
            *known = (known.0.min(*first), known.1.max(*last));
        }
        let mut in_force = Vec::new();
        for ((at, name), (first, last)) in spans {
            let versions = &case.world().versions;
            let key = (self.log, artifact, name);
            let mut row = Some(first);
            while let Some(from) = row.filter(|row| *row <= last) {
                if let Some((since, now)) = versions.in_force(key, at, from) {
                    let since = facts::record(&Mention::of(case, since));
                    let text = format!("{}{} since {}", named(now.name, now.version), env(at), since.text);
                    in_force.push(Value { text, ..since });
                }
                // What a record changes holds from the one after it.
                row = versions.next_change(key, at, from).and_then(|change| change.checked_add(1));
            }
        }
        in_force.dedup();
        let [of_cited, of_force] = names;
        [Fact { name: of_cited, values: words.collect() }, Fact { name: of_force, values: in_force }]
    }
}

fn version_words(case: &Case, version: Name) -> &str {
    if version.is_some() { case.text(version) } else { "?" }
}

fn marks_name(mark: Assurance) -> &'static str {
    match mark {
        Assurance::Verified => "[Verified]",
        Assurance::Unchecked => "[Unchecked]",
        Assurance::Withheld => "[Withheld]",
        Assurance::Missing => "[Missing]",
        Assurance::Failed => "[Failed]",
    }
}

/// That it is no record of a beginning or an end is said.
fn at_time(case: &Case, row: Row, is_marked: bool) -> Value {
    let at = record_at(case, &Mention::of(case, row));
    if is_marked { at } else { Value { text: format!("{}, which is no start or end of a run", at.text), ..at } }
}

/// A step as it is aligned and shown.
struct Step {
    key: (Name, NameList, Name, Name),
    /// What may differ in aligned steps: handoff, effect, outcome.
    detail: (bool, Name, Name),
    key_words: String,
    detail_words: String,
    aside: String,
    index: u64,
    record: (Row, Assurance),
}

impl Step {
    fn of(case: &Case, told: &Told<'_>, row: Row) -> Step {
        let (context, of) = (case.context(row), case.detail(row));
        let mut to: Vec<&str> = case.names().texts(of.to);
        let tool = of.tool.some().map(|tool| format!("tool:{}", case.text(tool)));
        to.extend(tool.as_deref());
        let to = if to.is_empty() { String::new() } else { format!(" → {}", to.join(", ")) };
        let details = [if of.handoff { "handoff" } else { "" }, case.text(of.effect), case.text(of.outcome)];
        let details: Vec<&str> = details.into_iter().filter(|word| !word.is_empty()).collect();
        let details = if details.is_empty() { String::new() } else { format!(": {}", details.join(", ")) };
        let passed = case.time(row).saturating_sub(case.time(told.run.first));
        let aside = match passed {
            _ if context.synthetic => String::new(),
            0 => "at its start".to_owned(),
            passed if passed < 0 => format!("[{} before]", span(passed)),
            passed => format!("[+{}]", span(passed)),
        };
        Step {
            key: (context.actor, of.to, of.tool, context.kind),
            detail: (of.handoff, of.effect, of.outcome),
            key_words: format!("{}{to}  {}", case.text(context.actor), case.text(context.kind)),
            detail_words: details,
            aside,
            index: case.index(row),
            record: (row, case.assurance(row)),
        }
    }

    fn cell(&self, detail_differs: bool) -> Cell {
        let key = Span { text: self.key_words.clone(), differs: false };
        let detail = Span { text: self.detail_words.clone(), differs: detail_differs };
        let spans = [key, detail].into_iter().filter(|span| !span.text.is_empty()).collect();
        Cell { number: Some(self.index), spans, aside: self.aside.clone(), record: Some(self.record) }
    }
}

fn aligned([left, right]: &[Vec<Step>; 2]) -> Vec<Line> {
    let keys = |steps: &[Step]| steps.iter().map(|step| step.key).collect::<Vec<_>>();
    let mut out = Vec::new();
    for op in capture_diff_slices(Algorithm::Myers, &keys(left), &keys(right)) {
        let old = left.get(op.old_range()).unwrap_or_default();
        let new = right.get(op.new_range()).unwrap_or_default();
        if matches!(op, DiffOp::Equal { .. }) {
            for (a, b) in old.iter().zip(new) {
                let same = a.detail == b.detail;
                let standing = if same { Standing::Alike } else { Standing::Differs };
                let cells = [Some(a.cell(!same)), Some(b.cell(!same))];
                out.push(Line::Pair(Pair { of: Of::Step, cells, standing }));
            }
            continue;
        }
        // Steps that have no counterpart never share a row: side by side they would look like one step that changed.
        for step in old {
            let cells = [Some(step.cell(false)), None];
            out.push(Line::Pair(Pair { of: Of::Step, cells, standing: Standing::Differs }));
        }
        for step in new {
            let cells = [None, Some(step.cell(false))];
            out.push(Line::Pair(Pair { of: Of::Step, cells, standing: Standing::Differs }));
        }
    }
    out
}

/// Steps of a run that are aligned: the worst case takes a few hundredths of a second.
pub const STEPS_MAX: usize = 2_000;
/// Records between two looks at the watch.
const LOOK: Row = 1024;
