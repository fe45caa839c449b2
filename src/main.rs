//! The `kindlab` program: see `kindlab --help`.

use std::os::unix::process::CommandExt;
use std::process::Command;

use clap::Parser;
use kindlab::cli::Cli;
use tracing_subscriber::EnvFilter;

fn main() -> std::process::ExitCode {
    let cli = Cli::parse();
    if cli.serves() {
        begin_again_with_less_memory();
    }
    // Chosen once, before anything uses TLS: with two providers in the tree rustls would panic at first use.
    let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
    let filter = EnvFilter::try_from_env("KINDLAB_LOG").unwrap_or_else(|_| EnvFilter::new("info,kube=warn,sqlx=warn"));
    tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).init();
    let runtime = match tokio::runtime::Runtime::new() {
        Ok(runtime) => runtime,
        Err(error) => {
            eprintln!("error: {error}");
            return std::process::ExitCode::FAILURE;
        }
    };
    match runtime.block_on(cli.run()) {
        Ok(()) => std::process::ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            std::process::ExitCode::FAILURE
        }
    }
}

/// What glibc's allocator is told: one arena for all threads, and large pieces given back, whatever was freed before.
const ALLOCATOR: [(&str, &str); 3] =
    [("MALLOC_ARENA_MAX", "1"), ("MALLOC_MMAP_THRESHOLD_", "131072"), ("MALLOC_TRIM_THRESHOLD_", "131072")];

/// Each thread has an arena of its own else, and each keeps what a burst left: with 200 open sandboxes 8 MiB of 66, and a
/// server that mostly waits loses nothing without them. glibc looks for this before `main`, so the program begins again,
/// as the same process.
fn begin_again_with_less_memory() {
    if ALLOCATOR.iter().any(|(name, _)| std::env::var_os(name).is_some()) {
        return;
    }
    if let Ok(program) = std::env::current_exe() {
        let mut words = std::env::args_os();
        let name = words.next().unwrap_or_else(|| program.clone().into_os_string());
        // Where that can't be done it goes on as it is.
        let _ = Command::new(program).arg0(name).args(words).envs(ALLOCATOR).exec();
    }
}
