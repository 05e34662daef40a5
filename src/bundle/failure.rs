//! What a check found: a code with its place, what was expected and found, and what it leaves standing.
//!
//! A failure is a fact about the bytes. Opinions about what agents did are another type, in another layer.

use super::Code;
use serde::{Deserialize, Serialize};

/// How much a finding weighs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Class {
    /// T: tested and false. Proof of modification or misbehaviour.
    Contradicted,
    /// U: could not be tested.
    Undecidable,
    /// W: worth knowing; does not touch the verdict.
    Warning,
}

impl Class {
    /// The letter used in reports: T, U or W.
    pub fn letter(self) -> &'static str {
        match self {
            Class::Contradicted => "T",
            Class::Undecidable => "U",
            Class::Warning => "W",
        }
    }
}

/// Whom a finding speaks against.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
pub enum Against {
    /// The signer of the record.
    Actor,
    /// Who runs the log and signs its checkpoints.
    Operator,
    /// Who says which keys count.
    Authority,
    /// Who made this bundle.
    Exporter,
    /// Who cosigned the checkpoint.
    Witness,
    /// The file itself, or the surroundings of the check.
    Container,
}

impl Against {
    /// The word used in reports.
    pub fn word(self) -> &'static str {
        match self {
            Against::Actor => "actor",
            Against::Operator => "operator",
            Against::Authority => "authority",
            Against::Exporter => "exporter",
            Against::Witness => "witness",
            Against::Container => "container",
        }
    }
}

/// One finding of verification (`bundle-format.md` section 2.1).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Failure {
    /// The stable code.
    pub code: Code,
    /// How much it weighs here.
    pub class: Class,
    /// Whom it speaks against here.
    pub against: Against,
    /// Path inside the bundle.
    pub file: Option<String>,
    /// Byte offset in that file.
    pub offset: Option<u64>,
    /// Line in that file, from 1.
    pub line: Option<u64>,
    /// Log index of the record, from 0.
    pub record: Option<u64>,
    /// The actor whose record it is.
    pub actor: Option<String>,
    /// That actor's sequence number.
    pub n: Option<u64>,
    /// Key id, eight characters of hex.
    pub key: Option<String>,
    /// What should have been there.
    pub expected: Option<String>,
    /// What was there.
    pub found: Option<String>,
    /// One plain sentence: what it means.
    pub message: String,
    /// What stays trustworthy all the same.
    pub remains: String,
}

impl Failure {
    /// A finding with the code's own class, party and sentence; `detail` is added to the sentence where it is not empty.
    pub fn new(code: Code, detail: impl AsRef<str>) -> Failure {
        let detail = detail.as_ref();
        let message = if detail.is_empty() { code.means().to_owned() } else { format!("{}: {detail}", code.means()) };
        Failure {
            code,
            class: code.class(),
            against: code.against(),
            file: None,
            offset: None,
            line: None,
            record: None,
            actor: None,
            n: None,
            key: None,
            expected: None,
            found: None,
            message,
            remains: remains(code, code.class()).to_owned(),
        }
    }

    /// Sets the file.
    pub fn file(mut self, file: impl Into<String>) -> Failure {
        self.file = Some(file.into());
        self
    }

    /// Sets the byte offset.
    pub fn offset(mut self, offset: u64) -> Failure {
        self.offset = Some(offset);
        self
    }

    /// Sets the line, from 1.
    pub fn line(mut self, line: u64) -> Failure {
        self.line = Some(line);
        self
    }

    /// Sets the log index.
    pub fn record(mut self, index: u64) -> Failure {
        self.record = Some(index);
        self
    }

    /// Sets the key id.
    pub fn key(mut self, key: impl Into<String>) -> Failure {
        self.key = Some(key.into());
        self
    }

    /// Sets what should have been there and what was.
    pub fn values(mut self, expected: impl Into<String>, found: impl Into<String>) -> Failure {
        self.expected = Some(expected.into());
        self.found = Some(found.into());
        self
    }

    /// Sets the party.
    pub fn against(mut self, against: Against) -> Failure {
        self.against = against;
        self
    }

    /// Says that no record could be read, so that nothing remains.
    pub fn nothing_remains(mut self) -> Failure {
        if self.class != Class::Warning {
            self.remains = "Nothing is shown either way: no record could be read".to_owned();
        }
        self
    }

    /// Sets the class, and with it what remains.
    pub fn class(mut self, class: Class) -> Failure {
        self.class = class;
        self.remains = remains(self.code, class).to_owned();
        self
    }
}

/// What a finding leaves standing, by what it is about.
fn remains(code: Code, class: Class) -> &'static str {
    let name = code.name();
    let starts = |prefixes: &[&str]| prefixes.iter().any(|prefix| name.starts_with(prefix));
    match class {
        Class::Warning => "Everything that was checked stands",
        _ if starts(&["E_ZIP", "E_IO", "E_INTERRUPTED", "E_LIMIT"]) => {
            "What could be read and carries no failure of its own stands"
        }
        _ if starts(&["E_MANIFEST", "E_FILE"]) => {
            "Records stand on their own signatures and the checkpoint, not on the manifest"
        }
        _ if starts(&[
            "E_CKPT",
            "E_NOTE",
            "E_ORIGIN",
            "E_COSIG",
            "E_QUORUM",
            "E_FORK",
            "E_ROLLBACK",
            "E_CONSISTENCY",
        ]) =>
        {
            "Each record's own signature stands; that the log is whole and in this order does not"
        }
        _ if starts(&["E_PROOF", "E_RECORD", "E_ROOT"]) => {
            "Records that verify were signed by their actors; that they are all, and in this order, is not shown"
        }
        _ if starts(&["E_BLOB", "E_PACK"]) => "The records stand; the content of this blob does not",
        _ if starts(&["E_KEY_", "E_AUTHORITY", "E_HEAD"]) => {
            "Records of other keys stand; what rests on this key or key event does not"
        }
        _ if starts(&["E_ACTOR", "E_REF"]) => {
            "The bytes of this record are as signed; its place among the others is in doubt"
        }
        _ if starts(&["E_NOTHING", "E_PROFILE"]) => "Nothing is shown either way",
        _ => "The other records stand on their own signatures; this one does not",
    }
}
