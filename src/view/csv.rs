//! A table of records as CSV (RFC 4180): one line a record, for spreadsheets and scripts.
//!
//! A field that a spreadsheet would take for a formula gets an apostrophe: evidence must not calculate. What deceives the eye is
//! written out, so that a file looks the same wherever it is opened.

use super::record_json;
use super::table::RecordRow;
use super::text::escaped;

/// The head line, without a line end.
pub fn head() -> String {
    COLUMNS.join(",")
}

/// A record, without a line end.
pub fn line(record: &RecordRow) -> String {
    let value = record_json::record(record);
    let artifact = |name: &str| {
        let of = |member: &str| value[name][member].as_str().unwrap_or_default().to_owned();
        if value[name].is_null() { String::new() } else { format!("{}@{}", of("name"), of("version")) }
    };
    let field = |name: &&str| {
        let text = match *name {
            "policy" | "template" => artifact(name),
            "to" => record.to.join(" "),
            "record" => record.seq.to_string(),
            other => value[other].as_str().unwrap_or_default().to_owned(),
        };
        let text = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { format!("'{text}") } else { text };
        format!("\"{}\"", escaped(&text).replace('"', "\"\""))
    };
    COLUMNS.iter().map(field).collect::<Vec<_>>().join(",")
}

const COLUMNS: [&str; 12] =
    ["record", "time", "type", "actor", "by", "to", "run", "env", "policy", "template", "mark", "summary"];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::Assurance;
    use crate::view::table::Standing;

    #[test]
    fn nothing_in_a_field_calculates_ends_it_or_hides() {
        let text = |text: &str| text.to_owned();
        let record = RecordRow {
            row: 0,
            seq: 7,
            log: None,
            time: None,
            mark: Assurance::Verified,
            kind: text("=HYPERLINK(\"http://x\")"),
            from: text("@SUM"),
            signer: text("-1+2"),
            standing: Standing::Signed,
            to: vec![text("+a"), text("b")],
            run: Some(text("\tx")),
            env: Some(text("a,\"b\"\nc")),
            policy: None,
            template: None,
            summary: text("pay\u{202e}"),
        };
        let expected = concat!(
            r#""7","","'=HYPERLINK(""http://x"")","'-1+2","'@SUM","'+a b","'\tx","a,""b""\nc","","","verified","#,
            r#""pay\u{202E}""#
        );
        assert_eq!(line(&record), expected);
        assert_eq!(head().split(',').count(), 12);
    }
}
