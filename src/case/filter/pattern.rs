//! Patterns: a name with `*` in it, and words to be found in a text.
//!
//! Both are matched piece by piece from the left, each at its first place. That is enough, as `*` is the only wildcard, and it takes
//! time linear in text and pattern: a doctored name cannot make a search slow.

/// A name, `*` standing for any run of characters. Compared exactly, over the whole of the other name.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pattern {
    /// The pieces around the stars: one more than there are stars, none empty but the first and the last.
    pieces: Vec<String>,
}

/// Words with which a word of a text begins, in any letter case; `*` between two of them stands for any run of characters, and
/// before the first for the beginning of the word.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Words {
    /// As written; none is empty. No piece at all fits every text.
    pieces: Vec<String>,
    folded: Vec<String>,
    /// A star stands before the first.
    anywhere: bool,
}

/// A character of a pattern: itself, or the star.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Sign {
    Char(char),
    Star,
}

/// The text without its letter case: Unicode's default case folding. What [`Words::fits_folded`] wants.
pub fn fold(text: &str) -> String {
    if text.is_ascii() { text.to_ascii_lowercase() } else { caseless::default_case_fold_str(text) }
}

impl Pattern {
    /// This name and no other.
    pub fn exact(name: &str) -> Pattern {
        Pattern { pieces: vec![name.to_owned()] }
    }

    /// True if the whole of `name` fits.
    pub fn matches(&self, name: &str) -> bool {
        let Some((first, rest)) = self.pieces.split_first() else { return false };
        let Some((last, middle)) = rest.split_last() else { return name == first };
        let Some(mut left) = name.strip_prefix(first.as_str()) else { return false };
        for piece in middle {
            let Some((_, after)) = left.split_once(piece.as_str()) else { return false };
            left = after;
        }
        left.ends_with(last.as_str())
    }

    /// The name, if the pattern has no star: such a pattern can be looked up instead of tried.
    pub fn literal(&self) -> Option<&str> {
        match self.pieces.as_slice() {
            [name] => Some(name),
            _ => None,
        }
    }

    /// The pieces around the stars, first and last perhaps empty.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    pub(super) fn of(signs: &[Sign]) -> Pattern {
        let pieces = split(signs);
        let last = pieces.len().saturating_sub(1);
        let kept = pieces.into_iter().enumerate().filter(|(at, piece)| *at == 0 || *at == last || !piece.is_empty());
        Pattern { pieces: kept.map(|(_, piece)| piece).collect() }
    }
}

impl Words {
    /// True if `text` contains the words, one after the other.
    pub fn matches(&self, text: &str) -> bool {
        self.fits_folded(&fold(text))
    }

    /// Like [`Words::matches`], for a text that went through [`fold`]: one folding serves all words of a filter.
    pub fn fits_folded(&self, folded: &str) -> bool {
        let Some((first, rest)) = self.folded.split_first() else { return true };
        let after = if self.anywhere { split_after(folded, first) } else { after_word(folded, first) };
        let Some(mut left) = after else { return false };
        for piece in rest {
            let Some(after) = split_after(left, piece) else { return false };
            left = after;
        }
        true
    }

    /// Whether the first may stand inside a word.
    pub fn begins_anywhere(&self) -> bool {
        self.anywhere
    }

    /// The words as written, in order; none for a lone `*`.
    pub fn pieces(&self) -> &[String] {
        &self.pieces
    }

    pub(super) fn of(signs: &[Sign]) -> Words {
        // A star at the end adds nothing: the text may go on there anyway.
        let pieces: Vec<String> = split(signs).into_iter().filter(|piece| !piece.is_empty()).collect();
        let anywhere = !pieces.is_empty() && signs.first() == Some(&Sign::Star);
        Words { folded: pieces.iter().map(|piece| fold(piece)).collect(), pieces, anywhere }
    }
}

fn split_after<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    text.split_once(piece).map(|(_, after)| after)
}

/// What comes after the first place at which a word of `text` begins with `piece`.
///
/// Words begin where a full-text index says so: at a letter or digit that none stands before. So an index and a reading find the same.
fn after_word<'a>(text: &'a str, piece: &str) -> Option<&'a str> {
    if !piece.starts_with(char::is_alphanumeric) {
        return split_after(text, piece);
    }
    let mut rest = text;
    loop {
        let (skipped, _) = rest.split_once(piece)?;
        let found = rest.get(skipped.len()..)?;
        let inside = skipped.chars().next_back().is_some_and(char::is_alphanumeric);
        if !inside {
            return found.get(piece.len()..);
        }
        // On to the end of this word: inside it nothing begins.
        let end = found.find(|c: char| !c.is_alphanumeric())?;
        rest = found.get(end..)?;
    }
}

fn split(signs: &[Sign]) -> Vec<String> {
    let piece =
        |part: &[Sign]| part.iter().filter_map(|sign| if let Sign::Char(c) = sign { Some(*c) } else { None }).collect();
    signs.split(|sign| *sign == Sign::Star).map(piece).collect()
}
