//! Event lines of a plausible log of any size: agents, runs, handoffs, tool calls with results, grants, policy versions.
//!
//! No random source: the same size gives the same lines.

use std::fmt::Write;
use std::io::{self, Read};

const AGENTS: u64 = 40;
const RUN: u64 = 200;

/// `count` event lines, one below the other.
pub fn events(count: u64) -> String {
    let mut out = String::new();
    for index in 0..count {
        line(&mut out, index);
    }
    out
}

/// The same lines as they are read, for sizes that no memory holds.
pub struct Events {
    next: u64,
    count: u64,
    ready: String,
    read: usize,
}

impl Events {
    /// `count` event lines.
    pub fn new(count: u64) -> Events {
        Events { next: 0, count, ready: String::new(), read: 0 }
    }
}

impl Read for Events {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        if self.read == self.ready.len() {
            self.ready.clear();
            self.read = 0;
            while self.next < self.count && self.ready.len() < 1 << 16 {
                line(&mut self.ready, self.next);
                self.next += 1;
            }
        }
        let read = (&self.ready.as_bytes()[self.read..]).read(into)?;
        self.read += read;
        Ok(read)
    }
}

/// Appends event line `index`.
pub fn line(out: &mut String, index: u64) {
    let (run, step) = (index / RUN, index % RUN);
    let (me, next) = ((run * 7 + step / 4) % AGENTS, (run * 7 + step / 4 + 1) % AGENTS);
    let (kind, more) = match step {
        0 if run.is_multiple_of(50) => ("policy", publish(run / 50)),
        1 => ("run.start", "\"goal\":\"settle the claims of the day\"".to_owned()),
        199 => ("run.end", "\"outcome\":\"settled\"".to_owned()),
        20..=23 | 100..=101 => grant(step, run, index),
        _ => body(step, run, next),
    };
    let refs = match kind {
        "tool.result" | "grant.decision" => format!(",\"refs\":[\"e{}\"]", index - 1),
        _ => String::new(),
    };
    let id = match kind {
        "tool.call" | "grant.request" => format!(",\"id\":\"e{index}\""),
        _ => String::new(),
    };
    // Writing to a string cannot fail.
    let _ = writeln!(
        out,
        "{{\"actor\":\"agent:w{me}\",\"time\":\"{}\",\"type\":\"{kind}\"{id}{refs},\"body\":{{\"run\":\"r-{run}\",\"env\":\"prod\",{more}}}}}",
        time(index)
    );
}

fn publish(version: u64) -> String {
    let id = format!("{version:064x}");
    format!(
        "\"op\":\"promote\",\"name\":\"claims\",\"version\":\"{version}\",\"id\":\"sha256:{id}\",\"from_env\":\"staging\",\"to_env\":\"prod\",\"author\":\"human:ida\""
    )
}

fn body(step: u64, run: u64, next: u64) -> (&'static str, String) {
    match step % 8 {
        2 => (
            "tool.call",
            format!(
                "\"tool\":\"ledger.read\",\"effect\":\"read\",\"resource\":{{\"type\":\"claim\",\"id\":\"c-{run}-{step}\",\"env\":\"prod\"}},\"text\":\"{FILLER}\""
            ),
        ),
        3 => ("tool.result", "\"status\":\"ok\",\"rows\":17".to_owned()),
        handoff => ("message", format!("\"to\":\"agent:w{next}\",\"handoff\":{},\"text\":\"{FILLER}\"", handoff == 7)),
    }
}

/// In each run one grant is asked for, approved, used and ended, and one is denied.
fn grant(step: u64, run: u64, index: u64) -> (&'static str, String) {
    let grant = format!("\"grant\":\"g-{run}-{}\"", step / 100);
    let expires = time(index + 25 * 900);
    match step {
        20 | 100 => (
            "grant.request",
            format!(
                "{grant},\"scopes\":[\"write:claim@prod\"],\"justification\":\"The date on page three is wrong\",\"ticket\":\"T-{run}\",\"ttl_s\":900"
            ),
        ),
        21 => (
            "grant.decision",
            format!("{grant},\"outcome\":\"approved\",\"scopes\":[\"write:claim@prod\"],\"expires\":\"{expires}\""),
        ),
        22 => ("grant.use", grant),
        23 => ("grant.end", format!("{grant},\"reason\":\"done\"")),
        _ => ("grant.decision", format!("{grant},\"outcome\":\"denied\",\"reason\":\"one a day\"")),
    }
}

/// Brings a record to about 600 bytes.
const FILLER: &str = "The claim was read against the contract and the two earlier letters; amounts agree, the date of the second \
letter does not. Please look at page three before you decide, and say which of the two dates you took.";

fn time(index: u64) -> String {
    let (seconds, day) = (index / 25 % 86_400, index / 25 / 86_400);
    let micros = index % 25 * 40_000;
    format!(
        "2026-{:02}-{:02}T{:02}:{:02}:{:02}.{micros:06}Z",
        1 + day / 28 % 12,
        1 + day % 28,
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    )
}
