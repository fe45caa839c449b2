//! Files of a lab beneath HOME, written and read for the server: the editor's Save, and what a step wants to see.

use std::fs::File;
use std::io::Write;
use std::os::fd::OwnedFd;
use std::process::ExitCode;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustix::fs::{AtFlags, FileType, Mode, OFlags, fchmod, mkdirat, openat, renameat, statat, unlinkat};
use rustix::io::Errno;
use serde::Deserialize;
use serde_json::{Value, json};

use crate::beneath::{self, Found, Links, MOST};
use crate::runs::home;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Request {
    #[serde(default)]
    put: Vec<Put>,
    #[serde(default)]
    get: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Put {
    path: String,
    content: String,
}

/// Writes one file and prints what came of it.
pub fn put(path: &str, content: &[u8]) -> Result<ExitCode> {
    let home = beneath::open_root(&home()?).context("cannot open HOME")?;
    let written = write(&home, path, content);
    println!("{}", put_answer(&written, content));
    Ok(if written.is_ok() { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// Reads one file and prints it.
pub fn get(path: &str) -> Result<()> {
    let home = beneath::open_root(&home()?).context("cannot open HOME")?;
    println!("{}", read(&home, path));
    Ok(())
}

/// Writes, then reads, several files, and prints what came of each.
pub fn sync(request: &[u8]) -> Result<()> {
    let request: Request = serde_json::from_slice(request).context("cannot understand the request")?;
    let home = beneath::open_root(&home()?).context("cannot open HOME")?;
    let put = |put: &Put| match BASE64_STANDARD.decode(&put.content) {
        Ok(content) => put_answer(&write(&home, &put.path, &content), &content),
        Err(error) => {
            json!({ "kind": "refused", "error": format!("the content is not base64: {error}") })
        }
    };
    let put: Vec<Value> = request.put.iter().map(put).collect();
    let get: Vec<Value> = request.get.iter().map(|path| read(&home, path)).collect();
    println!("{}", json!({ "put": put, "get": get }));
    Ok(())
}

fn put_answer(written: &Result<()>, content: &[u8]) -> Value {
    match written {
        Ok(()) => json!({ "kind": "put", "size": content.len() }),
        Err(error) => json!({ "kind": "refused", "error": format!("{error:#}") }),
    }
}

fn read(home: &OwnedFd, path: &str) -> Value {
    let read = beneath::open_file(home, path, Links::Beneath).and_then(|found| match found {
        Found::Absent => Ok(json!({ "kind": "absent" })),
        Found::NotPlain(what) => Ok(json!({ "kind": "not-a-plain-file", "what": what })),
        Found::File(file, stat) => beneath::read_start(&file).map(|content| {
            json!({
                "kind": "file",
                "size": stat.st_size,
                "content": BASE64_STANDARD.encode(&content),
                "truncated": stat.st_size > MOST as i64,
            })
        }),
    });
    read.unwrap_or_else(|error| json!({ "kind": "refused", "error": error.to_string() }))
}

/// Writes beside the file, then renames: a reader sees the old content or the new one, and a link at the path is
/// replaced, not followed.
fn write(home: &OwnedFd, path: &str, content: &[u8]) -> Result<()> {
    anyhow::ensure!(beneath::goes_down(path), "`{path}` does not stay beneath HOME");
    anyhow::ensure!(content.len() <= MOST, "more than {MOST} bytes");
    let path = path.trim_end_matches('/');
    let (folders, name) = path.rsplit_once('/').unwrap_or(("", path));
    let folder = make_folders(home, folders)?;
    let draft = format!(".kindlab-{}", std::process::id());
    // One of this name is of a process long gone.
    let _ = unlinkat(&folder, &draft, AtFlags::empty());
    let new = OFlags::WRONLY | OFlags::CREATE | OFlags::EXCL | OFlags::NOFOLLOW | OFlags::CLOEXEC;
    let mut file = File::from(openat(&folder, &draft, new, Mode::from_raw_mode(0o644))?);
    let written = (|| {
        file.write_all(content)?;
        fchmod(&file, mode_at(&folder, name))?;
        renameat(&folder, &draft, &folder, name).with_context(|| format!("cannot write `{path}`"))
    })();
    if written.is_err() {
        let _ = unlinkat(&folder, &draft, AtFlags::empty());
    }
    written
}

/// The mode the file has (a script stays one), or an ordinary one.
fn mode_at(folder: &OwnedFd, name: &str) -> Mode {
    match statat(folder, name, AtFlags::SYMLINK_NOFOLLOW) {
        Ok(stat) if FileType::from_raw_mode(stat.st_mode) == FileType::RegularFile => {
            Mode::from_raw_mode(stat.st_mode) & Mode::from_raw_mode(0o777)
        }
        _ => Mode::from_raw_mode(0o644),
    }
}

/// Opens the folder, making what is missing on the way, one by one and each beneath HOME.
fn make_folders(home: &OwnedFd, folders: &str) -> Result<OwnedFd> {
    let mut current = home.try_clone()?;
    let mut walked = String::new();
    for name in folders.split('/').filter(|name| !name.is_empty()) {
        match mkdirat(&current, name, Mode::from_raw_mode(0o755)) {
            Ok(()) | Err(Errno::EXIST) => {}
            Err(error) => {
                return Err(error).with_context(|| format!("cannot make `{walked}{name}`"));
            }
        }
        walked.push_str(name);
        // From HOME each time, so that a link may lead elsewhere in HOME but not out of it.
        current = beneath::open_folder(home, &walked, Links::Beneath)
            .with_context(|| format!("`{walked}` does not lead to a folder beneath HOME"))?;
        walked.push('/');
    }
    Ok(current)
}
