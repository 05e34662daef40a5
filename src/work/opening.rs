//! Opening: the first records at once, then a look with everything but most signatures, so that records can be browsed as
//! unchecked, then all of it.
//!
//! Nothing is called verified before the last stage ends; the others cannot say so, by their depth.

use super::crash;
use super::mail::{Mail, Next, Taken};
use super::prove::Exhibit;
use super::request::{Bring, Lane, Request};
use super::sample;
use super::trust::{self, TrustChoice};
use super::update::{Opened, Outbox, Stage, Told, Update};
use crate::case::{Assurance, Case, Row, Selection};
use crate::crypto::NOTE_MAX;
use crate::profile::ProfileStore;
use crate::session::{self, Indexing, Looked, Session, SessionError, Storage, Trusted, Who};
use crate::store::{self, StoreError};
use crate::verify::Depth;
use crate::view::contents;
use crate::view::gaps::Gaps;
use crate::view::minimap::Minimap;
use crate::view::proof::Source;
use std::cell::RefCell;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::{SystemTime, UNIX_EPOCH};

/// Who opens, and what is trusted.
#[derive(Clone, Debug)]
pub struct Trustees {
    /// The user.
    pub who: Who,
    /// The user's profiles.
    pub trusted: Trusted,
}

/// The thread that opens.
pub(super) struct Opener {
    pub mail: Arc<Mail>,
    pub out: Outbox,
    pub trustees: Trustees,
    /// What was opened last without a case folder, to make a case of it.
    pub last: RefCell<Option<Loose>>,
}

/// Bundles without a case folder.
pub(super) struct Loose {
    /// Where they lie; none: the samples.
    paths: Vec<PathBuf>,
    names: Vec<String>,
    trusted: Trusted,
}

impl Opener {
    pub fn run(self) {
        while let Next::Request(taken) = self.mail.next_opening() {
            if let Err(panic) = catch_unwind(AssertUnwindSafe(|| self.open(&taken))) {
                self.out.send(Update::Failed(taken.generation, Lane::Open, Told::panicked(&*panic)));
            }
        }
    }

    fn open(&self, taken: &Taken) {
        let opened = match &taken.request {
            Request::OpenBundles(paths) => match paths.as_slice() {
                [one] if one.is_dir() && !one.join("manifest").is_file() => {
                    self.case(one, &self.trustees.trusted, taken)
                }
                _ => self.bundles(paths, &self.trustees.trusted, taken),
            },
            Request::OpenCase(dir) => self.case(dir, &self.trustees.trusted, taken),
            Request::OpenSample => self.sample(taken),
            Request::Look(paths) => {
                self.look(paths, taken);
                Ok(())
            }
            Request::Bring(bring) => self.bring(bring, taken),
            Request::OpenCaseUnder(dir, choice) => match self.trust(choice, &[], taken) {
                Some(trusted) => self.case(dir, &trusted, taken),
                None => Ok(()),
            },
            Request::KeepAs(dir) => self.keep_as(dir, taken),
            // The other lanes are answered by the other thread.
            _ => Ok(()),
        };
        if let Err(error) = opened {
            self.out.send(Update::Failed(taken.generation, Lane::Open, Told::of(&error)));
        }
    }

    fn bundles(&self, paths: &[PathBuf], trusted: &Trusted, taken: &Taken) -> Result<(), SessionError> {
        let names: Vec<String> = paths.iter().map(|path| file_name(path)).collect();
        let loose = Loose { paths: paths.to_vec(), names: names.clone(), trusted: trusted.clone() };
        self.last.replace(Some(loose));
        self.glance(paths, &names, trusted, taken)?;
        let session = session::read_bundles_to(paths, trusted, Depth::Full, &taken.watch)?;
        self.tell(session, Stage::Whole, (&names, None), (trusted, &absolute(paths)), taken);
        Ok(())
    }

    /// Browsing begins while copies are made and signatures checked: with the first records, where there are many. Those of several
    /// bundles are merged by time, and a row that is shown must not become another one.
    fn glance(
        &self,
        paths: &[PathBuf],
        names: &[String],
        trusted: &Trusted,
        taken: &Taken,
    ) -> Result<(), SessionError> {
        let tell = |session, stage| self.tell(session, stage, (names, None), (trusted, &absolute(paths)), taken);
        if let [path] = paths {
            let (session, is_whole) = session::read_beginning(path, trusted, BEGINNING, &taken.watch)?;
            tell(session, if is_whole { Stage::Glance } else { Stage::Beginning });
            if is_whole {
                return Ok(());
            }
        }
        let session = session::read_bundles_to(paths, trusted, Depth::Integrity, &taken.watch)?;
        tell(session, Stage::Glance);
        Ok(())
    }

    /// What the files are, at once; then once more with their digests.
    fn look(&self, paths: &[PathBuf], taken: &Taken) {
        let mut looked: Vec<Looked> = paths.iter().map(|path| session::glance(path)).collect();
        self.out.send(Update::Looked(taken.generation, Arc::new(looked.clone())));
        let readable = |file: &Looked| file.wrong.is_none() && !file.is_case;
        if !looked.iter().any(readable) {
            return;
        }
        taken.watch.expect(looked.iter().filter(|file| readable(file)).map(|file| file.bytes).sum());
        for file in looked.iter_mut().filter(|file| readable(file)) {
            match store::address(&file.path, &taken.watch) {
                Ok(measure) => file.sha256 = Some(measure.digest.hex()),
                Err(_) if taken.watch.is_cancelled() => return,
                Err(error) => file.sha256 = Some(format!("not known: {error}")),
            }
        }
        self.out.send(Update::Looked(taken.generation, Arc::new(looked)));
    }

    fn bring(&self, bring: &Bring, taken: &Taken) -> Result<(), SessionError> {
        let Some(trusted) = self.trust(&bring.trust, &bring.paths, taken) else { return Ok(()) };
        let Some((dir, kept)) = &bring.into else { return self.bundles(&bring.paths, &trusted, taken) };
        let names: Vec<String> = bring.paths.iter().map(|path| file_name(path)).collect();
        let is_new = !session::is_case(dir);
        if is_new {
            self.glance(&bring.paths, &names, &trusted, taken)?;
        }
        let session = session::import(dir, &bring.paths, *kept, &self.trustees.who, &trusted, &taken.watch)?;
        // A new case holds the bundles in the order in which they were given, each once.
        let parts = session.case.parts();
        let names = if is_new && parts.len() == names.len() {
            names
        } else {
            parts.iter().map(|part| short(&part.evidence)).collect()
        };
        self.tell(session, Stage::Whole, (&names, Some(dir)), (&trusted, &[]), taken);
        Ok(())
    }

    /// The trust of a choice; one that cannot be used is told, and nothing is opened under less than was asked for.
    fn trust(&self, choice: &TrustChoice, paths: &[PathBuf], taken: &Taken) -> Option<Trusted> {
        let looked: Vec<Looked> = paths.iter().map(|path| session::glance(path)).collect();
        let origins: Vec<&str> = looked.iter().filter_map(|file| file.origin.as_deref()).collect();
        match trust::resolve(choice, &origins, &self.trustees) {
            Ok(trusted) => Some(trusted),
            Err(faults) => {
                let what = format!("The chosen trust cannot be used: {}", faults.join("; "));
                let hint = "Nothing was opened. Choose another trust, or none".to_owned();
                self.out.send(Update::Failed(taken.generation, Lane::Open, Told { what, hint, cancelled: false }));
                None
            }
        }
    }

    fn sample(&self, taken: &Taken) -> Result<(), SessionError> {
        let (names, trusted) = (sample::names(), sample::trusted());
        self.last.replace(Some(Loose { paths: Vec::new(), names: names.clone(), trusted: trusted.clone() }));
        for (stage, depth) in [(Stage::Glance, Depth::Integrity), (Stage::Whole, Depth::Full)] {
            let session = session::read_containers(sample::containers(), &trusted, depth, &taken.watch)?;
            self.tell(session, stage, (&names, None), (&trusted, &[]), taken);
        }
        Ok(())
    }

    /// Brings what is open without a folder into a new one. What the notebook holds follows when the case is handed over.
    fn keep_as(&self, dir: &Path, taken: &Taken) -> Result<(), SessionError> {
        let last = self.last.borrow();
        let loose = last.as_ref().ok_or(SessionError::NoFolder)?;
        if std::fs::read_dir(dir).is_ok_and(|mut entries| entries.next().is_some()) {
            return Err(StoreError::InTheWay { path: dir.to_owned() }.into());
        }
        let bring = |paths: &[PathBuf]| {
            session::import(dir, paths, Storage::Copy, &self.trustees.who, &loose.trusted, &taken.watch)
        };
        let session = match loose.paths.as_slice() {
            // The samples lie in the program: they are files for as long as they are copied.
            [] => {
                let lent = dir.with_extension("samples");
                let written = std::fs::create_dir_all(&lent).and_then(|()| sample::write_to(&lent));
                let brought = written.map_err(|error| bundle_error(&lent, error)).and_then(|paths| bring(&paths));
                let _ = std::fs::remove_dir_all(&lent);
                brought
            }
            paths => bring(paths),
        }?;
        self.tell(session, Stage::Whole, (&loose.names, Some(dir)), (&loose.trusted, &absolute(&loose.paths)), taken);
        Ok(())
    }

    /// A case folder brings its own verdict, so there is no first look.
    fn case(&self, dir: &Path, trusted: &Trusted, taken: &Taken) -> Result<(), SessionError> {
        let session = session::open(dir, &self.trustees.who, trusted, &taken.watch)?;
        let names: Vec<String> = session.case.parts().iter().map(|part| short(&part.evidence)).collect();
        self.tell(session, Stage::Whole, (&names, Some(dir)), (trusted, &[]), taken);
        Ok(())
    }

    fn tell(
        &self,
        session: Session,
        stage: Stage,
        (names, folder): (&[String], Option<&Path>),
        (trusted, places): (&Trusted, &[Option<PathBuf>]),
        taken: &Taken,
    ) {
        let case = Arc::clone(&session.case);
        let all = Arc::new(Selection::all(case.len()));
        let mut marks = [0u64; Assurance::ALL.len()];
        for row in 0..case.len() as Row {
            if let Some(count) = marks.get_mut(case.assurance(row) as usize) {
                *count += 1;
            }
        }
        let profile = |origin: &str| {
            let fitting = trusted.profiles.iter().find(|profile| profile.origin() == origin);
            fitting.or(trusted.profiles.first())
        };
        let opened = Opened {
            stage,
            bundles: contents::bundles(&case, names),
            sections: contents::sections(&case, None),
            part_sections: match case.parts().len() {
                0 | 1 => Vec::new(),
                parts => (0..parts).map(|part| contents::sections(&case, Some(part))).collect(),
            },
            names: names.to_vec(),
            under: case.parts().iter().map(|part| Some(profile(part.origin())?.name.clone())).collect(),
            sealed: self.sealed(&session),
            when: SystemTime::now().duration_since(UNIX_EPOCH).map_or(0, |since| since.as_secs()),
            folder: folder.map(Path::to_owned),
            verdict: session.verdict(),
            standing: session.standing.clone(),
            notices: session.notices.clone(),
            minimap: Arc::new(Minimap::of(&case, &all)),
            gaps: Arc::new(Gaps::of(&case, &all, None)),
            marks,
            all,
            case,
        };
        if !taken.watch.is_cancelled() {
            // A bundle that was given twice is one part: then no place can be told to be whose.
            let places = if places.len() == opened.case.parts().len() { places } else { &[] };
            let parts = opened.case.parts().iter().enumerate();
            let beside = parts.map(|(number, part)| {
                (profile(part.origin()).cloned(), Source::of(places.get(number).and_then(Option::as_deref)))
            });
            let exhibit = Exhibit::of(&session, beside.collect());
            crash::is_about(folder);
            let same = matches!(taken.request, Request::KeepAs(_));
            let indexing = session.indexing().filter(|_| stage == Stage::Whole);
            let case = Arc::clone(&opened.case);
            self.mail.hand_over(session, exhibit, taken.generation, same);
            self.out.send(Update::Opened(taken.generation, Box::new(opened)));
            if let Some(indexing) = indexing {
                self.index(indexing, case);
            }
        }
    }

    /// Makes the search index behind. A panic of it is told, and ends nothing else.
    fn index(&self, indexing: Indexing, case: Arc<Case>) {
        let (watch, out) = (self.mail.begin_indexing(), self.out.clone());
        out.send(Update::Indexing(Arc::clone(&case), Arc::clone(&watch)));
        std::thread::spawn(move || {
            let done = match catch_unwind(AssertUnwindSafe(|| indexing.run(&watch))) {
                Ok(Ok(_)) => Ok(()),
                Ok(Err(error)) => Err(Told {
                    what: format!("The search index cannot be made: {error}"),
                    hint: "Texts are read when they are searched, which takes longer; nothing else is missing"
                        .to_owned(),
                    cancelled: watch.is_cancelled(),
                }),
                Err(panic) => Err(Told::panicked(&*panic)),
            };
            out.send(Update::Indexed(case, done));
        });
    }
}

impl Opener {
    /// For each bundle whether its log was sealed here.
    fn sealed(&self, session: &Session) -> Vec<Option<String>> {
        let store = self.trustees.who.config.clone().map(ProfileStore::at);
        let one = |part: usize| {
            let checkpoint = session.evidence.container(part).ok()?.read_at("checkpoint", 0, NOTE_MAX as u64).ok()?;
            store.as_ref()?.sealed_here(&checkpoint).map(|sealed| sealed.words())
        };
        (0..session.case.parts().len()).map(one).collect()
    }
}

impl Told {
    /// Of an error of the session.
    pub(super) fn of(error: &SessionError) -> Told {
        let hint = match error {
            SessionError::Bundle { .. } => {
                "A bundle is a .sab file, or a folder with the same files; nothing was read from this one"
            }
            SessionError::LogDoctored { .. } => "Keep the case folder as it is, and work on a copy of the evidence",
            _ => "Nothing was changed",
        };
        Told { what: error.to_string(), hint: hint.to_owned(), cancelled: matches!(error, SessionError::Cancelled) }
    }

    /// Of a panic: a mistake of this program.
    pub(super) fn panicked(panic: &(dyn std::any::Any + Send)) -> Told {
        let report = crash::newest()
            .map_or("no report could be written".to_owned(), |path| format!("the report is {}", path.display()));
        Told {
            what: format!("This program made a mistake: {}", crash::message(panic)),
            hint: format!(
                "Evidence and case are safe; {report}. What is shown may be incomplete: open it again, and send us the report"
            ),
            cancelled: false,
        }
    }
}

/// Where commands find the bundles, from whatever folder they are run in.
fn absolute(paths: &[PathBuf]) -> Vec<Option<PathBuf>> {
    paths.iter().map(|path| std::path::absolute(path).ok()).collect()
}

/// Records of a bundle that are shown first: read in a tenth of a second.
const BEGINNING: usize = 16_384;

fn bundle_error(path: &Path, source: std::io::Error) -> SessionError {
    SessionError::Bundle { path: path.to_owned(), source }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The content address, shortened: a case folder names its evidence by it.
fn short(digest: &[u8; 32]) -> String {
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}…")
}
