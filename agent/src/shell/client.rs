//! One end of the keeper's socket: who shows the terminal at the moment.

use std::time::Duration;

use tokio::io::AsyncWriteExt;
use tokio::net::UnixStream;
use tokio::net::unix::{OwnedReadHalf, OwnedWriteHalf};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;
use tokio::time::{Instant, timeout};

use super::Asked;
use super::frame::Frame;

/// How long a new connection may take to say what it wants.
const FIRST_WORD: Duration = Duration::from_secs(5);
/// A client that was not heard for this long is gone, whatever its connection says.
pub const SILENCE: Duration = Duration::from_secs(50);
/// How much output a client may have that it didn't confirm, in bytes.
pub const WINDOW: u64 = 128 * 1024;
/// How much output goes into one frame.
pub const PIECE: usize = 16 * 1024;

/// What comes from the socket.
pub enum Heard {
    /// Somebody wants to attach.
    Attach(Box<Client>, Asked),
    /// The client of this number said something.
    Said(u64, Frame),
    /// The client of this number is gone.
    Gone(u64),
}

/// Whoever shows the terminal, or would like to.
pub struct Client {
    /// Counts connections.
    pub number: u64,
    /// Who it is.
    pub name: String,
    /// The next byte to be sent.
    pub sent: u64,
    /// How far the output was shown.
    pub shown: u64,
    /// When it was last heard.
    pub heard: Instant,
    to: mpsc::Sender<Frame>,
    reader: JoinHandle<()>,
    writer: JoinHandle<()>,
}

impl Client {
    /// Listens to a new connection: its first frame, then all others, go to `tell`.
    pub fn listen(number: u64, stream: UnixStream, tell: mpsc::Sender<Heard>) {
        tokio::spawn(async move {
            let (mut from, to) = stream.into_split();
            let Ok(Ok(Some(first))) = timeout(FIRST_WORD, Frame::read(&mut from)).await else { return };
            let Ok(asked) = serde_json::from_slice::<Asked>(&first.body) else { return };
            if first.kind != b'A' {
                return;
            }
            let (sender, frames) = mpsc::channel(2);
            let reader = tokio::spawn(hear(number, from, tell.clone()));
            let client = Self {
                number,
                name: asked.client.clone(),
                sent: 0,
                shown: 0,
                heard: Instant::now(),
                to: sender,
                reader,
                writer: tokio::spawn(speak(to, frames)),
            };
            let _ = tell.send(Heard::Attach(Box::new(client), asked)).await;
        });
    }

    /// Whether more output may be sent.
    pub fn has_room(&self) -> bool {
        self.sent - self.shown < WINDOW
    }

    /// Waits for a place in the queue.
    pub async fn place(&self) -> Option<mpsc::Permit<'_, Frame>> {
        self.to.reserve().await.ok()
    }

    /// Says something short, if the queue has a place within a moment: a client that takes nothing is no reason to wait.
    pub async fn say(&self, frame: Frame) {
        let _ = self.to.send_timeout(frame, Duration::from_millis(200)).await;
    }

    /// Says a last thing and closes the connection.
    pub async fn dismiss(self, last: Frame) {
        self.say(last).await;
        self.reader.abort();
        drop(self.to);
        let _ = timeout(Duration::from_secs(1), self.writer).await;
    }
}

async fn hear(number: u64, mut from: OwnedReadHalf, tell: mpsc::Sender<Heard>) {
    while let Ok(Some(frame)) = Frame::read(&mut from).await {
        if tell.send(Heard::Said(number, frame)).await.is_err() {
            return;
        }
    }
    let _ = tell.send(Heard::Gone(number)).await;
}

async fn speak(mut to: OwnedWriteHalf, mut frames: mpsc::Receiver<Frame>) {
    while let Some(frame) = frames.recv().await {
        if to.write_all(&frame.encoded()).await.is_err() {
            return;
        }
    }
}
