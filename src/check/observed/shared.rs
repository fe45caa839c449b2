//! Values that snapshots share until somebody changes them.

use std::ops::{Deref, DerefMut};
use std::sync::Arc;

/// A value whose clones are the same one: who changes it while others have it gets a copy of their own. A class that works
/// at once has a snapshot for each learner, and few of the objects in it change before it is dropped.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Shared<T>(Arc<T>);

impl<T> Deref for Shared<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.0
    }
}

impl<T: Clone> DerefMut for Shared<T> {
    fn deref_mut(&mut self) -> &mut T {
        Arc::make_mut(&mut self.0)
    }
}

impl<T> From<T> for Shared<T> {
    fn from(value: T) -> Self {
        Self(Arc::new(value))
    }
}
