//! The phrasings of the page, the same in matrix, list, detail and text.

use super::{By, Cell, PrivilegeView, Uses, Way, WayState};
use crate::view::words::{count, counted, instant, span};

impl By {
    /// Its word.
    pub fn word(self) -> &'static str {
        match self {
            By::Baseline => "baseline",
            By::Credential(_) => "credential",
            By::Grant(_) => "grant",
        }
    }
}

impl WayState {
    /// Its words.
    pub fn words(self) -> &'static str {
        match self {
            WayState::Held => "held",
            WayState::ExpiredByLog => "held; expired by the log's clock",
            WayState::NotYet => "not yet in force",
            WayState::Expired => "expired",
            WayState::Ended => "ended",
            WayState::Asked => "asked for, not decided",
            WayState::Denied => "denied",
            WayState::NotGranted => "asked for, not granted",
            WayState::NoEffect => "decided without effect",
        }
    }
}

impl Way {
    /// `credential cred-x`.
    pub fn named(&self) -> String {
        if self.name.is_empty() { self.by.word().to_owned() } else { format!("{} {}", self.by.word(), self.name) }
    }

    /// How long it still counts by both clocks, or since when it does not; `None`: no end stated, or a record ended it before.
    pub fn left(&self, view: (i64, i64)) -> Option<String> {
        let until = self.until.filter(|_| !matches!(self.state, WayState::Ended | WayState::Denied))?;
        let by = |now: i64| match until.saturating_sub(now) {
            left if left > 0 => format!("{} left", span(left)),
            over => format!("expired {} before", span(over)),
        };
        let (time, clock) = (by(view.0), by(view.1));
        Some(if time == clock { time } else { format!("{time} by the record's own time, {clock} by the log's clock") })
    }

    /// On one line.
    pub fn line(&self, clocks: (i64, i64)) -> String {
        let mut out = format!("{}: {}", self.named(), self.state.words());
        let since = match self.state {
            state if state.is_held() => " since",
            WayState::Asked | WayState::NoEffect => ",",
            WayState::Denied | WayState::NotGranted => ", decided",
            _ => "; given",
        };
        let first = self.since;
        out.push_str(&format!("{since} {} (record {}, {})", instant(first.time), first.seq, first.mark.word()));
        if let Some(renewed) = self.renewed {
            out.push_str(&format!(", given {} times, last in record {}", count(self.times), renewed.seq));
        }
        if let Some(ended) = self.ended {
            out.push_str(&format!(", ended in record {} ({})", ended.seq, ended.mark.word()));
        }
        if !self.giver.is_empty() {
            out.push_str(&format!(", by {}", self.giver));
        }
        if let Some(left) = self.left(clocks) {
            out.push_str(&format!(", {left}"));
        }
        out
    }
}

impl Uses {
    /// In full.
    pub fn words(&self, is_held: bool) -> String {
        if self.calls == 0 {
            let never = if is_held { "never used" } else { "not used" };
            return if self.told { never } else { "use not told by calls" }.to_owned();
        }
        let mut out = format!("used {}", count(self.calls));
        if self.needs > 0 {
            out.push_str(&format!(", needing [{}]", counted(self.needs, "narrower scope")));
        }
        let parts = [
            (self.denied, "denied"),
            (self.not_held, "while not held"),
            (self.unknown, "under no recorded scope, before a baseline was recorded"),
            (self.against_grant, "on a grant that did not count"),
        ];
        for (number, words) in parts.iter().filter(|(number, _)| *number > 0) {
            out.push_str(&format!(", {} {words}", count(*number)));
        }
        out
    }

    /// As few words as fit a cell of the matrix.
    pub fn short(&self, is_held: bool) -> String {
        match self {
            Uses { calls: 0, told: false, .. } => "not told".to_owned(),
            Uses { calls: 0, .. } => if is_held { "never used" } else { "not used" }.to_owned(),
            Uses { not_held, .. } if *not_held > 0 => format!("{} not held", count(*not_held)),
            Uses { against_grant, .. } if *against_grant > 0 => format!("{} off grant", count(*against_grant)),
            Uses { calls, needs, .. } if *needs > 0 && is_held => {
                format!("used {} as {}", count(*calls), count(*needs))
            }
            Uses { calls, denied, .. } if calls == denied => format!("{} denied", count(*denied)),
            Uses { calls, .. } => format!("used {}", count(*calls)),
        }
    }
}

impl Cell {
    /// By which ways it is held; where it is not, why not. As few words as fit a cell.
    pub fn how(&self) -> String {
        let mut held: Vec<&str> = self.ways.iter().filter(|way| way.state.is_held()).map(|way| way.by.word()).collect();
        held.dedup();
        if held.len() > 1 {
            return format!("{} ways", held.len());
        }
        if let Some(one) = held.first() {
            return (*one).to_owned();
        }
        match (self.under.first(), self.ways.last()) {
            (Some(wider), _) => format!("in {wider}"),
            (None, Some(way)) => match way.state {
                WayState::Asked => "asked",
                WayState::NotGranted => "not granted",
                WayState::NoEffect => "no effect",
                WayState::NotYet => "not yet",
                state => state.words(),
            }
            .to_owned(),
            (None, None) if self.was_covered() => "held then".to_owned(),
            (None, None) => "no scope".to_owned(),
        }
    }

    /// Whether something held covered every call.
    fn was_covered(&self) -> bool {
        self.uses.calls > 0 && self.uses.not_held + self.uses.unknown == 0
    }

    /// By which ways, in full.
    pub fn how_in_full(&self) -> String {
        let (held, not): (Vec<&Way>, Vec<&Way>) = self.ways.iter().partition(|way| way.state.is_held());
        let all = held.into_iter().chain(not.into_iter().rev());
        let mut out: Vec<String> = all
            .take(NAMED)
            .map(|way| match way.state {
                WayState::Held => way.named(),
                state => format!("{} ({})", way.named(), state.words()),
            })
            .collect();
        out.extend(self.ways.len().checked_sub(NAMED).filter(|more| *more > 0).map(|more| format!("{more} more")));
        if !self.under.is_empty() {
            out.push(format!("covered by {}", self.under.join(", ")));
        }
        if out.is_empty() {
            let then =
                if self.was_covered() { "covered when it was used, by nothing now" } else { "no recorded scope" };
            out.push(then.to_owned());
        }
        out.join(", ")
    }
}

/// Ways of a cell that are named on one line.
const NAMED: usize = 4;

impl PrivilegeView {
    /// The two times: of the record, and of its log.
    pub fn clocks(&self) -> (i64, i64) {
        (self.time, self.clock)
    }

    /// A cell as it is read out.
    pub fn said(&self, cell: &Cell) -> String {
        let agent = self.agents.get(cell.agent).map_or("", |agent| agent.name.as_str());
        let scope = self.scopes.get(cell.scope).map_or("", |column| column.scope.text.as_str());
        let since = cell.since().map(|since| format!(", since record {}", since.seq)).unwrap_or_default();
        let (how, uses) = (cell.how_in_full(), cell.uses.words(cell.is_held()));
        format!("{agent}, {scope}: {how}{since}; {uses}; {}", cell.mark.word())
    }

    /// What is shown and what is not.
    pub fn tally(&self) -> String {
        let [unused, wide, flagged] = self.counts;
        let mut out = vec![format!("{} held and never used", count(unused))];
        if wide > 0 {
            out.push(format!("{} wider than what was used", count(wide)));
        }
        if flagged > 0 {
            out.push(format!("{} used without a scope that counts", count(flagged)));
        }
        out.extend([counted(self.agents.len(), "agent"), counted(self.scopes.len(), "scope")]);
        if self.left_out > 0 {
            out.push(format!("{} left out", count(self.left_out)));
        }
        if self.silent > 0 {
            out.push(format!("{} without a recorded scope or call", counted(self.silent, "other agent")));
        }
        out.join(" \u{b7} ")
    }
}
