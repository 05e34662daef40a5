//! Shapes that carry meaning, and text at a place. Meaning is never in a colour alone: every mark has a shape and a word.

mod chosen;
mod marks;
mod part;
mod text;

pub use chosen::{chosen, menu_wanted};
pub use marks::{kept, mark, not_disclosed, of_mark, of_tone, severity, sign, tick, verdict};
pub use part::{Row, part, row};
pub use text::{Text, aligned, at, heading, lines, link, pair, paragraph, short, told};
