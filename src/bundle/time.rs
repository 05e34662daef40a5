//! Instants as the format writes them: `YYYY-MM-DDTHH:MM:SS[.fraction]Z`, a real date, no leap second.

/// An instant: seconds since 1970-01-01T00:00:00Z and nanoseconds. Compared as an instant, never as text.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default)]
pub struct Time {
    /// POSIX seconds.
    pub seconds: i64,
    /// 0 to 999,999,999.
    pub nanos: u32,
}

impl Time {
    /// An instant on a whole second.
    pub fn from_seconds(seconds: u64) -> Time {
        Time { seconds: i64::try_from(seconds).unwrap_or(i64::MAX), nanos: 0 }
    }

    /// Reads a time with no fraction or one of 1 to 9 digits (`bundle-format.md` section 1.4).
    pub fn parse(text: &str) -> Option<Time> {
        let (base, rest) = text.split_at_checked(19)?;
        let fraction = rest.strip_suffix('Z')?;
        let nanos = match fraction.strip_prefix('.') {
            None if fraction.is_empty() => 0,
            Some(digits) if (1..=9).contains(&digits.len()) => {
                let scale = 10u32.checked_pow(u32::try_from(9usize.checked_sub(digits.len())?).ok()?)?;
                number(digits)?.checked_mul(scale)?
            }
            _ => return None,
        };
        let seconds = seconds_of(base)?;
        Some(Time { seconds, nanos })
    }

    /// Reads a record's own `time`, which has exactly six digits of fraction.
    pub fn parse_micros(text: &str) -> Option<Time> {
        if text.len() == 27 { Time::parse(text) } else { None }
    }

    /// Microseconds since 1970, rounded down; the format's years fit many times over.
    pub fn micros(self) -> i64 {
        self.seconds.saturating_mul(1_000_000).saturating_add(i64::from(self.nanos.div_euclid(1000)))
    }

    /// The instant of microseconds since 1970.
    pub fn from_micros(micros: i64) -> Time {
        let nanos = u32::try_from(micros.rem_euclid(1_000_000)).unwrap_or(0).saturating_mul(1000);
        Time { seconds: micros.div_euclid(1_000_000), nanos }
    }

    /// This instant moved by whole seconds.
    pub fn plus(self, seconds: i64) -> Time {
        Time { seconds: self.seconds.saturating_add(seconds), nanos: self.nanos }
    }

    /// `YYYY-MM-DDTHH:MM:SS.ffffffZ`, UTC; with nine digits where six do not hold it, so that no instant is written as another.
    pub fn text(self) -> String {
        let days = self.seconds.div_euclid(86_400);
        let (year, month, day) = civil(days);
        let rest = self.seconds.rem_euclid(86_400);
        let (h, m, s) = (rest.div_euclid(3600), rest.div_euclid(60).rem_euclid(60), rest.rem_euclid(60));
        let (micros, beyond) = (self.nanos.div_euclid(1000), self.nanos.rem_euclid(1000));
        let beyond = if beyond == 0 { String::new() } else { format!("{beyond:03}") };
        format!("{year:04}-{month:02}-{day:02}T{h:02}:{m:02}:{s:02}.{micros:06}{beyond}Z")
    }
}

fn seconds_of(text: &str) -> Option<i64> {
    let bytes = text.as_bytes();
    for (at, wanted) in [(4, b'-'), (7, b'-'), (10, b'T'), (13, b':'), (16, b':')] {
        if *bytes.get(at)? != wanted {
            return None;
        }
    }
    let part = |a: usize, b: usize| text.get(a..b).and_then(number).map(i64::from);
    let (year, month, day) = (part(0, 4)?, part(5, 7)?, part(8, 10)?);
    let (h, m, s) = (part(11, 13)?, part(14, 16)?, part(17, 19)?);
    if !(1..=12).contains(&month) || day < 1 || day > days_in(year, month) || h > 23 || m > 59 || s > 59 {
        return None;
    }
    let minutes = h.checked_mul(60)?.checked_add(m)?;
    let of_day = minutes.checked_mul(60)?.checked_add(s)?;
    days_from_civil(year, month, day)?.checked_mul(86_400)?.checked_add(of_day)
}

fn number(digits: &str) -> Option<u32> {
    if digits.bytes().all(|byte| byte.is_ascii_digit()) { digits.parse().ok() } else { None }
}

fn days_in(year: i64, month: i64) -> i64 {
    let leap = year.rem_euclid(4) == 0 && (year.rem_euclid(100) != 0 || year.rem_euclid(400) == 0);
    match month {
        2 if leap => 29,
        2 => 28,
        4 | 6 | 9 | 11 => 30,
        _ => 31,
    }
}

/// Days since 1970-01-01 of a proleptic Gregorian date (Howard Hinnant's algorithm, years from March).
fn days_from_civil(year: i64, month: i64, day: i64) -> Option<i64> {
    let y = if month <= 2 { year.checked_sub(1)? } else { year };
    let era = y.div_euclid(400);
    let of_era = y.rem_euclid(400);
    let shifted = month.checked_add(if month > 2 { -3 } else { 9 })?;
    let of_year = shifted.checked_mul(153)?.checked_add(2)?.div_euclid(5).checked_add(day)?.checked_sub(1)?;
    let leaps = of_era.div_euclid(4).checked_sub(of_era.div_euclid(100))?;
    let days = of_era.checked_mul(365)?.checked_add(leaps)?.checked_add(of_year)?;
    era.checked_mul(146_097)?.checked_add(days)?.checked_sub(719_468)
}

/// The inverse of [`days_from_civil`].
fn civil(days: i64) -> (i64, i64, i64) {
    let shifted = days.saturating_add(719_468);
    let era = shifted.div_euclid(146_097);
    let day_of_era = shifted.rem_euclid(146_097);
    let leap_days = day_of_era.div_euclid(1460).saturating_sub(day_of_era.div_euclid(36_524));
    let last = day_of_era.div_euclid(146_096);
    let year_of_era = day_of_era.saturating_sub(leap_days).saturating_sub(last).div_euclid(365);
    let before = year_of_era
        .saturating_mul(365)
        .saturating_add(year_of_era.div_euclid(4))
        .saturating_sub(year_of_era.div_euclid(100));
    let of_year = day_of_era.saturating_sub(before);
    let shifted_month = of_year.saturating_mul(5).saturating_add(2).div_euclid(153);
    let day =
        of_year.saturating_sub(shifted_month.saturating_mul(153).saturating_add(2).div_euclid(5)).saturating_add(1);
    let month = if shifted_month < 10 { shifted_month.saturating_add(3) } else { shifted_month.saturating_sub(9) };
    let year = year_of_era.saturating_add(era.saturating_mul(400)).saturating_add(i64::from(month <= 2));
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_instants() {
        assert_eq!(Time::parse("2026-07-01T12:05:10Z"), Some(Time { seconds: 1_782_907_510, nanos: 0 }));
        assert_eq!(Time::parse("1970-01-01T00:00:00.5Z"), Some(Time { seconds: 0, nanos: 500_000_000 }));
        for text in ["2000-02-29T23:59:59.000001Z", "0000-01-01T00:00:00.000000Z", "9999-12-31T23:59:59.999999Z"] {
            assert_eq!(Time::parse_micros(text).map(Time::text).as_deref(), Some(text));
        }
        for text in ["2026-07-01T12:05:10.0000001Z", "2026-07-01T12:05:10.123456789Z"] {
            let time = Time::parse(text);
            assert_eq!(time.and_then(|time| Time::parse(&time.text())), time, "{text}");
        }
    }

    #[test]
    fn unreal_times_are_refused() {
        for text in [
            "2026-02-29T00:00:00Z",
            "2026-01-01T24:00:00Z",
            "2026-01-01T00:00:60Z",
            "2026-01-01 00:00:00Z",
            "2026-01-01T00:00:00",
            "2026-01-01T00:00:00.Z",
            "2026-01-01T00:00:00.1234567890Z",
            "2026-01-01T00:00:00+00:00",
            "+026-01-01T00:00:00Z",
        ] {
            assert_eq!(Time::parse(text), None, "{text}");
        }
        assert_eq!(Time::parse_micros("2026-01-01T00:00:00.12Z"), None);
    }
}
