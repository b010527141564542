//! The command: parse what was typed, run it, exit with a code that says how it went.

mod cli;

use std::process::ExitCode;

fn main() -> ExitCode {
    cli::main()
}
