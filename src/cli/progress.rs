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
            let (mut phase, mut last, mut any) = (began, 0, false);
            while finished.recv_timeout(Duration::from_millis(200)) == Err(RecvTimeoutError::Timeout) {
                let progress = watch.progress();
                // Work that begins to count anew has its own rate.
                if progress.0 < last {
                    phase = Instant::now();
                }
                last = progress.0;
                if began.elapsed() >= Duration::from_secs(1) {
                    any = true;
                    let _ = write!(std::io::stderr(), "\r{}\x1b[K", line(progress, phase.elapsed()));
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

/// The line of progress where the number of records is known.
pub fn of_records((done, total): (u64, u64), took: Duration) -> String {
    let rate = per_second(done, took);
    let left = u128::from(total.saturating_sub(done)) / rate.max(1);
    format!("… {done} of {total} records, {rate} records/s, {left} s left")
}

/// How many a second.
pub fn per_second(done: u64, took: Duration) -> u128 {
    u128::from(done).saturating_mul(1000) / took.as_millis().max(1)
}
