//! Input that may keep one waiting, such as a pipe or a keyboard: a stop is seen while nothing comes.
//!
//! A read from a pipe cannot be called off. So a thread of its own reads, and whoever wants the bytes waits for it with an eye on
//! the watch. The thread ends with the process.

use crate::watch::Watch;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, sync_channel};
use std::time::Duration;

/// Bytes that a thread reads at once.
const CHUNK: usize = 1 << 16;
/// Chunks that wait at most.
const WAITING: usize = 16;
/// How soon a stop is seen.
const LOOK: Duration = Duration::from_millis(20);

/// A reader that gives up waiting when it is asked to stop.
pub struct Waiting {
    chunks: Receiver<io::Result<Vec<u8>>>,
    chunk: io::Cursor<Vec<u8>>,
    ended: bool,
    watch: Arc<Watch>,
}

impl Waiting {
    /// Reads from `source`.
    pub fn on(mut source: impl Read + Send + 'static, watch: &Arc<Watch>) -> Waiting {
        let (send, chunks) = sync_channel(WAITING);
        std::thread::spawn(move || {
            loop {
                let mut chunk = vec![0; CHUNK];
                let read = match source.read(&mut chunk) {
                    Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                    read => read,
                };
                let more = matches!(read, Ok(1..));
                let read = read.map(|length| {
                    chunk.truncate(length);
                    chunk
                });
                // The end is sent too, so that a thread that died is not taken for it.
                if send.send(read).is_err() || !more {
                    return;
                }
            }
        });
        Waiting { chunks, chunk: io::Cursor::default(), ended: false, watch: Arc::clone(watch) }
    }
}

impl Read for Waiting {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            let read = self.chunk.read(buffer)?;
            // A reader of lines asks again after the end.
            if read > 0 || buffer.is_empty() || self.ended {
                return Ok(read);
            }
            if self.watch.is_cancelled() {
                return Err(io::Error::other("stopped"));
            }
            match self.chunks.recv_timeout(LOOK) {
                Ok(Ok(chunk)) if chunk.is_empty() => self.ended = true,
                Ok(chunk) => self.chunk = io::Cursor::new(chunk?),
                Err(RecvTimeoutError::Timeout) => {}
                Err(RecvTimeoutError::Disconnected) => return Err(io::Error::other("the input broke off")),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Gives what it holds, then never ends.
    struct Endless(Option<&'static [u8]>);

    impl Read for Endless {
        fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
            match self.0.take() {
                Some(mut bytes) => bytes.read(buffer),
                None => loop {
                    std::thread::park();
                },
            }
        }
    }

    #[test]
    fn all_bytes_come_and_then_the_end() {
        let bytes: Vec<u8> = (0..300_000u32).flat_map(u32::to_be_bytes).collect();
        let mut out = Vec::new();
        let mut waiting = Waiting::on(io::Cursor::new(bytes.clone()), &Arc::default());
        waiting.read_to_end(&mut out).unwrap();
        assert_eq!(out, bytes);
        assert_eq!(waiting.read(&mut [0; 8]).unwrap(), 0, "the end stays the end");
    }

    #[test]
    fn a_stop_is_seen_while_nothing_comes() {
        let watch = Arc::new(Watch::new());
        let mut waiting = Waiting::on(Endless(Some(b"ab")), &watch);
        let mut two = [0; 2];
        waiting.read_exact(&mut two).unwrap();
        let stop = Arc::clone(&watch);
        std::thread::spawn(move || {
            std::thread::sleep(Duration::from_millis(50));
            stop.cancel();
        });
        assert_eq!(waiting.read(&mut two).unwrap_err().to_string(), "stopped");
    }
}
