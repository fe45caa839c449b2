//! Kindlab's program inside the cluster. In a learner's workbench it is PID 1 and starts each run once and keeps
//! the terminal's shell; on a node it files of volumes and probes names and addresses for the server, which judges with what it answers.

mod beneath;
mod cli;
mod files;
mod node;
mod runs;
mod shell;
mod workbench;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    match cli::Cli::parse().command.perform() {
        Ok(code) => code,
        Err(error) => {
            eprintln!("kindlab-agent: {error:#}");
            ExitCode::FAILURE
        }
    }
}
