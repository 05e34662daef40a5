//! A line of progress on a terminal, and Ctrl-C.
//!
//! The work knows of neither: it counts and looks at a flag (`watch`). Nothing is shown where standard error is no terminal.

use super::Exit;
use crate::watch::Watch;
use std::io::{IsTerminal, Write};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::{Duration, Instant};

/// A watch that Ctrl-C, or a request to end, cancels. Who asks a second time does not want to wait: the process ends at once,
/// which harms nothing, as whatever is written is whole or absent.
pub fn watch_signals() -> Arc<Watch> {
    let watch = Arc::new(Watch::new());
    let on_signal = Arc::clone(&watch);
    // A second handler cannot be set; that only happens in tests.
    let _ = ctrlc::set_handler(move || {
        if on_signal.is_cancelled() {
            std::process::exit(Exit::Interrupted.code());
        }
        on_signal.cancel();
    });
    watch
}

/// Does the work, and shows `line` of what was done, of how much in all, and the time it took, if that is over a second.
pub fn with_progress<T>(watch: &Watch, line: fn((u64, u64), Duration) -> String, work: impl FnOnce() -> T) -> T {
    if !std::io::stderr().is_terminal() {
        return work();
    }
    std::thread::scope(|scope| {
        let (done, finished) = channel::<()>();
        let shown = scope.spawn(move || {
            let began = Instant::now();
            let mut any = false;
            while finished.recv_timeout(Duration::from_millis(200)) == Err(RecvTimeoutError::Timeout) {
                if began.elapsed() >= Duration::from_secs(1) {
                    any = true;
                    let _ = write!(std::io::stderr(), "\r{}\x1b[K", line(watch.progress(), began.elapsed()));
                }
            }
            if any {
                let _ = write!(std::io::stderr(), "\r\x1b[K");
            }
        });
        let result = work();
        drop(done);
        let _ = shown.join();
        result
    })
}

/// How many a second.
pub fn per_second(done: u64, took: Duration) -> u128 {
    u128::from(done).saturating_mul(1000) / took.as_millis().max(1)
}
