//! The `recount` program: arguments to the command line or to the window, and the only exit code.

use recount::cli::{self, Next};

fn main() {
    #[cfg(feature = "gui")]
    let exit = match cli::run(std::env::args_os()) {
        Next::Done(exit) => exit,
        Next::Window(begin) => window(*begin),
    };
    #[cfg(not(feature = "gui"))]
    let Next::Done(exit) = cli::run(std::env::args_os());
    std::process::exit(exit.code());
}

#[cfg(feature = "gui")]
fn window(begin: cli::Window) -> cli::Exit {
    use recount::{gui, work, work::Trustees};
    if !cli::has_display() {
        return cli::no_display("neither DISPLAY nor WAYLAND_DISPLAY is set");
    }
    work::crash::install(begin.state);
    let trustees = Trustees { who: begin.who, trusted: begin.trusted };
    match gui::run(gui::Begin { paths: begin.paths, trustees, no_drops: cli::is_wayland() }) {
        Ok(()) => cli::Exit::Fine,
        Err(why) => cli::no_display(&why.to_string()),
    }
}
