//! What containers see at a path. Containers are found by what they mount, never by their place in the list.

use super::observed::{Container, Mount};

/// The parts of a path, as a container's runtime follows it: without empty ones, `.`, and what `..` takes back.
pub(super) fn parts(path: &str) -> Vec<&str> {
    let mut parts = Vec::new();
    for part in path.split('/') {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part),
        }
    }
    parts
}

/// What is mounted at this path, in whatever container, written in whatever way.
pub(super) fn at<'a>(containers: &'a [Container], path: &str) -> impl Iterator<Item = (&'a Container, &'a Mount)> {
    let wanted = parts(path).join("/");
    let mounts = containers.iter().flat_map(|container| container.mounts.iter().map(move |mount| (container, mount)));
    mounts.filter(move |(_, mount)| parts(&mount.path).join("/") == wanted)
}

/// What hides `file` below `folder` in this container: something mounted on it, or on the way to it.
pub(super) fn over<'a>(container: &'a Container, folder: &str, file: &str) -> Option<&'a Mount> {
    let folder = parts(folder);
    let whole: Vec<_> = folder.iter().copied().chain(parts(file)).collect();
    container.mounts.iter().find(|mount| {
        let path = parts(&mount.path);
        path.len() > folder.len() && whole.starts_with(&path)
    })
}
