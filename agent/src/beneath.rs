//! Opening what a learner may have laid out with care: beneath a folder and never outside it, and plain files only.
//! The kernel does the walking (openat2), so nothing can be swapped between a look and an open.

use std::fs::File;
use std::io;
use std::os::fd::{AsFd, OwnedFd};
use std::path::{Component, Path};

use rustix::fs::{CWD, FileType, Mode, OFlags, ResolveFlags, Stat, fstat, open, openat2};
use rustix::io::Errno;

/// The most of a file that is ever given or taken, in bytes.
pub const MOST: usize = 64 * 1024;

/// What symbolic links may do on the way.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Links {
    /// None is followed.
    Refused,
    /// They are followed as long as they stay beneath (files of a ConfigMap are links).
    Beneath,
}

impl Links {
    fn resolve(self) -> ResolveFlags {
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_MAGICLINKS;
        match self {
            Self::Refused => beneath | ResolveFlags::NO_SYMLINKS,
            Self::Beneath => beneath,
        }
    }
}

/// What was found at a path.
pub enum Found {
    /// A regular file.
    File(File, Stat),
    /// Nothing.
    Absent,
    /// Something else, and what.
    NotPlain(&'static str),
}

/// Opens a folder as a root to open beneath.
pub fn open_root(path: &Path) -> io::Result<OwnedFd> {
    Ok(open(path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty())?)
}

/// Whether the path is relative and goes down only.
pub fn goes_down(path: &str) -> bool {
    let mut components = Path::new(path).components().peekable();
    !path.contains('\0') && components.peek().is_some() && components.all(|part| matches!(part, Component::Normal(_)))
}

/// Opens a folder beneath `root`.
pub fn open_folder(root: impl AsFd, path: &str, links: Links) -> rustix::io::Result<OwnedFd> {
    openat2(root, path, OFlags::PATH | OFlags::DIRECTORY | OFlags::CLOEXEC, Mode::empty(), links.resolve())
}

/// Opens a file beneath `root`, for reading.
pub fn open_file(root: impl AsFd, path: &str, links: Links) -> io::Result<Found> {
    if !goes_down(path) {
        return Ok(Found::NotPlain("outside"));
    }
    match try_open_file(root, path, links) {
        Ok(found) => Ok(found),
        Err(Errno::NOENT | Errno::NOTDIR | Errno::NAMETOOLONG) => Ok(Found::Absent),
        Err(Errno::LOOP) => Ok(Found::NotPlain("symlink")),
        Err(Errno::XDEV) => Ok(Found::NotPlain("outside")),
        Err(error) => Err(error.into()),
    }
}

/// Looks before it opens: opening a device can do something, opening a FIFO can wait. What was looked at may be swapped
/// before it is opened, so the opened one is looked at again; that open doesn't wait either way.
fn try_open_file(root: impl AsFd, path: &str, links: Links) -> rustix::io::Result<Found> {
    let last = match links {
        Links::Refused => OFlags::NOFOLLOW,
        Links::Beneath => OFlags::empty(),
    };
    let seen = openat2(&root, path, OFlags::PATH | OFlags::CLOEXEC | last, Mode::empty(), links.resolve())?;
    if let Some(other) = not_plain(&fstat(&seen)?) {
        return Ok(Found::NotPlain(other));
    }
    let how = OFlags::RDONLY | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC | last;
    let opened = openat2(&root, path, how, Mode::empty(), links.resolve())?;
    let stat = fstat(&opened)?;
    Ok(match not_plain(&stat) {
        Some(other) => Found::NotPlain(other),
        None => Found::File(opened.into(), stat),
    })
}

fn not_plain(stat: &Stat) -> Option<&'static str> {
    match FileType::from_raw_mode(stat.st_mode) {
        FileType::RegularFile => None,
        FileType::Directory => Some("directory"),
        FileType::Symlink => Some("symlink"),
        FileType::Fifo => Some("fifo"),
        FileType::Socket => Some("socket"),
        _ => Some("device"),
    }
}

/// Reads the first [`MOST`] bytes.
pub fn read_start(file: &File) -> io::Result<Vec<u8>> {
    use std::os::unix::fs::FileExt;
    let mut content = vec![0; MOST];
    let mut read = 0;
    while read < MOST {
        match file.read_at(&mut content[read..], read as u64) {
            Ok(0) => break,
            Ok(more) => read += more,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(error),
        }
    }
    content.truncate(read);
    Ok(content)
}

/// Says early whether the kernel (or a seccomp profile) lets us open beneath at all.
pub fn check_supported() -> io::Result<()> {
    open_folder(CWD, ".", Links::Refused).map(drop).map_err(io::Error::from)
}
