//! Searching texts: the first are there before the last, an index that was cut short goes on, and both say the same as a reading.

use super::generate;
use recount::case::filter::Filter;
use recount::case::{Row, Selection};
use recount::profile::TrustProfile;
use recount::seal::{SealOptions, seal};
use recount::session::{self, Session, SoFar, Storage, Trusted, Who};
use recount::watch::Watch;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use std::time::Duration;
use tempfile::TempDir;

/// More than two stretches of a search, and many batches of an index.
const RECORDS: u64 = 30_000;

struct Desk {
    dir: TempDir,
    trusted: Trusted,
}

impl Desk {
    fn new() -> Desk {
        let dir = tempfile::tempdir().unwrap();
        let options = SealOptions {
            origin: "search.example/log".to_owned(),
            keys: dir.path().join("keys"),
            out: dir.path().join("log.sab"),
            inline: true,
            deterministic: Some("search".to_owned()),
            ..SealOptions::default()
        };
        seal(&mut BufReader::new(generate::Events::new(RECORDS)), &options, &Watch::new()).unwrap();
        let profiles = vec![TrustProfile::load(&options.keys, "search").unwrap()];
        Desk { dir, trusted: Trusted { profiles, failures: Vec::new(), explicit: true } }
    }

    fn bundle(&self) -> PathBuf {
        self.dir.path().join("log.sab")
    }

    fn case(&self) -> PathBuf {
        self.dir.path().join("case")
    }

    fn who(&self) -> Who {
        Who { config: Some(self.dir.path().join("config")), name: "ada".to_owned(), now: 1_800_000_000 }
    }

    fn import(&self) -> Session {
        let bundles = [self.bundle()];
        session::import(&self.case(), &bundles, Storage::InPlace, &self.who(), &self.trusted, &Watch::new()).unwrap()
    }
}

fn found(session: &Session, filter: &str) -> Vec<Row> {
    session.select(&Filter::parse(filter).unwrap(), &Watch::new()).unwrap().iter().collect()
}

/// What a search tells, step by step.
fn told(session: &Session, filter: &str, watch: &Watch, go_on: impl Fn(&SoFar) -> bool) -> Vec<SoFar> {
    let mut out = Vec::new();
    let all = Selection::all(session.case.len());
    let tell = &mut |so_far: &SoFar| {
        out.push(so_far.clone());
        go_on(so_far)
    };
    session.searcher().search(&Filter::parse(filter).unwrap(), &all, watch, tell).unwrap();
    out
}

#[test]
fn the_first_are_told_before_the_rest_is_read() {
    let desk = Desk::new();
    let session = session::read_bundles(&[desk.bundle()], &desk.trusted, &Watch::new()).unwrap();
    for filter in ["\"page three\"", "-\"page three\"", "re:/page +three/ or kind:decision", "*ettled"] {
        let steps = told(&session, filter, &Watch::new(), |_| true);
        assert!(steps.len() > 2 && steps[0].reach < session.case.len() / 4, "{filter}: {}", steps.len());
        let whole = found(&session, filter);
        for step in &steps {
            let below: Vec<Row> = whole.iter().copied().filter(|row| (*row as usize) < step.reach).collect();
            assert_eq!(step.selection.iter().collect::<Vec<_>>(), below, "{filter}");
        }
        assert!(!whole.is_empty());
        assert_eq!(steps.last().unwrap().reach, session.case.len());
    }
    // Columns alone are answered at once; who has enough, and who cancels, hears no more.
    assert_eq!(told(&session, "kind:decision", &Watch::new(), |_| true).len(), 1);
    assert_eq!(told(&session, "\"page three\"", &Watch::new(), |_| false).len(), 1);
    let watch = Watch::new();
    let steps = told(&session, "\"page three\"", &watch, |_| {
        watch.cancel();
        true
    });
    assert_eq!(steps.len(), 1, "a cancelled stretch is told to nobody");
}

#[test]
fn an_index_that_was_cut_short_is_used_as_far_as_it_goes_and_goes_on() {
    let desk = Desk::new();
    let read = session::read_bundles(&[desk.bundle()], &desk.trusted, &Watch::new()).unwrap();
    let session = desk.import();
    let agree = |session: &Session, when: &str| {
        for filter in ["\"page three\"", "settled", "SETTL", "contract amounts run:r-3*", "-settled kind:message"] {
            assert_eq!(found(session, filter), found(&read, filter), "{filter} {when}");
        }
    };
    agree(&session, "without an index");
    let indexing = session.indexing().unwrap();
    let watch = Watch::new();
    let indexed = std::thread::scope(|scope| {
        scope.spawn(|| {
            while watch.progress().0 == 0 {
                std::thread::sleep(Duration::from_micros(200));
            }
            watch.cancel();
        });
        indexing.run(&watch).unwrap()
    });
    assert!(indexed > 0 && indexed < session.case.len(), "{indexed}");
    agree(&session, "with a part of the index");
    // It goes on in a case that is open for reading, too, and beside it.
    let again = session::open(&desk.case(), &desk.who(), &desk.trusted, &Watch::new()).unwrap();
    assert_eq!(again.indexing().unwrap().run(&Watch::new()).unwrap(), again.case.len());
    assert!(again.indexing().is_none() && session.indexing().is_none());
    agree(&session, "with the whole index");
    agree(&again, "opened again");
}

#[test]
fn an_index_about_other_rows_answers_nothing() {
    let desk = Desk::new();
    let indexed = desk.import();
    indexed.indexing().unwrap().run(&Watch::new()).unwrap();
    drop(indexed);
    // A bundle whose records come first on the common clock: every row means another record now, and the run was killed here.
    let sample = |name: &str| Path::new(env!("CARGO_MANIFEST_DIR")).join("sample-logs").join(name);
    let mut trusted = desk.trusted.clone();
    trusted.profiles.push(TrustProfile::load(&sample("trust"), "samples").unwrap());
    let bundles = [sample("least-privilege.sab")];
    let joined =
        session::import(&desk.case(), &bundles, Storage::InPlace, &desk.who(), &trusted, &Watch::new()).unwrap();
    assert!(joined.indexing().is_some());
    let both = [desk.bundle(), sample("least-privilege.sab")];
    let read = session::read_bundles(&both, &trusted, &Watch::new()).unwrap();
    for filter in ["settled", "refund", "\"page three\""] {
        assert_eq!(found(&joined, filter), found(&read, filter), "{filter}");
    }
    joined.indexing().unwrap().run(&Watch::new()).unwrap();
    assert_eq!(found(&joined, "refund"), found(&read, "refund"));
}

#[cfg(feature = "gui")]
mod window {
    use super::super::desk::sample;
    use super::super::script::Script;
    use super::*;
    use recount::gui::apply::receive;
    use recount::gui::intent::{Intent, Open};
    use recount::gui::notes::{Asked, Notes};
    use recount::work::{Filtered, Lane, Request, Stage, Trustees, Update, Worker};
    use std::sync::Arc;
    use std::time::Instant;

    /// The next update that is wanted.
    fn next<T>(worker: &Worker, wanted: impl Fn(Update) -> Option<T>) -> T {
        let begun = Instant::now();
        loop {
            assert!(begun.elapsed() < Duration::from_secs(60));
            match worker.next().map(&wanted) {
                Some(Some(found)) => return found,
                Some(None) => {}
                None => std::thread::sleep(Duration::from_millis(1)),
            }
        }
    }

    #[test]
    fn a_case_is_usable_while_its_texts_are_indexed_behind() {
        let desk = Desk::new();
        drop(desk.import());
        let worker = Worker::start(Trustees { who: desk.who(), trusted: desk.trusted.clone() }, Arc::new(|| {}));
        worker.send(Request::OpenCase(desk.case()));
        let opened = next(&worker, |update| match update {
            Update::Opened(_, opened) => Some(opened),
            _ => None,
        });
        assert_eq!(opened.stage, Stage::Whole);
        let watch = next(&worker, |update| match update {
            Update::Indexing(_, watch) => Some(watch),
            _ => None,
        });
        worker.send(Request::Filter { text: "\"page three\"".to_owned(), part: None, brush: None });
        let first = next(&worker, |update| match update {
            Update::Filtered(_, filtered) => Some(filtered),
            _ => None,
        });
        assert!(first.reach < opened.case.len() && first.selection.count() > 60);
        let done = next(&worker, |update| match update {
            Update::Indexed(_, done) => Some(done),
            _ => None,
        });
        assert_eq!((done, watch.progress()), (Ok(()), (opened.case.len() as u64, opened.case.len() as u64)));
        // Again: nothing is left to do, so nothing is said.
        drop(worker);
        let session = session::open(&desk.case(), &desk.who(), &desk.trusted, &Watch::new()).unwrap();
        assert!(session.indexing().is_none());
    }

    #[test]
    fn a_search_that_goes_on_is_told_as_such_and_no_table_is_written_from_it() {
        let mut script = Script::over(Open::Sample);
        let desk = script.state.desk.as_ref().unwrap();
        let case = Arc::clone(&desk.opened.case);
        script.want(Intent::FilterTyped("\"harbour lane\"".to_owned()));
        script.until("the answer", |state| !state.desk.as_ref().unwrap().filter.busy);
        let filter = &script.desk().filter;
        assert_eq!(filter.reach, None);
        let generation = script.state.newest(Lane::Filter);
        let part = Filtered {
            text: "\"harbour lane\"".to_owned(),
            part: filter.part,
            brush: None,
            case: Arc::clone(&case),
            reach: 10,
            selection: Arc::new(Selection::from_rows(case.len(), [])),
            unbrushed: Arc::new(Selection::from_rows(case.len(), [])),
            minimap: Arc::clone(&filter.minimap),
            gaps: Arc::clone(&filter.gaps),
            without: Vec::new(),
        };
        receive(&mut script.state, Update::Filtered(generation, Box::new(part.clone())));
        let filter = &script.desk().filter;
        assert_eq!((filter.reach, filter.busy, filter.selection.count()), (Some(10), true, 0));
        // An answer about another case is none, whatever its number.
        let (path, nobody) = (sample("slice.sab").into(), Trusted::default());
        let other = session::read_bundles(&[path], &nobody, &Watch::new()).unwrap().case;
        let other = Filtered { reach: other.len(), case: other, ..part };
        receive(&mut script.state, Update::Filtered(generation, Box::new(other)));
        assert_eq!(script.desk().filter.reach, Some(10));
        for wish in [Notes::Ask(Asked::Table), Notes::Answer("never.csv".to_owned()), Notes::Answered] {
            script.want(Intent::Notes(wish));
        }
        let notes = &script.desk().notes;
        assert!(
            notes.exporting.is_none()
                && notes.said.as_ref().is_some_and(|said| said.contains("not all were searched yet"))
        );
    }

    #[test]
    fn what_is_typed_counts_before_it_is_answered_also_when_a_bundle_is_chosen() {
        let mut script = Script::over(Open::Sample);
        script.want(Intent::FilterTyped("kind:alert".to_owned()));
        script.want(Intent::Bundle(Some(0)));
        script.want(Intent::FilterAdd("from:agent:reporter".to_owned()));
        assert_eq!(script.desk().filter.text, "kind:alert from:agent:reporter");
        script.want(Intent::Bundle(None));
        script.until("the answer", |state| !state.desk.as_ref().unwrap().filter.busy);
        let filter = &script.desk().filter;
        assert_eq!((filter.holds.text(), filter.part), ("kind:alert from:agent:reporter", None));
    }
}
