//! The filter language: one line of text that says which records are meant, for the window and the command line alike.
//!
//! Pure: text to syntax tree and back. Nothing here looks at a record; the patterns say whether a text fits, and who holds the
//! records asks them. The language in full:
//!
//! | written | selects records |
//! |---|---|
//! | nothing | all |
//! | `a b`, `a and b` | that fit both |
//! | `a or b` | that fit one of them; binds weaker than a space |
//! | `-a` | that do not fit `a`, those that lack what `a` asks for included |
//! | `( )` | groups |
//! | `refund`, `"two words"`, `text:x` | in whose text a word begins with it, in any letter case |
//! | `*fund` | in whose text it stands anywhere; no index helps here |
//! | `re:/expr/`, `re:/expr/i` | whose text the regular expression finds; `\/` is a slash; `i` ignores case |
//! | `from:x` | by who acted: `body.by`, or the signer where that is absent (`events.md` section 1) |
//! | `by:x`, `actor:x` | by the claim `body.by` alone; by who signed |
//! | `to:x` `run:x` `env:x` `tool:x` `grant:x` `label:x` `scope:x` | by that member of the body |
//! | `kind:x` | by type; `handoff` is a message with `handoff: true` |
//! | `effect:x` `outcome:x` `mark:x` | by a word of a known list; `outcome` is also a result's `status` |
//! | `policy:x` `policy:x@7`, likewise `template:` `code:` | by name, or by name and version |
//! | `time:2026-11-02` | in that day; likewise a minute, a second, a fraction; UTC |
//! | `time:a..b`, `time:a..`, `time:..b` | from the beginning of `a` to before the beginning of `b` |
//! | `#5`, `#10..20`, `#10..`, `#..20` | by number in the log, both ends included |
//!
//! The first colon ends the field, so `from:agent:analyst` names `agent:analyst`. `*` stands for any run of characters, and for
//! itself in quotes: `scope:"read:"*`. In quotes `\"`, `\\` and `\u{202e}` stand for one character each; any other backslash is
//! itself. Names are compared exactly, letter case included. Field names, `and`, `or` and the words of known lists may be in any
//! case. A word that is not on its field's list is a fault, since it is most often a slip; in quotes any word passes, as records
//! of unknown types exist (`events.md`), but not for `mark:`, whose words are ours. The bare word `not` is refused rather than
//! guessed at: it could mean `-` or the word.
#![deny(
    clippy::arithmetic_side_effects,
    clippy::as_conversions,
    clippy::expect_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::unwrap_used,
    reason = "a filter can come from a doctored name, and must never stop an investigation"
)]

mod complete;
mod explain;
mod fault;
mod field;
mod pattern;
mod print;
mod range;
mod read;
mod regexp;
mod tree;
mod value;

pub use super::Artifact;
pub use complete::{Completion, Names, Offer, complete};
pub use explain::explain;
pub use fault::FilterFault;
pub use field::Field;
pub use pattern::{Pattern, Words, fold};
pub use range::{SeqRange, TimeRange};
pub use regexp::{REGEX_SIZE_MAX, REGEXES_MAX, TextRegex};
pub use tree::{Expr, Filter, Term};

/// Longest filter, in characters, as written and in canonical form.
///
/// Far more than anyone types; a filter made from marked rows fits hundreds of names.
pub const LENGTH_MAX: usize = 4096;
/// Deepest nesting of parentheses and `-`.
pub const DEPTH_MAX: usize = 64;
