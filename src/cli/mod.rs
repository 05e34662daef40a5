//! The command line: arguments in, text and exit status out. The only code that prints.

mod args;
#[cfg(feature = "store")]
mod args_case;
#[cfg(feature = "store")]
mod case;
mod input;
mod keys;
mod open;
mod progress;
mod proof;
mod prose;
mod report_closing;
mod report_findings;
mod report_json;
mod report_text;
mod seal;
mod show;
mod trust;
mod verify;
#[cfg(feature = "gui")]
mod window;

#[cfg(feature = "gui")]
pub use window::{Window, has_display, is_wayland, no_display};

use std::ffi::OsString;
use std::io::Write;

/// The exit status of every command (see the README's table).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Exit {
    /// Verified, or done.
    Fine = 0,
    /// Contradicted.
    Contradicted = 1,
    /// Undecidable.
    Undecidable = 2,
    /// Wrong usage.
    Usage = 64,
    /// Bad input to a command that writes.
    Data = 65,
    /// No such input.
    NoInput = 66,
    /// There is no display for a window.
    NoDisplay = 69,
    /// Nothing could be read, or written.
    Io = 74,
    /// Stopped by the user; 128 and the number of the signal, as shells count.
    Interrupted = 130,
}

impl Exit {
    /// The number.
    pub fn code(self) -> i32 {
        self as i32
    }
}

/// Why a command could not be done.
#[derive(Debug)]
pub struct Fault {
    /// The exit status.
    pub exit: Exit,
    /// What to tell.
    pub message: String,
}

impl Fault {
    fn new(exit: Exit, message: impl Into<String>) -> Fault {
        Fault { exit, message: message.into() }
    }

    fn io(what: &str, error: &std::io::Error) -> Fault {
        let exit = if error.kind() == std::io::ErrorKind::NotFound { Exit::NoInput } else { Exit::Io };
        Fault::new(exit, format!("{what}: {error}"))
    }
}

/// What is left to do after the command line.
pub enum Next {
    /// Nothing.
    Done(Exit),
    /// The window, which is above this layer.
    #[cfg(feature = "gui")]
    Window(Box<Window>),
}

/// Runs the command line.
pub fn run(arguments: impl IntoIterator<Item = OsString>) -> Next {
    let command = match args::parse(arguments) {
        Ok(command) => command,
        Err(exit) => return Next::Done(exit),
    };
    #[cfg(feature = "gui")]
    if let args::Command::Open(open) = &command {
        return match window::begin(open) {
            Ok(window) => Next::Window(Box::new(window)),
            Err(fault) => {
                complain(&fault.message);
                Next::Done(fault.exit)
            }
        };
    }
    Next::Done(done(&command))
}

fn done(command: &args::Command) -> Exit {
    let done = match command {
        args::Command::Verify(verify) => verify::run(verify),
        args::Command::Seal(seal) => seal::run(seal),
        args::Command::Keys(command) => keys::run(command),
        args::Command::Trust(command) => trust::run(command),
        args::Command::Proof(proof) => proof::write(proof),
        args::Command::CheckProof(proof) => proof::check(proof),
        #[cfg(feature = "store")]
        args::Command::Show(show) if case::is_case(&show.bundle) || show.format == args::Form::Json => case::show(show),
        args::Command::Show(show) => show::run(show),
        #[cfg(feature = "store")]
        args::Command::Import(import) => case::import(import),
        #[cfg(feature = "store")]
        args::Command::Search(search) => case::search(search),
        #[cfg(feature = "store")]
        args::Command::Replay(replay) => case::replay(replay),
        #[cfg(feature = "store")]
        args::Command::Graph(graph) => case::graph(graph),
        #[cfg(feature = "store")]
        args::Command::Timeline(timeline) => case::timeline(timeline),
        #[cfg(feature = "store")]
        args::Command::Grants(grants) => case::grants(grants),
        #[cfg(feature = "store")]
        args::Command::Diff(diff) => case::diff(diff),
        #[cfg(feature = "store")]
        args::Command::Log(log) => case::log(log),
        #[cfg(feature = "gui")]
        args::Command::Open(_) => Ok(Exit::Fine),
    };
    match done {
        Ok(exit) => exit,
        Err(fault) => {
            complain(&fault.message);
            fault.exit
        }
    }
}

/// Writes to standard output; a closed pipe is nobody's fault.
fn say(text: &str) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(text.as_bytes()).and_then(|()| out.flush());
}

/// Writes what is no text.
#[cfg(feature = "png")]
fn say_bytes(bytes: &[u8]) {
    let mut out = std::io::stdout().lock();
    let _ = out.write_all(bytes).and_then(|()| out.flush());
}

/// Writes one line to standard error.
fn complain(text: &str) {
    let _ = writeln!(std::io::stderr().lock(), "recount: {text}");
}

/// Text from a bundle, with everything that could deceive a terminal or a reader made visible.
fn visible(text: &str) -> String {
    crate::view::text::escaped(text)
}
