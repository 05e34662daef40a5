//! A template as it was filled: text, variables, and what they give together.
//!
//! A template comes out of the evidence, so it may be written to harm: it runs with bounded fuel and bounded output, reaches no
//! file and no other template, and its failure is a sentence, not an end.

use crate::bundle::json::Value;
use minijinja::{Environment, UndefinedBehavior};
use std::fmt;
use std::io;

/// What came out of filling a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Filled {
    /// The text.
    Text(String),
    /// Why there is none.
    Failed(String),
}

impl fmt::Display for Filled {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Filled::Text(text) => f.write_str(text),
            Filled::Failed(why) => write!(f, "(not rendered: {why})"),
        }
    }
}

/// Whether a text has marks of Jinja in it.
pub fn is_jinja(text: &str) -> bool {
    ["{{", "{%", "{#"].iter().any(|mark| text.contains(mark))
}

/// Fills a template with the variables of a record, given as JSON text. A text without marks of Jinja stays as it is.
pub fn fill(template: &str, vars: &str) -> Filled {
    if !is_jinja(template) {
        return Filled::Text(template.to_owned());
    }
    let vars = match Value::parse(vars) {
        Ok(vars @ Value::Object(_)) => value(&vars),
        _ => return Filled::Failed("the variables are not a JSON object".to_owned()),
    };
    let mut environment = Environment::new();
    environment.set_fuel(Some(FUEL));
    environment.set_recursion_limit(DEPTH);
    environment.set_undefined_behavior(UndefinedBehavior::Strict);
    environment.set_auto_escape_callback(|_| minijinja::AutoEscape::None);
    let parsed = match environment.template_from_str(template) {
        Ok(parsed) => parsed,
        Err(error) => return Filled::Failed(reason(&error)),
    };
    let mut out = Bounded(Vec::new());
    match parsed.render_captured_to(vars, &mut out) {
        Ok(_) => Filled::Text(String::from_utf8_lossy(&out.0).into_owned()),
        Err(_) if out.0.len() >= OUTPUT_MAX => Filled::Failed(format!("it gives more than {OUTPUT_MAX} bytes")),
        Err(error) => Filled::Failed(reason(&error)),
    }
}

fn reason(error: &minijinja::Error) -> String {
    let line = error.line().map(|line| format!(", line {line} of the template")).unwrap_or_default();
    let detail = error.detail().map(|detail| format!(": {detail}")).unwrap_or_default();
    format!("{}{detail}{line}", error.kind())
}

fn value(from: &Value<'_>) -> minijinja::Value {
    match from {
        Value::Null => minijinja::Value::from(()),
        Value::Bool(value) => minijinja::Value::from(*value),
        // As written where it is no 64-bit number: a long id must not be rounded.
        Value::Number(text) => {
            text.parse::<i64>().map_or_else(|_| minijinja::Value::from(text.to_string()), minijinja::Value::from)
        }
        Value::String(text) => minijinja::Value::from(text.as_ref()),
        Value::Array(items) => items.iter().map(value).collect(),
        // Collecting would make a sequence of pairs, in which no name is found.
        Value::Object(members) => {
            minijinja::Value::from_pairs(members.iter().map(|(name, member)| (name.to_string(), value(member))))
        }
    }
}

/// Output up to a bound.
struct Bounded(Vec<u8>);

impl io::Write for Bounded {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let room = OUTPUT_MAX.saturating_sub(self.0.len());
        self.0.extend_from_slice(bytes.get(..bytes.len().min(room)).unwrap_or_default());
        if bytes.len() > room { Err(io::Error::other("too much output")) } else { Ok(bytes.len()) }
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

/// Steps of the engine: a page of text takes a few hundred; ten thousand loops are not a prompt.
const FUEL: u64 = 100_000;
/// Nested blocks and macros.
const DEPTH: usize = 64;
/// Bytes that a filled template may have: sixteen times the longest record.
const OUTPUT_MAX: usize = 1 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_go_where_the_template_says() {
        let text = "Hello {{ who }}.{% if n > 2 %} {{ n }} cases{% endif %}";
        assert_eq!(fill(text, r#"{"who":"<Ines>","n":3}"#), Filled::Text("Hello <Ines>. 3 cases".into()));
        assert_eq!(
            fill("{{ id }}", r#"{"id":123456789012345678901234567890}"#).to_string(),
            "123456789012345678901234567890"
        );
        let notice = "Notice from {{ sender }}\nSubject: {{ subject }}\n";
        assert_eq!(fill(notice, r#"{"sender":"a","subject":"b"}"#), Filled::Text("Notice from a\nSubject: b".into()));
        assert_eq!(fill("no marks", "not even JSON"), Filled::Text("no marks".into()));
    }

    #[test]
    fn a_template_that_means_harm_ends_with_a_sentence() {
        let endless = "{% for a in range(10000) %}{% for b in range(10000) %}{{ a }}{% endfor %}{% endfor %}";
        let large = "{{ s * 100000 }}{{ s * 100000 }}";
        for (text, vars) in [
            (endless, "{}"),
            (large, r#"{"s":"0123456789"}"#),
            ("{% include 'x' %}", "{}"),
            ("{{ x", "{}"),
            ("{{ absent }}", "{}"),
        ] {
            assert!(matches!(fill(text, vars), Filled::Failed(_)), "{text}");
        }
    }
}
