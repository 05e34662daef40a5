//! Answers about what is open: which records a filter means, rows of the table, the state at a step.

use super::mail::{Mail, Next, Taken};
use super::replay::{rows_of, seek, step, walk};
use super::request::Request;
use super::update::{Filtered, Outbox, Told, Update};
use crate::case::filter::Filter;
use crate::session::Session;
use crate::view::minimap::Minimap;
use crate::view::replay::State;
use crate::view::table::{PageRequest, page};
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;
use std::sync::Arc;

/// The thread that answers.
pub(super) struct Answerer {
    mail: Arc<Mail>,
    out: Outbox,
    session: Option<Box<Session>>,
    /// The state that was read last: the next step is compared with it.
    last: RefCell<Option<State>>,
}

impl Answerer {
    pub fn new(mail: Arc<Mail>, out: Outbox) -> Answerer {
        Answerer { mail, out, session: None, last: RefCell::default() }
    }

    pub fn run(mut self) {
        loop {
            match self.mail.next_question() {
                Next::End => return,
                Next::Session(session) => {
                    self.last.replace(None);
                    self.session = Some(session);
                }
                Next::Request(taken) => self.guarded(&taken),
            }
        }
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

    /// `None`: nothing is open that could be asked.
    fn answer(&self, taken: &Taken) -> Option<Update> {
        let generation = taken.generation;
        if let Request::Paths(typed) = &taken.request {
            return Some(Update::Paths(generation, paths(typed)));
        }
        let session = self.session.as_ref()?;
        let (case, evidence) = (&session.case, &session.evidence);
        match &taken.request {
            Request::Filter { text, part } => Some(filtered(session, text, *part, taken)),
            Request::Page { selection, first, count } if selection.rows() == case.len() => {
                let request = PageRequest { selection: Arc::clone(selection), first: *first, count: *count };
                Some(Update::Page(generation, Arc::new(page(case, evidence, &request))))
            }
            Request::Step { row, before } => {
                let step = step(session, *row, *before, &mut self.last.borrow_mut());
                Some(Update::Step(generation, step.map(Arc::new)))
            }
            Request::Walk(of) => Some(Update::Walk(generation, *of, Arc::new(walk(case, *of)))),
            Request::Seek(request) => match seek(session, request, &taken.watch) {
                Ok(found) => found.map(|found| Update::Found(generation, found)),
                Err(error) => Some(told(taken, error.to_string(), "The replay stays where it is")),
            },
            _ => None,
        }
    }
}

fn told(taken: &Taken, what: String, hint: &str) -> Update {
    let told = Told { what, hint: hint.to_owned(), cancelled: false };
    Update::Failed(taken.generation, taken.request.lane(), told)
}

fn filtered(session: &Session, text: &str, part: Option<usize>, taken: &Taken) -> Update {
    let filter = match Filter::parse(text) {
        Ok(filter) => filter,
        Err(fault) => return told(taken, fault.to_string(), "The filter before it still holds"),
    };
    match session.select(&filter, &taken.watch) {
        Ok(selection) => {
            let selection = part.map_or(selection.clone(), |part| selection.and(&rows_of(&session.case, part)));
            let minimap = Arc::new(Minimap::of(&session.case, &selection));
            let filtered = Filtered { text: text.to_owned(), part, selection: Arc::new(selection), minimap };
            Update::Filtered(taken.generation, Box::new(filtered))
        }
        Err(error) => told(taken, error.to_string(), "The filter before it still holds"),
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
