//! Actions out of records: the other direction of `action`, strict, as a record may come from a newer version or another program.

use super::action::{
    Action, Citation, Export, FilterChange, Import, Imported, Mark, MarkChange, NoteChange, Relink, Trust,
};
use super::content::Kind;
use crate::bundle::json::Value;
use crate::bundle::record::blob_id;
use crate::crypto::Digest;
use crate::verify::Verdict;

/// Reads the action of a record of type `kind`; `payload` gives the text of its blob of a role. `None`: nothing that this version
/// knows, which the caller must count.
pub(super) fn read_action(kind: &str, body: &Value<'_>, payload: &dyn Fn(&str) -> Option<String>) -> Option<Action> {
    let body = Body { body, payload };
    match kind {
        "case.import" => body.import().map(Action::Import),
        "case.note" => body.note().map(Action::Note),
        "case.mark" => body.mark().map(Action::Mark),
        "case.filter" => body.filter().map(Action::Filter),
        "case.export" => {
            let (what, digest) = (body.text("what")?, body.digest("digest")?);
            Some(Action::Export(Export { what, digest, path: payload("path")? }))
        }
        "case.relink" => Some(Action::Relink(Relink { digest: body.digest("evidence")?, path: payload("path")? })),
        _ => None,
    }
}

struct Body<'a> {
    body: &'a Value<'a>,
    payload: &'a dyn Fn(&str) -> Option<String>,
}

impl Body<'_> {
    fn text(&self, name: &str) -> Option<String> {
        text(self.body, name)
    }

    fn digest(&self, name: &str) -> Option<Digest> {
        blob_id(self.body.get(name)?.as_str()?)
    }

    /// The member `text`, which the sealer moved into a blob of role `content`.
    fn content(&self) -> Option<String> {
        self.text("text").or_else(|| (self.payload)("content"))
    }

    fn import(&self) -> Option<Import> {
        let list = (self.payload)("evidence")?;
        let list = Value::parse(&list).ok()?;
        let evidence: Option<Vec<Imported>> = list.as_array()?.iter().map(imported).collect();
        let evidence = evidence?;
        if self.body.get("bundles")?.as_integer()? != u64::try_from(evidence.len()).ok()? {
            return None;
        }
        let trust = |value: &Value<'_>| {
            let fingerprint = blob_id(value.get("fingerprint")?.as_str()?)?;
            Some(Trust { name: text(value, "name")?, fingerprint })
        };
        let trust: Option<Vec<Trust>> = self.body.get("trust")?.as_array()?.iter().map(trust).collect();
        Some(Import { model: self.digest("model")?, evidence, trust: trust? })
    }

    fn note(&self) -> Option<NoteChange> {
        let id = self.text("note")?;
        match self.body.get("op")?.as_str()? {
            "write" => {
                let records: Option<Vec<Citation>> =
                    self.body.get("records")?.as_array()?.iter().map(citation).collect();
                Some(NoteChange::Write { id, records: records?, text: self.content()? })
            }
            "delete" => Some(NoteChange::Delete { id }),
            _ => None,
        }
    }

    fn mark(&self) -> Option<MarkChange> {
        let id = self.text("mark")?;
        match self.body.get("op")?.as_str()? {
            "set" => {
                let number = |name: &str| self.body.get(name)?.as_integer();
                let (first, end) = (number("first")?, number("end")?);
                let (origin, word, colour) = (self.text("origin")?, self.text("word")?, self.text("colour")?);
                let leaf = self.text("leaf").and_then(|text| Digest::from_b64(&text));
                Some(MarkChange::Set(Mark { id, origin, first, end, leaf, word, colour }))
            }
            "clear" => Some(MarkChange::Clear { id }),
            _ => None,
        }
    }

    fn filter(&self) -> Option<FilterChange> {
        match self.body.get("op")?.as_str()? {
            "save" => Some(FilterChange::Save { name: self.text("name")?, text: self.content()? }),
            "delete" => Some(FilterChange::Delete { name: self.text("name")? }),
            "used" => Some(FilterChange::Used { finding: self.text("finding")?, text: self.content()? }),
            _ => None,
        }
    }
}

fn imported(value: &Value<'_>) -> Option<Imported> {
    let optional =
        |name: &str| value.get(name).map_or(Some(None), |member| member.as_str().map(str::to_owned).map(Some));
    let size = match value.get("size") {
        None => None,
        Some(size) => Some(size.as_integer()?),
    };
    let word = value.get("verdict")?.as_str()?;
    let all = [Verdict::Verified, Verdict::Undecidable, Verdict::Contradicted];
    Some(Imported {
        digest: blob_id(value.get("id")?.as_str()?)?,
        kind: Kind::of_word(value.get("kind")?.as_str()?)?,
        bytes: value.get("bytes")?.as_integer()?,
        origin: optional("origin")?,
        size,
        verdict: all.into_iter().find(|verdict| verdict.word() == word)?,
        path: optional("path")?,
    })
}

fn citation(value: &Value<'_>) -> Option<Citation> {
    Some(Citation {
        origin: text(value, "origin")?,
        index: value.get("index")?.as_integer()?,
        leaf: Digest::from_b64(value.get("leaf")?.as_str()?)?,
    })
}

fn text(value: &Value<'_>, name: &str) -> Option<String> {
    value.get(name)?.as_str().map(str::to_owned)
}
