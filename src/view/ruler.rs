//! Ticks for a range of time, or of positions: nice steps, labels that never overlap. No opinion on where it is drawn.
//!
//! Times are UTC. A label says what its step needs; what is longer stands above it, once, and again only where it changes. Widths
//! are those of a face in which all signs are equally wide, as numbers and times are shown.

use crate::bundle::Time;

/// One tick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Tick {
    /// What it stands at: microseconds since 1970, or a position.
    pub at: i64,
    /// Its pixel.
    pub pixel: u32,
    /// The text right of it; empty where there is no room before the right end.
    pub label: String,
    /// The longer units, where they are new: the date above hours, the year above months.
    pub above: String,
}

/// Ticks over `width` pixels for times from `range.0` to before `range.1`, in microseconds since 1970; `sign` is the width of one
/// sign in pixels. What lies outside of the years 0 to 9999 has no ticks.
pub fn times(range: (i64, i64), width: u32, sign: u32) -> Vec<Tick> {
    let range = (range.0.max(FIRST), range.1.min(END));
    let steps = STEPS.iter().copied();
    let Some(step) = steps.into_iter().find(|step| has_room(range, width, sign, step.least(), step.signs())) else {
        return Vec::new();
    };
    let mut ticks = Vec::new();
    let mut next = step.at_or_after(range.0);
    while let Some(at) = next.filter(|at| *at < range.1) {
        let text = Time::from_micros(at).text();
        let part = |(from, to): (usize, usize)| text.get(from..to).unwrap_or_default();
        let (above, label) = step.parts();
        ticks.push((at, part(label).to_owned(), part(above).to_owned()));
        next = at.checked_add(1).and_then(|after| step.at_or_after(after));
    }
    placed(ticks, range, width, sign)
}

/// The same for positions from 0.
pub fn positions(range: (i64, i64), width: u32, sign: u32) -> Vec<Tick> {
    let range = (range.0.max(0), range.1);
    let signs = range.1.max(1).ilog10() + 1;
    let steps = (0..18).flat_map(|power| [1, 2, 5].map(|step| step * 10i64.pow(power)));
    let Some(step) = steps.into_iter().find(|step| has_room(range, width, sign, *step, signs)) else {
        return Vec::new();
    };
    let first = (range.0 + step - 1) / step * step;
    let ticks =
        (0..i64::from(width)).map(|n| first.saturating_add(n.saturating_mul(step))).take_while(|at| *at < range.1);
    placed(ticks.map(|at| (at, at.to_string(), String::new())).collect(), range, width, sign)
}

/// Whether labels of so many signs, and a sign between two, fit between ticks that are at least `least` apart.
fn has_room(range: (i64, i64), width: u32, sign: u32, least: i64, signs: u32) -> bool {
    let length = i128::from(range.1) - i128::from(range.0);
    // One pixel is lost to rounding.
    length > 0 && i128::from(least) * i128::from(width) >= length * i128::from((signs + 1) * sign.max(1) + 1)
}

fn placed(ticks: Vec<(i64, String, String)>, range: (i64, i64), width: u32, sign: u32) -> Vec<Tick> {
    let length = i128::from(range.1) - i128::from(range.0);
    let (mut out, mut last): (Vec<Tick>, String) = (Vec::new(), String::new());
    for (at, label, above) in ticks {
        let pixel = ((i128::from(at) - i128::from(range.0)) * i128::from(width) / length) as u32;
        let fits = |text: &String| pixel + text.len() as u32 * sign <= width;
        let label = if fits(&label) { label } else { String::new() };
        let mut shown = String::new();
        if above != last && fits(&above) {
            (shown, last) = (above.clone(), above);
        }
        out.push(Tick { at, pixel, label, above: shown });
    }
    out
}

/// A step between ticks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Step {
    /// Microseconds that divide a day, or whole days or weeks.
    Micros(i64),
    /// Months that divide a year.
    Months(i64),
    /// Years.
    Years(i64),
}

const MILLI: i64 = 1000;
const SECOND: i64 = 1000 * MILLI;
const MINUTE: i64 = 60 * SECOND;
const HOUR: i64 = 60 * MINUTE;
const DAY: i64 = 24 * HOUR;
/// 0000-01-01 and 10000-01-01: all times that the format can write (`bundle-format.md` section 1.4).
const FIRST: i64 = -62_167_219_200 * SECOND;
const END: i64 = 253_402_300_800 * SECOND;

const STEPS: &[Step] = &{
    use Step::{Micros, Months, Years};
    [
        Micros(1),
        Micros(2),
        Micros(5),
        Micros(10),
        Micros(20),
        Micros(50),
        Micros(100),
        Micros(200),
        Micros(500),
        Micros(MILLI),
        Micros(2 * MILLI),
        Micros(5 * MILLI),
        Micros(10 * MILLI),
        Micros(20 * MILLI),
        Micros(50 * MILLI),
        Micros(100 * MILLI),
        Micros(200 * MILLI),
        Micros(500 * MILLI),
        Micros(SECOND),
        Micros(2 * SECOND),
        Micros(5 * SECOND),
        Micros(10 * SECOND),
        Micros(15 * SECOND),
        Micros(30 * SECOND),
        Micros(MINUTE),
        Micros(2 * MINUTE),
        Micros(5 * MINUTE),
        Micros(10 * MINUTE),
        Micros(15 * MINUTE),
        Micros(30 * MINUTE),
        Micros(HOUR),
        Micros(2 * HOUR),
        Micros(3 * HOUR),
        Micros(6 * HOUR),
        Micros(12 * HOUR),
        Micros(DAY),
        Micros(2 * DAY),
        Micros(7 * DAY),
        Months(1),
        Months(3),
        Months(6),
        Years(1),
        Years(2),
        Years(5),
        Years(10),
        Years(20),
        Years(50),
        Years(100),
        Years(200),
        Years(500),
        Years(1000),
    ]
};

/// Monday, 1970-01-05.
const MONDAY: i64 = 4 * DAY;

impl Step {
    /// The shortest distance of two ticks.
    fn least(self) -> i64 {
        match self {
            Step::Micros(step) => step,
            Step::Months(months) => months * 28 * DAY,
            Step::Years(years) => years * 365 * DAY,
        }
    }

    /// The parts of `YYYY-MM-DDTHH:MM:SS.ffffffZ` that stand above and in a label.
    fn parts(self) -> ((usize, usize), (usize, usize)) {
        match self {
            Step::Micros(step) if step < MILLI => ((0, 19), (19, 26)),
            Step::Micros(step) if step < SECOND => ((0, 19), (19, 23)),
            Step::Micros(step) if step < MINUTE => ((0, 10), (11, 19)),
            Step::Micros(step) if step < DAY => ((0, 10), (11, 16)),
            Step::Micros(_) => ((0, 4), (5, 10)),
            Step::Months(_) => ((0, 4), (5, 7)),
            Step::Years(_) => ((0, 0), (0, 4)),
        }
    }

    /// Signs of the longer of the two.
    fn signs(self) -> u32 {
        let ((a, b), (c, d)) = self.parts();
        (b - a).max(d - c) as u32
    }

    /// The first tick at or after a time.
    fn at_or_after(self, at: i64) -> Option<i64> {
        let up = |at: i64, step: i64| at.div_euclid(step) + i64::from(at.rem_euclid(step) != 0);
        let months = match self {
            Step::Micros(step) => {
                let origin = if step == 7 * DAY { MONDAY } else { 0 };
                return up(at.checked_sub(origin)?, step).checked_mul(step)?.checked_add(origin);
            }
            Step::Months(months) => months,
            Step::Years(years) => years * 12,
        };
        let text = Time::from_micros(at).text();
        let number = |from, to| text.get(from..to).and_then(|digits| digits.parse::<i64>().ok());
        let month = number(0, 4)? * 12 + number(5, 7)? - 1;
        let first = month_start(month / months * months)?;
        if first >= at { Some(first) } else { month_start((month / months + 1) * months) }
    }
}

fn month_start(month: i64) -> Option<i64> {
    Time::parse(&format!("{:04}-{:02}-01T00:00:00Z", month / 12, month % 12 + 1)).map(Time::micros)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        Time::parse(text).unwrap().micros()
    }

    fn labels(ticks: &[Tick]) -> Vec<String> {
        let text = |tick: &Tick| format!("{} {}", tick.above, tick.label).trim().to_owned();
        ticks.iter().map(text).collect()
    }

    #[test]
    fn labels_never_overlap_and_ticks_are_where_they_say() {
        let start = micros("2024-02-28T23:59:58.999990Z");
        let mut steps = std::collections::BTreeSet::new();
        for power in 0..60 {
            let range = (start, start + (1.9f64.powi(power) as i64).clamp(1, END - start));
            for (width, sign) in [(80, 1), (640, 7), (1600, 8), (97, 3)] {
                let ticks = times(range, width, sign);
                assert!(ticks.len() < width as usize);
                for pair in ticks.windows(2) {
                    let right = |text: &str| pair[0].pixel + text.len() as u32 * sign;
                    assert!(pair[0].at < pair[1].at);
                    assert!(
                        right(&pair[0].label) < pair[1].pixel && right(&pair[0].above) < pair[1].pixel,
                        "{ticks:?}"
                    );
                    steps.insert(pair[1].at - pair[0].at);
                }
                for tick in &ticks {
                    assert!(tick.at >= range.0 && tick.at < range.1 && tick.pixel < width);
                    assert!(tick.pixel + tick.label.len() as u32 * sign <= width);
                }
                if width == 1600 && range.1 - range.0 > 5 {
                    assert!(!ticks.is_empty(), "{range:?}");
                }
            }
        }
        assert!(steps.len() > 40, "{steps:?}");
    }

    #[test]
    fn the_longer_unit_stands_once_and_where_it_changes() {
        let range = (micros("2026-05-04T21:10:00Z"), micros("2026-05-05T04:00:00Z"));
        let hours = labels(&times(range, 60, 1));
        assert_eq!(hours, ["2026-05-04 22:00", "2026-05-05 00:00", "02:00"]);
        let range = (micros("2023-11-15T00:00:00Z"), micros("2024-04-15T00:00:00Z"));
        assert_eq!(labels(&times(range, 60, 1)), ["2023 12", "2024 01", "02", "03", "04"]);
        let range = (micros("2024-02-27T12:00:00Z"), micros("2024-03-02T12:00:00Z"));
        assert_eq!(labels(&times(range, 40, 1)), ["2024 02-28", "02-29", "03-01", "03-02"]);
        let range = (micros("2026-05-04T08:32:51.000002Z"), micros("2026-05-04T08:32:51.000012Z"));
        assert_eq!(
            labels(&times(range, 110, 1)),
            ["2026-05-04T08:32:51 .000002", ".000004", ".000006", ".000008", ".000010"]
        );
    }

    #[test]
    fn hostile_ranges_have_ticks_or_none_but_end() {
        for range in [(i64::MIN, i64::MAX), (i64::MAX - 1, i64::MAX), (i64::MIN, i64::MIN + 1), (5, 5), (9, 3)] {
            times(range, 1600, 7);
            positions(range, 1600, 7);
        }
        assert!(!times((i64::MIN, i64::MAX), 1600, 7).is_empty());
        assert!(times((0, DAY), 0, 7).is_empty());
    }

    #[test]
    fn positions_have_round_numbers() {
        assert_eq!(labels(&positions((0, 389), 80, 1)), ["0", "50", "100", "150", "200", "250", "300", "350"]);
        assert_eq!(labels(&positions((117, 123), 80, 1)), ["117", "118", "119", "120", "121", "122"]);
    }
}
