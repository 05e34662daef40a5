//! How fast a job is, and how long it will take.

use crate::view::words::{count, span};

/// Where a stretch of a job began. A job can have several, each counted from 0.
#[derive(Clone, Copy, PartialEq, Debug, Default)]
pub struct Pace {
    begun: f64,
    total: u64,
    done: u64,
    now: f64,
}

impl Pace {
    /// Takes in the progress at a time in seconds.
    pub fn look(&mut self, (done, total): (u64, u64), now: f64) {
        if total != self.total || done < self.done {
            *self = Pace { begun: now, total, done, now };
        }
        (self.done, self.now) = (done, now);
    }

    /// Done each second; `None`: too early to tell.
    fn rate(&self) -> Option<f64> {
        let took = self.now - self.begun;
        (took >= 0.5 && self.done > 0).then(|| self.done as f64 / took)
    }

    /// Rate and time left, in words; empty while it is too early to tell.
    pub fn words(&self, noun: &str) -> String {
        let Some(rate) = self.rate() else { return String::new() };
        let left = self.total.saturating_sub(self.done) as f64 / rate;
        format!(", {} {noun}s/s, {} left", count(rate as usize), span((left.ceil() * 1e6) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rate_and_time_left_are_those_of_the_stretch_that_runs() {
        let mut pace = Pace::default();
        pace.look((0, 1000), 10.0);
        assert_eq!(pace.words("record"), "");
        pace.look((500, 1000), 11.0);
        assert_eq!(pace.words("record"), format!(", 500 records/s, {} left", span(1_000_000)));
        // The second stretch begins at 0 again.
        pace.look((10, 1000), 20.0);
        assert_eq!(pace.words("record"), "");
        pace.look((210, 1000), 21.0);
        assert_eq!(pace.words("record"), format!(", 210 records/s, {} left", span(4_000_000)));
    }
}
