//! The picture of a sandbox: what there is, what belongs together, and where it stands on the sheet.
//!
//! Pure: from a snapshot to boxes and lines. Words, colours and markup are the web's; every name in here is a
//! learner's and hostile until the web has escaped it.

pub mod layout;
mod make;
#[cfg(test)]
pub mod samples;
mod scene;
#[cfg(test)]
mod tests;
pub mod timeline;

pub use scene::{ClaimNode, Empty, Group, OwnerNode, PodNode, PodState, Row, Scene, Seat, ServiceNode, VolumeNode};
