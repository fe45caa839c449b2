//! How much a volume holds: a walk with an end, whatever is laid out beneath.

use std::collections::HashSet;
use std::io;
use std::os::fd::OwnedFd;
use std::time::{Duration, Instant};

use rustix::fs::{AtFlags, Dir, FileType, Mode, OFlags, ResolveFlags, openat2, statat};
use rustix::io::Errno;

/// What no lab comes near, and a walk still gets through.
const MOST_ENTRIES: u64 = 100_000;
/// When a walk ends on a busy node; what it counted until then must be this much to be called countless.
const LONGEST: Duration = Duration::from_secs(2);
const MANY_ENTRIES: u64 = 10_000;

/// What a volume holds.
#[derive(Default)]
pub struct Usage {
    /// Bytes on disk, a file with several links counted once.
    pub bytes: u64,
    /// Files that aren't folders.
    pub files: u64,
    /// Whether there are more files than are counted, or in deeper folders, so that both are too small.
    pub countless: bool,
}

/// Walks the volume. Folders wait as paths, not as open files: those are few.
pub fn of(volume: &OwnedFd) -> io::Result<Usage> {
    let mut usage = Usage::default();
    let until = Instant::now() + LONGEST;
    let (mut folders, mut linked, mut entries) = (vec![b".".to_vec()], HashSet::new(), 0);
    while let Some(path) = folders.pop() {
        let how = OFlags::RDONLY | OFlags::DIRECTORY | OFlags::CLOEXEC;
        let beneath = ResolveFlags::BENEATH | ResolveFlags::NO_SYMLINKS | ResolveFlags::NO_MAGICLINKS;
        let folder = match openat2(volume, path.as_slice(), how, Mode::empty(), beneath) {
            Ok(folder) => folder,
            Err(error) => {
                // Else it was removed meanwhile.
                usage.countless |= error == Errno::NAMETOOLONG;
                continue;
            }
        };
        for entry in Dir::read_from(&folder)? {
            let entry = entry?;
            let name = entry.file_name().to_bytes();
            if name == b"." || name == b".." {
                continue;
            }
            entries += 1;
            if entries > MOST_ENTRIES || Instant::now() >= until {
                usage.countless |= entries > MANY_ENTRIES;
                return Ok(usage);
            }
            let Ok(stat) = statat(&folder, entry.file_name(), AtFlags::SYMLINK_NOFOLLOW) else {
                continue;
            };
            if FileType::from_raw_mode(stat.st_mode) == FileType::Directory {
                folders.push([path.as_slice(), b"/", name].concat());
            } else {
                usage.files += 1;
            }
            if stat.st_nlink < 2 || linked.insert((stat.st_dev, stat.st_ino)) {
                usage.bytes += u64::try_from(stat.st_blocks).unwrap_or(0) * 512;
            }
        }
    }
    Ok(usage)
}
