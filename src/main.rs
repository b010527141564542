//! The command: parse what was typed, run it, exit with a code that says how it went.

mod cli;

use std::process::ExitCode;

/// Articles come and go by the thousand on several threads, which this allocator is good at.
#[global_allocator]
static ALLOCATOR: mimalloc::MiMalloc = mimalloc::MiMalloc;

fn main() -> ExitCode {
    cli::main()
}
