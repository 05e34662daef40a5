//! Answers about what is open: which records a filter means, rows of the table, the state at a step.

use super::mail::{Handed, Mail, Next, Taken};
use super::notebook::{Keep, Keeper};
use super::opening::Trustees;
use super::replay::{seek, step, walk};
use super::request::{Lane, Request};
use super::settings::Settings;
use super::trust::{self, TrustChoice};
use super::update::{Outbox, Told, Update};
use super::{causes, compare, export, filter};
use crate::session::{Session, Who};
use crate::view::citation::Citation;
use crate::view::completion::offers;
use crate::view::inspector::payload_part;
use crate::view::privilege::detail;
use crate::view::replay::State;
use crate::view::table::{PageRequest, page};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;
use std::time::Instant;

/// The thread that answers.
pub(super) struct Answerer {
    mail: Arc<Mail>,
    out: Outbox,
    trustees: Trustees,
    begun: Instant,
    session: Option<Box<Session>>,
    /// Of the request that opened it.
    generation: u64,
    keeper: Keeper,
    /// The state that was read last: the next step is compared with it.
    last: RefCell<Option<State>>,
}

impl Answerer {
    pub fn new(mail: Arc<Mail>, out: Outbox, trustees: Trustees) -> Answerer {
        let (begun, keeper) = (Instant::now(), Keeper::default());
        Answerer { mail, out, trustees, begun, session: None, generation: 0, keeper, last: RefCell::default() }
    }

    pub fn run(mut self) {
        loop {
            match self.mail.next_question() {
                Next::End => return,
                Next::Session(handed) => {
                    self.last.replace(None);
                    self.take_over(handed);
                }
                Next::Request(taken) => match &taken.request {
                    Request::Keep(wish) => self.keep(wish, taken.generation),
                    _ => self.guarded(&taken),
                },
            }
        }
    }

    /// What was written on the same records, opened another way, goes on to count.
    fn take_over(&mut self, handed: Handed) {
        let same = handed.same || handed.generation == self.generation;
        let before = same.then(|| std::mem::take(&mut self.keeper));
        let mut session = handed.session;
        self.keeper = Keeper::of(&mut session, before, &self.who());
        self.generation = handed.generation;
        self.out.send(Update::Kept(Arc::new(self.keeper.kept(&session.case))));
        self.session = Some(session);
    }

    fn keep(&mut self, wish: &Keep, generation: u64) {
        let who = self.who();
        let Some(session) = &mut self.session else { return };
        let keeper = &mut self.keeper;
        let done = match catch_unwind(AssertUnwindSafe(|| keeper.take(wish, session, &who))) {
            Ok(done) => done.map_err(|what| {
                let hint = "Nothing was changed, and what you typed still stands".to_owned();
                Told { what: format!("This cannot be kept: {what}"), hint, cancelled: false }
            }),
            Err(panic) => Err(Told::panicked(&*panic)),
        };
        if let Err(told) = done {
            self.out.send(Update::Failed(generation, Lane::Keep, told));
        }
        self.out.send(Update::Kept(Arc::new(self.keeper.kept(&session.case))));
    }

    /// The reviewer, at this time.
    fn who(&self) -> Who {
        let mut who = self.trustees.who.clone();
        who.now = who.now.saturating_add(self.begun.elapsed().as_secs());
        who
    }

    fn guarded(&self, taken: &Taken) {
        let answer = match catch_unwind(AssertUnwindSafe(|| self.answer(taken))) {
            Ok(answer) => answer,
            Err(panic) => Some(Update::Failed(taken.generation, taken.request.lane(), Told::panicked(&*panic))),
        };
        if let Some(answer) = answer.filter(|_| !taken.watch.is_cancelled()) {
            self.out.send(answer);
        }
    }

    /// What needs no open case: trust and settings.
    fn trust(&self, taken: &Taken) -> Option<Update> {
        let generation = taken.generation;
        match &taken.request {
            Request::Weigh(choice, looked) => {
                let weighed = trust::weigh(choice.as_ref(), looked, &self.trustees);
                Some(Update::Weighed(generation, Box::new(weighed)))
            }
            Request::KeepTrust(choice, name, looked) => {
                let kept = trust::keep(choice, name, looked, &self.trustees);
                let now = if kept.is_ok() { TrustChoice::Profile(name.clone()) } else { choice.clone() };
                let mut weighed = trust::weigh(Some(&now), looked, &self.trustees);
                weighed.faults.extend(kept.err().unwrap_or_default());
                Some(Update::Weighed(generation, Box::new(weighed)))
            }
            Request::Remember(settings) => Some(self.remember(settings, taken)),
            _ => None,
        }
    }

    fn remember(&self, settings: &Settings, taken: &Taken) -> Update {
        if let Some(config) = &self.trustees.who.config
            && let Err(error) = settings.save(config)
        {
            let what = format!("The window's settings could not be saved: {error}");
            let hint = "The evidence and the case are not touched".to_owned();
            return Update::Failed(taken.generation, taken.request.lane(), Told { what, hint, cancelled: false });
        }
        let gone = settings.recent.iter().map(|recent| !recent.path.exists()).collect();
        Update::Remembered(taken.generation, gone)
    }

    /// `None`: nothing is open that could be asked.
    fn answer(&self, taken: &Taken) -> Option<Update> {
        let generation = taken.generation;
        if let Request::Paths(typed) = &taken.request {
            return Some(Update::Paths(generation, paths(typed)));
        }
        if let Some(answer) = self.trust(taken) {
            return Some(answer);
        }
        let session = self.session.as_ref()?;
        let (case, evidence) = (&session.case, &session.evidence);
        match &taken.request {
            Request::Filter { text, part, brush } => {
                let ask = filter::Ask { text: text.clone(), part: *part, brush: *brush };
                filter::begin(session, ask, (generation, &taken.watch), &self.out);
                None
            }
            Request::Page { selection, first, count } if selection.rows() == case.len() => {
                let request = PageRequest { selection: Arc::clone(selection), first: *first, count: *count };
                Some(Update::Page(generation, Arc::new(page(case, evidence, &request))))
            }
            Request::EdgePage { selection, first, count } if selection.rows() == case.len() => {
                let request = PageRequest { selection: Arc::clone(selection), first: *first, count: *count };
                Some(Update::EdgePage(generation, Arc::new(page(case, evidence, &request))))
            }
            Request::Step { row, before } => {
                let step = step(session, *row, *before, &mut self.last.borrow_mut());
                Some(Update::Step(generation, step.map(Arc::new)))
            }
            Request::Holding { case: of, index, row, pick } if Arc::ptr_eq(of, case) => {
                Some(Update::Holding(generation, detail(case, evidence, index, (*row, pick)).map(Arc::new)))
            }
            Request::Payload(at) => Some(Update::Payload(generation, Box::new(payload_part(case, evidence, *at)))),
            Request::Walk(of) => Some(Update::Walk(generation, *of, Arc::new(walk(case, *of)))),
            Request::Seek(request) => {
                seek(session, request, (generation, &taken.watch), &self.out);
                None
            }
            Request::Trace(of, trace) => causes::begin(session, (of, trace), (generation, &taken.watch), &self.out),
            Request::Complete(text, at) => Some(Update::Offers(generation, Box::new(offers(case, text, *at)))),
            Request::Cite(row) => {
                let folder = session.folder.as_ref();
                let revision = folder.and_then(|folder| folder.recalled()).or(session.recalled.as_ref());
                let revision = revision.map_or(0, |recalled| recalled.actions);
                let of = folder.map(|folder| (folder.id().to_string(), revision));
                let cited = Citation::of(case, evidence, *row, of).map(|citation| citation.to_string());
                Some(Update::Cited(generation, cited))
            }
            Request::Find(citation) => Some(Update::Found(generation, citation.clone(), citation.find(case, evidence))),
            Request::Compare(..) | Request::Choices(..) => {
                compare::begin(session, &taken.request, (generation, &taken.watch), &self.out);
                None
            }
            Request::Export(selection, path) if selection.rows() == case.len() => {
                export::begin(session, selection, path, (generation, &taken.watch), &self.out);
                None
            }
            _ => None,
        }
    }
}

/// Folders and bundles that a typed path could go on to, sorted; hidden ones only where a dot was typed.
fn paths(typed: &str) -> Vec<String> {
    let (folder, start) = typed.rsplit_once(std::path::MAIN_SEPARATOR).map_or((".", typed), |(folder, start)| {
        (if folder.is_empty() { std::path::MAIN_SEPARATOR_STR } else { folder }, start)
    });
    let prefix = typed.strip_suffix(start).unwrap_or_default();
    let Ok(listed) = std::fs::read_dir(Path::new(folder)) else { return Vec::new() };
    let mut found: Vec<String> = listed
        .take(LISTED_MAX)
        .filter_map(|entry| {
            let entry = entry.ok()?;
            let name = entry.file_name().into_string().ok()?;
            let hidden = name.starts_with('.') && !start.starts_with('.');
            if hidden || !name.starts_with(start) {
                return None;
            }
            let is_dir = entry.path().is_dir();
            let wanted = is_dir || name.ends_with(".sab");
            wanted.then(|| format!("{prefix}{name}{}", if is_dir { std::path::MAIN_SEPARATOR_STR } else { "" }))
        })
        .collect();
    found.sort();
    found.truncate(OFFERED_MAX);
    found
}

/// Names of a folder that are looked at for completion.
const LISTED_MAX: usize = 10_000;
/// Completions that are offered.
const OFFERED_MAX: usize = 8;
