//! A text as the search index gets it: its words, in an alphabet of which the index knows no more than is the same for all time.
//!
//! The tables of SQLite say which characters are letters, as of Unicode 6.1, and let accents that stand alone go on with a word. A
//! filter is read with newer tables. Where the two part, the index would miss a record that a reading finds. So words are cut here,
//! as filters cut them, and a letter that SQLite may see otherwise is spelled by its number.

use crate::case::filter::fold;
use std::fmt::Write;

/// The words of a text without their letter case, one space between two; empty where it has no letter and no digit.
pub(super) fn spell(text: &str) -> String {
    let folded = fold(text);
    let mut out = String::with_capacity(folded.len());
    let mut inside = true;
    for c in folded.chars() {
        if !c.is_alphanumeric() {
            inside = false;
            continue;
        }
        if !inside && !out.is_empty() {
            out.push(' ');
        }
        inside = true;
        if is_plain(c) {
            out.push(c);
        } else {
            // The mark is no letter for us and one for SQLite: nothing else is spelled like that.
            let _ = write!(out, "{MARK}{:06x}", u32::from(c));
        }
    }
    out
}

/// Letters and digits of scripts whose tables have not changed; the test holds them to what SQLite does.
fn is_plain(c: char) -> bool {
    c.is_ascii()
        || matches!(c, 'ß'..='ƿ' | 'ά'..='ώ' | 'а'..='џ' | 'א'..='ת' | 'ء'..='ي' | 'ぁ'..='ゖ' | 'ァ'..='ヺ' | '一'..='鿃' | '가'..='힣')
}

/// Of the private use area.
const MARK: char = '\u{e000}';

#[cfg(test)]
mod tests {
    use super::*;
    use rusqlite::Connection;

    #[test]
    fn words_are_cut_where_a_filter_cuts_them() {
        assert_eq!(spell("  Send \"the\" LEDGER, x2! "), "send the ledger x2");
        assert_eq!(spell("Straße"), spell("STRASSE"));
        assert_eq!(spell("cafe\u{301}bar \u{e000}x"), "cafe bar x");
        assert_eq!(spell("\u{1e900}"), "\u{e000}01e922");
        assert_eq!(spell("?!"), "");
    }

    /// Every letter that is left as it is stands for itself in the index, and for nothing else.
    #[test]
    fn sqlite_reads_plain_letters_as_we_do() {
        let database = Connection::open_in_memory().unwrap();
        let table =
            "CREATE VIRTUAL TABLE text USING fts5(body, content='', tokenize=\"unicode61 remove_diacritics 0\")";
        database.execute_batch(table).unwrap();
        let all = (0..=0x1_ffffu32).filter_map(char::from_u32);
        let letters: Vec<char> =
            all.filter(|c| is_plain(*c) && c.is_alphanumeric() && fold(&c.to_string()) == c.to_string()).collect();
        let mut insert = database.prepare("INSERT INTO text (rowid, body) VALUES (?1, ?2)").unwrap();
        for c in &letters {
            insert.execute((u32::from(*c), format!("a{c}b"))).unwrap();
        }
        let mut find = database.prepare("SELECT rowid FROM text WHERE text MATCH ?1").unwrap();
        for c in &letters {
            let query = format!("\"a{c}\" *");
            let found: Vec<u32> = find.query_map([query], |row| row.get(0)).unwrap().map(Result::unwrap).collect();
            assert_eq!(found, [u32::from(*c)], "{c:?}");
        }
        assert!(letters.len() > 30_000);
    }
}
