//! Where a typed place leads: the number of a record or a time.

use crate::bundle::Time;
use crate::case::{Cursor, Row};
use crate::gui::state::Desk;
use crate::view::words::{count, instant};
use std::sync::Arc;

/// A place.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Target {
    /// A record by its number in the log.
    Record(u64),
    /// The first record whose log had seen this time, in microseconds since 1970.
    Time(i64),
}

/// Reads what was typed. Another way to write a place is added here, and in [`Target`].
///
/// # Errors
/// What was expected: a sentence.
pub fn target(text: &str) -> Result<Target, String> {
    let text = text.trim();
    let digits: String = text.strip_prefix('#').unwrap_or(text).chars().filter(|c| *c != ' ').collect();
    if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit()) {
        let number = digits.parse().map_err(|_| "No log has so many records".to_owned())?;
        return Ok(Target::Record(number));
    }
    match time(text) {
        Some(time) => Ok(Target::Time(time.micros())),
        None => {
            Err("Type the number of a record (255 or #255), a time in UTC (2026-05-04T09:41:00Z) or a citation"
                .to_owned())
        }
    }
}

/// A time as RFC 3339 has it, in UTC; seconds, time of day and `Z` may be left out.
fn time(text: &str) -> Option<Time> {
    let text = text.to_ascii_uppercase().replacen(' ', "T", 1);
    let bare = text.strip_suffix('Z').unwrap_or(&text);
    let whole = match bare.len() {
        10 => format!("{bare}T00:00:00Z"),
        16 => format!("{bare}:00Z"),
        _ => format!("{bare}Z"),
    };
    Time::parse(&whole)
}

/// Where a place is.
///
/// # Errors
/// There is no such record: a sentence.
pub fn resolve(desk: &Desk, target: Target) -> Result<Row, String> {
    match target {
        Target::Record(number) => record(desk, number),
        Target::Time(micros) => at_time(desk, micros),
    }
}

/// By its number in the log of the focus, else of the bundle that the banner is about.
fn record(desk: &Desk, number: u64) -> Result<Row, String> {
    let case = &desk.opened.case;
    let parts = case.parts().len();
    let log = match desk.focus {
        Some(row) => case.log(row),
        None if desk.bundle < parts => case.order().log_of(desk.bundle),
        None => return Err("No bundle is open that has records".to_owned()),
    };
    case.row_of(log, number).ok_or_else(|| {
        let origin = case.logs().get(log).map_or("", |log| log.origin.as_str());
        format!("Record {number} is not disclosed here, of the log {origin}")
    })
}

fn at_time(desk: &Desk, micros: i64) -> Result<Row, String> {
    let case = &desk.opened.case;
    let found = match desk.filter.part.and_then(|part| Some((part, case.parts().get(part)?))) {
        // In one bundle the clock never goes back.
        Some((part, of)) => {
            let (mut low, mut high) = (0, of.rows.len());
            while low < high {
                let middle = low + (high - low) / 2;
                if of.rows.clock(middle) < micros { low = middle + 1 } else { high = middle }
            }
            (low < of.rows.len()).then(|| case.order().position(part, low as Row))
        }
        None => Cursor::over(Arc::clone(&desk.opened.all)).jump_to_time(case, micros),
    };
    found.ok_or_else(|| format!("No record is as late as {}, of {} records", instant(micros), count(case.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_times_are_read_and_all_else_is_answered() {
        for text in ["255", "#255", " # 255 ", "#2 5 5"] {
            assert_eq!(target(text), Ok(Target::Record(255)), "{text}");
        }
        let at = |text| Ok(Target::Time(Time::parse(text).unwrap().micros()));
        assert_eq!(target("2026-05-04T09:41:07Z"), at("2026-05-04T09:41:07Z"));
        assert_eq!(target("2026-05-04t09:41:07.250z"), at("2026-05-04T09:41:07.250Z"));
        assert_eq!(target("2026-05-04 09:41"), at("2026-05-04T09:41:00Z"));
        assert_eq!(target("2026-05-04"), at("2026-05-04T00:00:00Z"));
        for text in ["", "#", "12a", "-3", "2026-13-40", "2026-05-04T09:41:07+02:00", "99999999999999999999"] {
            assert!(target(text).is_err(), "{text}");
        }
    }
}
