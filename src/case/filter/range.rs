//! Ranges: of time, half-open, in microseconds; of record numbers, both ends included.
//!
//! Time is half-open so that two ranges that meet share nothing. Numbers are inclusive because people say "records 10 to 20".

use crate::bundle::Time;
use std::fmt;

/// A stretch of time: at or after `from`, before `until`. Microseconds since 1970-01-01T00:00:00Z, as a record's time is that fine.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct TimeRange {
    from: Option<i64>,
    until: Option<i64>,
}

/// Record numbers: log indices from 0, first and last included.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SeqRange {
    first: u64,
    last: Option<u64>,
}

/// One time as written: the beginning and the length of the day, minute, second or fraction that it names, in microseconds.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) struct Moment {
    pub(super) start: i64,
    pub(super) length: i64,
}

impl TimeRange {
    /// The range; `None` if it is empty, or open at both ends, or outside the years 0 to 9999 that the format can write.
    pub fn new(from: Option<i64>, until: Option<i64>) -> Option<TimeRange> {
        let until = until.filter(|until| *until < YEARS_END);
        let from = from.map(|from| from.max(YEARS_START));
        let last = until.unwrap_or(YEARS_END);
        if from.or(until).is_none() || last <= from.unwrap_or(YEARS_START) {
            return None;
        }
        Some(TimeRange { from, until })
    }

    /// True if the instant lies within.
    pub fn contains(&self, micros: i64) -> bool {
        self.from.is_none_or(|from| from <= micros) && self.until.is_none_or(|until| micros < until)
    }

    /// The first microsecond within; `None` if there is no beginning.
    pub fn from(&self) -> Option<i64> {
        self.from
    }

    /// The first microsecond after it; `None` if there is no end.
    pub fn until(&self) -> Option<i64> {
        self.until
    }
}

impl fmt::Display for TimeRange {
    /// What stands after `time:`; the shortest form.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.from, self.until) {
            (Some(from), Some(until)) => match unit(from, until) {
                Some(unit) => f.write_str(&unit),
                None => write!(f, "{}..{}", instant(from), instant(until)),
            },
            (Some(from), None) => write!(f, "{}..", instant(from)),
            (None, Some(until)) => write!(f, "..{}", instant(until)),
            (None, None) => Ok(()),
        }
    }
}

impl SeqRange {
    /// From `first` to `last`, both included; `None` if that is nothing.
    pub fn new(first: u64, last: Option<u64>) -> Option<SeqRange> {
        if last.is_some_and(|last| last < first) { None } else { Some(SeqRange { first, last }) }
    }

    /// True if the record lies within.
    pub fn contains(&self, seq: u64) -> bool {
        self.first <= seq && self.last.is_none_or(|last| seq <= last)
    }

    /// The first record.
    pub fn first(&self) -> u64 {
        self.first
    }

    /// The last record, included; `None` if there is no end.
    pub fn last(&self) -> Option<u64> {
        self.last
    }
}

impl fmt::Display for SeqRange {
    /// With the `#` before it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match (self.first, self.last) {
            (first, None) => write!(f, "#{first}.."),
            (first, Some(last)) if first == last => write!(f, "#{first}"),
            (0, Some(last)) => write!(f, "#..{last}"),
            (first, Some(last)) => write!(f, "#{first}..{last}"),
        }
    }
}

impl Moment {
    /// Reads `2026-11-02`, `2026-11-02T09:14`, `2026-11-02T09:14:07Z` or that with one to six digits of fraction. The `Z` may be
    /// left out: all times are UTC.
    pub(super) fn parse(text: &str) -> Option<Moment> {
        let upper = text.to_ascii_uppercase();
        let bare = if upper.len() > DATE { upper.strip_suffix('Z').unwrap_or(&upper) } else { &upper };
        let (full, length) = match bare.len() {
            DATE => (format!("{bare}T00:00:00Z"), DAY),
            MINUTE_TEXT => (format!("{bare}:00Z"), MINUTE),
            SECOND_TEXT => (format!("{bare}Z"), SECOND),
            more => {
                let digits = more.checked_sub(SECOND_TEXT)?.checked_sub(1)?;
                (format!("{bare}Z"), *FRACTIONS.get(digits.checked_sub(1)?)?)
            }
        };
        Some(Moment { start: micros(Time::parse(&full)?)?, length })
    }

    /// The day, minute, second or fraction itself.
    pub(super) fn whole(self) -> Option<TimeRange> {
        TimeRange::new(Some(self.start), self.start.checked_add(self.length))
    }
}

fn micros(time: Time) -> Option<i64> {
    time.seconds.checked_mul(SECOND)?.checked_add(i64::from(time.nanos.div_euclid(1000)))
}

/// The range as one day, minute, second or fraction, if it is one.
fn unit(from: i64, until: i64) -> Option<String> {
    let length = until.checked_sub(from)?;
    let text = full_text(from);
    let fits = |unit: i64| length == unit && from.checked_rem_euclid(unit) == Some(0);
    if fits(DAY) || fits(MINUTE) || fits(SECOND) {
        return Some(instant_of(&text, length));
    }
    let digits = FRACTIONS.iter().position(|unit| fits(*unit))?.checked_add(1)?;
    Some(format!("{}Z", text.get(..SECOND_TEXT.checked_add(1)?.checked_add(digits)?)?))
}

/// The shortest text whose beginning is this instant.
fn instant(micros: i64) -> String {
    let whole = |unit: &i64| micros.checked_rem_euclid(*unit) == Some(0);
    instant_of(&full_text(micros), [DAY, MINUTE, SECOND].into_iter().find(whole).unwrap_or(1))
}

fn instant_of(text: &str, unit: i64) -> String {
    let head = |length: usize| text.get(..length).unwrap_or(text);
    match unit {
        DAY => head(DATE).to_owned(),
        MINUTE => head(MINUTE_TEXT).to_owned(),
        SECOND => format!("{}Z", head(SECOND_TEXT)),
        _ => text.to_owned(),
    }
}

/// All digits: `2026-11-02T09:14:07.120000Z`.
pub(super) fn full_text(micros: i64) -> String {
    let nanos = u32::try_from(micros.rem_euclid(SECOND).saturating_mul(1000)).unwrap_or(0);
    Time { seconds: micros.div_euclid(SECOND), nanos }.text()
}

const SECOND: i64 = 1_000_000;
const MINUTE: i64 = 60_000_000;
const DAY: i64 = 86_400_000_000;
/// The length of what one to six digits of fraction name.
const FRACTIONS: [i64; 6] = [100_000, 10_000, 1000, 100, 10, 1];
/// 0000-01-01, in microseconds.
const YEARS_START: i64 = -62_167_219_200_000_000;
/// 10000-01-01, in microseconds.
const YEARS_END: i64 = 253_402_300_800_000_000;
/// Lengths of `2026-11-02`, `2026-11-02T09:14` and `2026-11-02T09:14:07`.
const DATE: usize = 10;
const MINUTE_TEXT: usize = 16;
const SECOND_TEXT: usize = 19;
