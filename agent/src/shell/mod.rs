//! The terminal's shell: one bash in a pseudo-terminal, kept by a process of its own, so that whoever comes later (a
//! reloaded page, a restarted server) finds the same shell with its screen. `~/.kindlab/shell` holds
//!
//! - `lock`: locked (flock) for as long as the keeper lives; the kernel unlocks it however that ends
//! - `socket`: where `attach` speaks to the keeper, in frames
//!
//! The keeper alone decides how far output may run ahead of what was shown: it stops reading bash's output when too much
//! is unconfirmed, so that `yes` waits in the kernel and nothing on the way to the page fills up.

mod attach;
mod client;
mod frame;
mod input;
mod keep;
mod modes;
mod pty;
mod ring;

use std::path::PathBuf;

use anyhow::Result;
use serde::{Deserialize, Serialize};

pub use attach::attach;
pub use keep::keep;
pub use pty::become_bash;

use crate::runs::home;

/// What `attach` asks of the keeper, in its first frame.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Asked {
    /// Who asks: the same asker takes their own place again, another one finds it taken.
    pub client: String,
    /// The first byte of output wanted; none is all that is kept.
    pub from: Option<u64>,
    /// The shell those bytes were of.
    pub shell: Option<String>,
    /// Columns of the screen.
    pub cols: u16,
    /// Rows of the screen.
    pub rows: u16,
    /// Whether to take the place of somebody else.
    pub take: bool,
}

fn folder() -> Result<PathBuf> {
    Ok(home()?.join(".kindlab/shell"))
}
