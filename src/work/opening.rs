//! Opening: a first look with everything but most signatures, so that records can be browsed as unchecked, then all of it.
//!
//! Nothing is called verified before the second stage ends; the first stage cannot say so, by its depth.

use super::mail::{Mail, Next, Taken};
use super::prove::Exhibit;
use super::request::{Lane, Request};
use super::sample;
use super::update::{Opened, Outbox, Stage, Told, Update};
use crate::case::{Assurance, Row, Selection};
use crate::session::{self, Session, SessionError, Trusted, Who};
use crate::verify::Depth;
use crate::view::contents;
use crate::view::gaps::Gaps;
use crate::view::minimap::Minimap;
use crate::view::proof::Source;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};
use std::sync::Arc;

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
                [one] if one.is_dir() && !one.join("manifest").is_file() => self.case(one, taken),
                _ => self.bundles(paths, taken),
            },
            Request::OpenCase(dir) => self.case(dir, taken),
            Request::OpenSample => self.sample(taken),
            // The other lanes are answered by the other thread.
            _ => Ok(()),
        };
        if let Err(error) = opened {
            self.out.send(Update::Failed(taken.generation, Lane::Open, Told::of(&error)));
        }
    }

    fn bundles(&self, paths: &[PathBuf], taken: &Taken) -> Result<(), SessionError> {
        let names: Vec<String> = paths.iter().map(|path| file_name(path)).collect();
        for (stage, depth) in [(Stage::Glance, Depth::Integrity), (Stage::Whole, Depth::Full)] {
            let session = session::read_bundles_to(paths, &self.trustees.trusted, depth, &taken.watch)?;
            let places: Vec<Option<PathBuf>> = paths.iter().map(|path| std::path::absolute(path).ok()).collect();
            self.tell(session, stage, (&names, None), (&self.trustees.trusted, &places), taken);
        }
        Ok(())
    }

    fn sample(&self, taken: &Taken) -> Result<(), SessionError> {
        let (names, trusted) = (sample::names(), sample::trusted());
        for (stage, depth) in [(Stage::Glance, Depth::Integrity), (Stage::Whole, Depth::Full)] {
            let session = session::read_containers(sample::containers(), &trusted, depth, &taken.watch)?;
            self.tell(session, stage, (&names, None), (&trusted, &[]), taken);
        }
        Ok(())
    }

    /// A case folder brings its own verdict, so there is no first look.
    fn case(&self, dir: &Path, taken: &Taken) -> Result<(), SessionError> {
        let session = session::open(dir, &self.trustees.who, &self.trustees.trusted, &taken.watch)?;
        let names: Vec<String> = session.case.parts().iter().map(|part| short(&part.evidence)).collect();
        self.tell(session, Stage::Whole, (&names, Some(dir)), (&self.trustees.trusted, &[]), taken);
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
            sections: contents::sections(&case),
            names: names.to_vec(),
            under: case.parts().iter().map(|part| Some(profile(part.origin())?.name.clone())).collect(),
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
            let profiles = opened.case.parts().iter().map(|part| profile(part.origin()).cloned()).collect();
            let sources = (0..opened.case.parts().len()).map(|part| Source::of(places.get(part).and_then(|place| place.as_deref())));
            let exhibit = Exhibit::of(&session, profiles, sources.collect());
            self.mail.hand_over(session, exhibit);
            self.out.send(Update::Opened(taken.generation, Box::new(opened)));
        }
    }
}

impl Told {
    /// Of an error of the session.
    fn of(error: &SessionError) -> Told {
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
        let text = panic.downcast_ref::<String>().map(String::as_str).or(panic.downcast_ref::<&str>().copied());
        Told {
            what: format!("This program made a mistake: {}", text.unwrap_or("no reason given")),
            hint: "The evidence is untouched. What is shown may be incomplete; open it again, and report this"
                .to_owned(),
            cancelled: false,
        }
    }
}

fn file_name(path: &Path) -> String {
    path.file_name().map_or_else(|| path.display().to_string(), |name| name.to_string_lossy().into_owned())
}

/// The content address, shortened: a case folder names its evidence by it.
fn short(digest: &[u8; 32]) -> String {
    let hex: String = digest.iter().take(6).map(|byte| format!("{byte:02x}")).collect();
    format!("sha256:{hex}…")
}
