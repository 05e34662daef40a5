//! The body of a `set`: every key, and the ends of the chains, as far as a record holds them.

use super::build::grant_members;
use super::spans::quote;
use super::state::{KeyEntry, LogState};
use crate::bundle::LINE_MAX;

/// A `set`, ready to be written.
#[derive(Clone, PartialEq, Eq, Debug)]
pub(super) enum Snapshot {
    /// The body, with the keys in it.
    Inline(String),
    /// The keys in a blob, and the body with the word BLOB where the blob's id belongs.
    Blob {
        /// The blob: JSON Lines.
        lines: String,
        /// The body.
        body_of: String,
    },
}

/// Bytes that the rest of the record may take: names of up to 255 bytes, escaped, the blob, the signature.
const REST: usize = 4096;

/// The snapshot of a state, without the authority's own chain.
pub(super) fn of(state: &LogState, authority: &str) -> Snapshot {
    let keys: Vec<String> = state.keys.values().filter_map(entry).collect();
    let inline = keys.join(",");
    let room = LINE_MAX.saturating_sub(REST);
    // Half of the room for keys, so that heads find a place too.
    if inline.len() <= room / 2 {
        let heads = heads(state, authority, room.saturating_sub(inline.len()));
        return Snapshot::Inline(format!("{{\"op\":\"set\",\"keys\":[{inline}]{heads}}}"));
    }
    let heads = heads(state, authority, room);
    let lines = keys.iter().map(|key| format!("{key}\n")).collect();
    Snapshot::Blob { lines, body_of: format!("{{\"op\":\"set\",\"blob\":\"BLOB\"{heads}}}") }
}

fn entry(entry: &KeyEntry) -> Option<String> {
    let mut text = grant_members(entry.grant.as_ref()?);
    if let Some((at, reason, since)) = &entry.revoked {
        text += &format!(",\"revoked_at\":{at},\"reason\":\"{reason}\"");
        text += &since.map_or(String::new(), |since| format!(",\"since\":{since}"));
    }
    Some(format!("{{{text}}}"))
}

/// As many heads as fit, in the order of the names: a selection is allowed.
fn heads(state: &LogState, authority: &str, room: usize) -> String {
    let mut chains: Vec<_> = state.chains.iter().filter(|(actor, _)| *actor != authority).collect();
    chains.sort_by(|a, b| a.0.cmp(b.0));
    let mut text = String::new();
    for (actor, chain) in chains {
        let head = format!("{{\"actor\":{},\"n\":{},\"leaf\":\"{}\"}}", quote(actor), chain.n, chain.leaf.b64());
        if text.len().saturating_add(head.len()) > room {
            break;
        }
        text.push_str(if text.is_empty() { "" } else { "," });
        text.push_str(&head);
    }
    if text.is_empty() { text } else { format!(",\"heads\":[{text}]") }
}
