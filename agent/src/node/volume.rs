//! Files of volumes, read where they lie. A learner can replace every program in their pod and lay out any trap in the
//! volume; neither changes what is answered here, and a file's ctime can't be set by anyone in a pod.

use std::fs::File;
use std::io;
use std::os::fd::OwnedFd;
use std::path::Path;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustix::fs::{Stat, fstat};
use rustix::io::Errno;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::beneath::{self, Found, Links, MOST};

/// How often a file is read again that changed meanwhile.
const TRIES: usize = 3;

/// A file that is asked for.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Asked {
    volume: String,
    path: String,
}

/// The folder that holds the volumes.
pub struct Volumes(OwnedFd);

impl Volumes {
    /// The volumes beneath this folder.
    pub fn beneath(root: &Path) -> io::Result<Self> {
        beneath::open_root(root).map(Self)
    }

    /// What the file holds, and when that last changed.
    pub fn file(&self, asked: &Asked) -> Value {
        let answer = match self.open(&asked.volume) {
            Ok(None) => return json!({ "kind": "no-volume" }),
            Ok(Some(volume)) => file(&volume, &asked.path),
            Err(error) => Err(error),
        };
        answer.unwrap_or_else(|error| json!({ "kind": "error", "error": error.to_string() }))
    }

    /// How much the volume holds.
    pub fn usage(&self, volume: &str) -> Value {
        let answer = match self.open(volume) {
            Ok(None) => return json!({ "kind": "no-volume" }),
            Ok(Some(volume)) => super::usage::of(&volume),
            Err(error) => Err(error),
        };
        match answer {
            Ok(usage) => {
                json!({ "kind": "usage", "bytes": usage.bytes, "files": usage.files, "countless": usage.countless })
            }
            Err(error) => json!({ "kind": "error", "error": error.to_string() }),
        }
    }

    fn open(&self, volume: &str) -> io::Result<Option<OwnedFd>> {
        if !beneath::goes_down(volume) {
            return Ok(None);
        }
        match beneath::open_folder(&self.0, volume, Links::Refused) {
            Ok(folder) => Ok(Some(folder)),
            Err(Errno::NOENT | Errno::NOTDIR | Errno::LOOP | Errno::XDEV | Errno::NAMETOOLONG) => Ok(None),
            Err(error) => Err(error.into()),
        }
    }
}

fn file(volume: &OwnedFd, path: &str) -> io::Result<Value> {
    Ok(match beneath::open_file(volume, path, Links::Refused)? {
        Found::Absent => json!({ "kind": "absent" }),
        Found::NotPlain(what) => json!({ "kind": "not-a-plain-file", "what": what }),
        Found::File(file, stat) => {
            let (stat, content) = read_steady(&file, stat)?;
            json!({
                "kind": "file",
                "size": stat.st_size,
                "ctime_s": stat.st_ctime,
                "ctime_ns": stat.st_ctime_nsec,
                "mtime_s": stat.st_mtime,
                "mtime_ns": stat.st_mtime_nsec,
                "ino": stat.st_ino,
                "links": stat.st_nlink,
                "sha256": hex(&Sha256::digest(&content)),
                "content": BASE64_STANDARD.encode(&content),
                "truncated": stat.st_size > MOST as i64,
            })
        }
    })
}

/// Reads until the file was the same before and after: an old ctime must never stand beside a newer content.
fn read_steady(file: &File, mut before: Stat) -> io::Result<(Stat, Vec<u8>)> {
    let age = |stat: &Stat| (stat.st_size, stat.st_ctime, stat.st_ctime_nsec);
    for _ in 0..TRIES {
        let content = beneath::read_start(file)?;
        let after = fstat(file)?;
        if age(&before) == age(&after) {
            return Ok((after, content));
        }
        before = after;
    }
    Err(io::Error::other("it changes while it is read"))
}

/// Bytes in hexadecimal.
pub fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}
