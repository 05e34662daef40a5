//! The `recount` program: arguments to the command line, and the only exit code.

fn main() {
    let exit = recount::cli::run(std::env::args_os());
    std::process::exit(exit.code());
}
