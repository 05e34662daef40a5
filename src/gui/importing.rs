//! The page on which an opening is chosen: what the files are, whose keys count, where the case goes.

use super::intent::Choice;
use crate::watch::Watch;
use crate::work::{Bring, Looked, Request, Storage, TrustChoice, Weighed};
use std::path::PathBuf;
use std::sync::Arc;

/// What is opened, or was.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Source {
    /// Bundles, without a case folder.
    Bundles(Vec<PathBuf>),
    /// A case folder.
    Case(PathBuf),
    /// The samples that the program carries.
    Sample,
}

/// The page.
#[derive(Debug)]
pub struct Page {
    /// What is to be opened; a case folder only where the trust of an open case is changed.
    pub source: Source,
    /// What is open already is opened again, under another trust.
    pub again: bool,
    /// What the files are; empty until the worker has looked.
    pub looked: Arc<Vec<Looked>>,
    /// How far their digests are.
    pub watch: Arc<Watch>,
    /// What the chosen trust is worth; `None` until the worker has weighed it.
    pub weighed: Option<Weighed>,
    /// A newer choice is being weighed.
    pub busy: bool,
    /// The chosen trust.
    pub trust: TrustChoice,
    /// The box for keys.
    pub keys: String,
    /// The box for a trust folder.
    pub folder: String,
    /// The name under which the trust would be kept.
    pub name: String,
    /// The box for a case folder; `None`: nothing is kept.
    pub into: Option<String>,
    /// How a case folder keeps the evidence.
    pub keep: Storage,
}

/// What the person does on the page.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// Trust these.
    Trust(TrustChoice),
    /// The box for keys holds this.
    Keys(String),
    /// The box for a trust folder holds this.
    Folder(String),
    /// The box for a profile's name holds this.
    Name(String),
    /// Keep the trust as a profile.
    KeepTrust,
    /// Keep the case in this folder; `None`: nowhere.
    Into(Option<String>),
    /// Copy the evidence, or leave it where it lies.
    Keep(Storage),
    /// Show a dialog.
    Ask(Choice),
    /// Leave a file out, by its place.
    Without(usize),
    /// Open.
    Start,
    /// Leave the page.
    Back,
}

impl Page {
    /// A page about these.
    pub fn new(source: Source, again: bool) -> Page {
        Page {
            source,
            again,
            looked: Arc::default(),
            watch: Arc::default(),
            weighed: None,
            busy: true,
            trust: TrustChoice::Nothing,
            keys: String::new(),
            folder: String::new(),
            name: String::new(),
            into: None,
            keep: Storage::Copy,
        }
    }

    /// The paths that are looked at.
    pub fn paths(&self) -> Vec<PathBuf> {
        match &self.source {
            Source::Bundles(paths) => paths.clone(),
            Source::Case(dir) => vec![dir.clone()],
            Source::Sample => Vec::new(),
        }
    }

    /// Why it cannot be started as it stands.
    pub fn obstacle(&self) -> Option<&'static str> {
        let case_among = |file: &Looked| file.is_case && !matches!(self.source, Source::Case(_));
        match (&self.weighed, &self.into) {
            _ if self.looked.is_empty() => Some("The files are being looked at"),
            _ if self.looked.iter().any(|file| file.wrong.is_some()) => Some("Leave out what cannot be opened"),
            _ if self.looked.iter().any(case_among) => Some("A case folder is opened alone: leave it out"),
            (_, Some(dir)) if dir.trim().is_empty() => Some("Name the case folder, or look only"),
            (None, _) => Some("The trust is being weighed"),
            _ if self.busy => Some("The trust is being weighed"),
            (Some(weighed), _) if !weighed.faults.is_empty() && self.trust != TrustChoice::Given => {
                Some("The chosen trust cannot be used")
            }
            _ => None,
        }
    }

    /// Whether the trust could be kept as a profile now.
    pub fn can_keep_trust(&self) -> bool {
        let sound = self.weighed.as_ref().is_some_and(|weighed| weighed.faults.is_empty());
        sound && !self.busy && matches!(self.trust, TrustChoice::Keys(_) | TrustChoice::Folder(_))
    }

    /// The order for the worker.
    pub fn request(&self) -> Request {
        let trust = self.trust.clone();
        match &self.source {
            Source::Case(dir) => Request::OpenCaseUnder(dir.clone(), trust),
            Source::Bundles(paths) => {
                let into = self.into.as_ref().map(|dir| (PathBuf::from(dir.trim()), self.keep));
                Request::Bring(Box::new(Bring { paths: paths.clone(), trust, into }))
            }
            Source::Sample => Request::OpenSample,
        }
    }
}
