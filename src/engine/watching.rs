//! Watching a learner's terminal, with their consent: what passes through this server on its way to their page. There
//! is no way back: who watches can't type.

use std::collections::VecDeque;

use tokio::sync::broadcast::{self, Receiver, Sender};

use super::{Engine, EngineError, Tick, lock};
use crate::id::{ClassId, LabId, LearnerId, SandboxId};

/// How much of what was printed before is shown to whoever begins to watch, in bytes.
const KEPT: usize = 64 * 1024;
/// How many pieces a watcher may be behind; then the screen is shown anew.
const BEHIND: usize = 256;

/// What a watcher is shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Shown {
    /// The screen begins anew.
    Screen {
        /// Its columns and rows.
        size: (u16, u16),
        /// What was printed on it so far, as far as it is kept.
        before: Vec<u8>,
    },
    /// Something was printed.
    Output(Vec<u8>),
}

/// What passed through to a page whose learner lets it be watched.
pub(super) struct Screen {
    learner: LearnerId,
    size: (u16, u16),
    kept: VecDeque<u8>,
    out: Sender<Shown>,
}

impl Screen {
    fn new(learner: LearnerId) -> Self {
        Self { learner, size: (80, 24), kept: VecDeque::new(), out: broadcast::channel(BEHIND).0 }
    }

    fn now(&self) -> Shown {
        Shown::Screen { size: self.size, before: self.kept.iter().copied().collect() }
    }

    fn print(&mut self, output: &[u8]) {
        self.kept.extend(output);
        let excess = self.kept.len().saturating_sub(KEPT);
        self.kept.drain(..excess);
        // Nobody watching is no error.
        let _ = self.out.send(Shown::Output(output.to_vec()));
    }

    fn begin(&mut self, prelude: &[u8]) {
        self.kept = prelude.iter().copied().collect();
        let _ = self.out.send(self.now());
    }

    fn resize(&mut self, size: (u16, u16)) {
        if self.size != size {
            self.size = size;
            let _ = self.out.send(self.now());
        }
    }
}

impl Engine {
    /// Notes whether a learner lets the instructor of their class watch their terminal. Taken back, it ends at once.
    ///
    /// # Errors
    /// [`EngineError::NotFound`] when they are in no class that goes on.
    pub async fn set_shows(&self, learner: &LearnerId, shows: bool) -> Result<(), EngineError> {
        if !self.0.store.set_shows(learner, shows).await? {
            return Err(EngineError::NotFound("class"));
        }
        if !shows {
            self.hide_screens(learner);
        }
        let _ = self.0.ticks.send(Tick::Learner(learner.clone()));
        if let Some((class, member)) = self.0.store.membership(learner).await? {
            for attempt in self.0.store.class_attempts(&class).await? {
                if member.shows
                    && attempt.learner == *learner
                    && let Some(sandbox) = self.0.store.sandbox_of(&attempt.id).await?
                {
                    lock(&self.0.screens).entry(sandbox.id).or_insert_with(|| Screen::new(learner.clone()));
                }
            }
        }
        Ok(())
    }

    /// What a learner's terminal shows, and from now on prints; `None` where they didn't consent, or have no sandbox.
    /// What comes ends when they take their consent back.
    ///
    /// # Errors
    /// When the store fails.
    pub async fn watch_terminal_of(
        &self,
        class: &ClassId,
        learner: &LearnerId,
        lab: &LabId,
    ) -> Result<Option<(Shown, Receiver<Shown>)>, EngineError> {
        let found = self.0.store.membership(learner).await?;
        let consents = found.is_some_and(|(of, member)| of == *class && member.shows);
        let sandbox = match self.current(learner, lab).await {
            Ok((_, sandbox)) if consents => sandbox,
            Ok(_) | Err(EngineError::NotOpen) => return Ok(None),
            Err(error) => return Err(error),
        };
        let shown = {
            let mut screens = lock(&self.0.screens);
            let screen = screens.entry(sandbox.id).or_insert_with(|| Screen::new(learner.clone()));
            (screen.now(), screen.out.subscribe())
        };
        Ok(self.still_consents(learner).await?.then_some(shown))
    }

    /// Whoever watches this learner sees nothing more.
    pub(super) fn hide_screens(&self, learner: &LearnerId) {
        lock(&self.0.screens).retain(|_, screen| screen.learner != *learner);
    }

    pub(super) fn hide_screen(&self, sandbox: &SandboxId) {
        lock(&self.0.screens).remove(sandbox);
    }

    /// A terminal is attached: watched from its beginning where its learner consented.
    pub(super) async fn screen_begins(
        &self,
        learner: &LearnerId,
        sandbox: &SandboxId,
        size: (u16, u16),
    ) -> Result<(), EngineError> {
        let shows = self.0.store.membership(learner).await?.is_some_and(|(_, member)| member.shows);
        if shows {
            lock(&self.0.screens).entry(sandbox.clone()).or_insert_with(|| Screen::new(learner.clone())).resize(size);
            self.still_consents(learner).await?;
        }
        Ok(())
    }

    /// Asks once more after a screen was put up: consent that was taken back meanwhile had nothing to take down.
    async fn still_consents(&self, learner: &LearnerId) -> Result<bool, EngineError> {
        let consents = self.0.store.membership(learner).await?.is_some_and(|(_, member)| member.shows);
        if !consents {
            self.hide_screens(learner);
        }
        Ok(consents)
    }

    pub(super) fn screen(&self, sandbox: &SandboxId, change: impl FnOnce(&mut Screen)) {
        if let Some(screen) = lock(&self.0.screens).get_mut(sandbox) {
            change(screen);
        }
    }

    pub(super) fn screen_prints(&self, sandbox: &SandboxId, output: &[u8]) {
        self.screen(sandbox, |screen| screen.print(output));
    }

    pub(super) fn screen_begins_anew(&self, sandbox: &SandboxId, prelude: &[u8]) {
        self.screen(sandbox, |screen| screen.begin(prelude));
    }

    pub(super) fn screen_resizes(&self, sandbox: &SandboxId, size: (u16, u16)) {
        self.screen(sandbox, |screen| screen.resize(size));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_watcher_sees_what_was_kept_and_then_what_comes() {
        let mut screen = Screen::new("learner00001".parse().expect("an id"));
        screen.print(&vec![b'a'; KEPT]);
        screen.print(b"bc");
        let Shown::Screen { size, before } = screen.now() else { panic!("a screen") };
        assert_eq!((size, before.len(), before.ends_with(b"abc")), ((80, 24), KEPT, true));
        let mut watcher = screen.out.subscribe();
        screen.resize((80, 24));
        screen.print(b"d");
        assert_eq!(watcher.recv().await, Ok(Shown::Output(b"d".to_vec())), "the same size is no change");
        screen.begin(b"modes");
        assert_eq!(watcher.recv().await, Ok(Shown::Screen { size: (80, 24), before: b"modes".to_vec() }));
        drop(screen);
        assert_eq!(watcher.recv().await, Err(broadcast::error::RecvError::Closed), "taken back, it ends");
    }
}
