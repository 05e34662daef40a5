//! The time rules that rest on cosigned checkpoints (`bundle-format.md` section 1.12).

use crate::bundle::{Code, Failure, Time};

/// Accepted checkpoints with a time.
#[derive(Clone, Debug, Default)]
pub struct Clocks {
    skew: i64,
    /// (size, time, latest time up to this size), ascending by size.
    checkpoints: Vec<(u64, Time, Time)>,
}

impl Clocks {
    /// From (size, time) of accepted checkpoints; `skew` in seconds.
    pub fn new(skew: i64, mut checkpoints: Vec<(u64, Time)>) -> Clocks {
        checkpoints.sort_unstable();
        let mut latest = Time { seconds: i64::MIN, nanos: 0 };
        let with_latest = checkpoints.into_iter().map(|(size, time)| {
            latest = latest.max(time);
            (size, time, latest)
        });
        Clocks { skew, checkpoints: with_latest.collect() }
    }

    /// What is wrong with a time claimed by the record at `index`.
    pub fn check(&self, claimed: Time, index: u64) -> Vec<Failure> {
        let after = self.checkpoints.partition_point(|(size, ..)| *size <= index);
        let mut failures = Vec::new();
        if let Some((size, time, _)) = self.checkpoints.get(after)
            && claimed > time.plus(self.skew)
        {
            let wanted = format!("at most {} and {} s (checkpoint of size {size})", time.text(), self.skew);
            failures.push(Failure::new(Code::WarnTimeAfterCheckpoint, "").values(wanted, claimed.text()));
        }
        if let Some((size, _, latest)) = after.checked_sub(1).and_then(|at| self.checkpoints.get(at))
            && claimed < latest.plus(self.skew.saturating_neg())
        {
            let wanted = format!("at least {} less {} s (checkpoints up to size {size})", latest.text(), self.skew);
            failures.push(Failure::new(Code::WarnTimeBackdated, "").values(wanted, claimed.text()));
        }
        failures
    }

    /// The smallest size that was cosigned at or after `time`.
    pub fn first_size_at(&self, time: Time) -> Option<u64> {
        self.checkpoints.iter().find(|(_, at, _)| *at >= time).map(|(size, ..)| *size)
    }
}
