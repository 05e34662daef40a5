//! Event lines in order, read in batches; a second thread parses the next ones while the caller signs.
//!
//! Reading JSON costs about a third of what signing does, so that on two processors sealing takes little longer than signing.

use super::error::{SealError, io_at};
use super::event::Event;
use std::io::BufRead;
use std::path::Path;
use std::sync::mpsc::sync_channel;

/// Lines in a batch, and bytes after which it ends too: bounds the memory of a run.
const BATCH_LINES: usize = 8192;
const BATCH_BYTES: usize = 8 << 20;
/// Events that are handed over at once.
const CHUNK: usize = 64;
/// Chunks that wait at most.
const WAITING: usize = 16;

/// Gives every event line to `take`, in order, until the first that is bad or that `take` refuses.
pub(super) fn read_in_order(
    input: &mut dyn BufRead,
    take: &mut dyn FnMut(Event) -> Result<(), SealError>,
) -> Result<(), SealError> {
    let mut number = 1u64;
    loop {
        let batch = read_batch(input)?;
        if batch.is_empty() {
            return Ok(());
        }
        take_batch(&batch, number, take)?;
        number = number.saturating_add(u64::try_from(batch.len()).unwrap_or(0));
    }
}

fn read_batch(input: &mut dyn BufRead) -> Result<Vec<Vec<u8>>, SealError> {
    let mut lines = Vec::new();
    let mut bytes = 0usize;
    while lines.len() < BATCH_LINES && bytes < BATCH_BYTES {
        let mut line = Vec::new();
        if input.read_until(b'\n', &mut line).map_err(io_at("read", Path::new("the event lines")))? == 0 {
            break;
        }
        bytes = bytes.saturating_add(line.len());
        lines.push(line);
    }
    Ok(lines)
}

fn take_batch(
    lines: &[Vec<u8>],
    first: u64,
    take: &mut dyn FnMut(Event) -> Result<(), SealError>,
) -> Result<(), SealError> {
    let mut numbered = (first..).zip(lines);
    let mut next = move || -> Vec<Result<Event, SealError>> {
        numbered.by_ref().take(CHUNK).map(|(number, line)| Event::parse(without_line_end(line), number)).collect()
    };
    std::thread::scope(|scope| {
        let (send, receive) = sync_channel(WAITING);
        scope.spawn(move || {
            loop {
                let chunk = next();
                // A receiver that is gone has met an error: the rest is of no use.
                if chunk.is_empty() || send.send(chunk).is_err() {
                    return;
                }
            }
        });
        receive.into_iter().flatten().try_for_each(|event| take(event?))
    })
}

fn without_line_end(bytes: &[u8]) -> &[u8] {
    let line = bytes.strip_suffix(b"\n").unwrap_or(bytes);
    line.strip_suffix(b"\r").unwrap_or(line)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_keep_their_order_and_number_over_batches() {
        let line = |n: usize| {
            format!("{{\"actor\":\"a{n}\",\"time\":\"2026-11-02T09:14:07Z\",\"type\":\"t\",\"body\":{{}}}}\n")
        };
        let many = BATCH_LINES * 2 + 3;
        let text: String = (0..many).map(line).collect();
        let mut seen = 0usize;
        let done = read_in_order(&mut text.as_bytes(), &mut |event| {
            assert_eq!((event.line, event.actor.into_owned()), (seen as u64 + 1, format!("a{seen}")));
            seen += 1;
            Ok(())
        });
        assert!(done.is_ok() && seen == many);
        let stopped = read_in_order(&mut text.as_bytes(), &mut |event| Err(SealError::input(event.line, "stop", "")));
        assert!(matches!(stopped, Err(SealError::Input { line: 1, .. })));
        let bad = text.replacen("\"a9000\"", "9", 1);
        let told = read_in_order(&mut bad.as_bytes(), &mut |_| Ok(()));
        assert!(matches!(told, Err(SealError::Input { line: 9001, .. })));
    }
}
