//! The `recount` program: arguments to the command line or to the window, and the only exit code.

use recount::cli::{self, Next};

fn main() {
    let exit = match cli::run(std::env::args_os()) {
        Next::Done(exit) => exit,
        #[cfg(feature = "gui")]
        Next::Window(begin) => window(*begin),
    };
    std::process::exit(exit.code());
}

#[cfg(feature = "gui")]
fn window(begin: cli::Window) -> cli::Exit {
    use recount::{gui, work::Trustees};
    if !cli::has_display() {
        return cli::no_display("neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    let trustees = Trustees { who: begin.who, trusted: begin.trusted };
    match gui::run(gui::Begin { paths: begin.paths, trustees }) {
        Ok(()) => cli::Exit::Fine,
        Err(why) => cli::no_display(&why.to_string()),
    }
}
