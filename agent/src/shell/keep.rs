//! The keeper: holds the shell's pseudo-terminal, keeps its latest output, and serves one client at a time.

use std::fs::OpenOptions;
use std::io::{self, Write};
use std::os::unix::process::ExitStatusExt;
use std::process::ExitStatus;
use std::time::Duration;

use anyhow::{Context, Result};
use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use rustix::io::fcntl_dupfd_cloexec;
use rustix::process::setsid;
use serde_json::json;
use tokio::net::UnixListener;
use tokio::process::Child;
use tokio::sync::mpsc;
use tokio::time::{Instant, sleep_until};

use super::client::{Client, Heard, PIECE, SILENCE, WINDOW};
use super::frame::Frame;
use super::input::{Input, Typing};
use super::pty::Pty;
use super::ring::Ring;
use super::{Asked, folder};

/// How much a shell that nobody watches may print, in bytes for each millisecond: about 1 MiB/s.
const UNWATCHED: u64 = 1024;
/// How long the last client may take to receive the shell's last words.
const LAST_WORDS: Duration = Duration::from_secs(3);
/// Between the two sizes that make a full-screen program draw anew.
const REDRAW: Duration = Duration::from_millis(80);

/// Keeps a shell until it ends. stdin is the lock, stdout takes the word that it began.
pub fn keep(cols: u16, rows: u16) -> Result<()> {
    setsid().context("cannot lead a session")?;
    let lock = fcntl_dupfd_cloexec(io::stdin(), 3)?;
    let mut ready = std::fs::File::from(fcntl_dupfd_cloexec(io::stdout(), 3)?);
    let null = OpenOptions::new().read(true).write(true).open("/dev/null")?;
    rustix::stdio::dup2_stdin(&null)?;
    rustix::stdio::dup2_stdout(&null)?;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    let kept = runtime.block_on(async {
        match Keeper::begin(cols, rows) {
            Ok(keeper) => {
                ready.write_all(b"ready\n")?;
                drop(ready);
                keeper.run().await
            }
            Err(error) => Ok(ready.write_all(format!("{error:#}").as_bytes())?),
        }
    });
    drop(lock);
    kept
}

struct Keeper {
    /// Tells this shell from one before or after it.
    name: String,
    pty: Pty,
    bash: Child,
    ring: Ring,
    input: Input,
    size: (u16, u16),
    client: Option<Client>,
    listener: UnixListener,
    connections: u64,
    /// When an unwatched shell's output is read again.
    rested: Instant,
    /// When the screen gets its real size back.
    redraw: Option<Instant>,
}

/// What happened.
enum Event {
    Output(io::Result<usize>),
    Written(io::Result<usize>),
    Sent,
    Heard(Option<Heard>),
    Connected,
    Ended(io::Result<ExitStatus>),
    Time,
}

impl Keeper {
    fn begin(cols: u16, rows: u16) -> Result<Self> {
        let listener = UnixListener::bind(folder()?.join("socket")).context("cannot listen for clients")?;
        let (pty, bash) = Pty::start(cols, rows)?;
        let began = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH)?.as_millis();
        Ok(Self {
            name: format!("{began}-{}", bash.id().unwrap_or_default()),
            pty,
            bash,
            ring: Ring::default(),
            input: Input::default(),
            size: (cols, rows),
            client: None,
            listener,
            connections: 0,
            rested: Instant::now(),
            redraw: None,
        })
    }

    async fn run(mut self) -> Result<()> {
        let (tell, mut told) = mpsc::channel(8);
        let mut buffer = vec![0; 16 * 1024];
        let status = loop {
            match self.next(&mut buffer, &mut told, &tell).await {
                Event::Output(Ok(count @ 1..)) => self.printed(&buffer[..count]).await,
                Event::Written(Ok(count)) => self.input.written(count),
                // Nobody has the other end open: bash's end is near, or here.
                Event::Output(_) | Event::Written(Err(_)) => break self.bash.wait().await,
                Event::Ended(status) => break status,
                Event::Heard(Some(heard)) => self.heard(heard).await,
                Event::Time => self.mind_the_time().await,
                Event::Sent | Event::Connected | Event::Heard(None) => {}
            }
        };
        self.finish(status?, &mut buffer, &mut told).await
    }

    async fn next(&mut self, buffer: &mut [u8], told: &mut mpsc::Receiver<Heard>, tell: &mpsc::Sender<Heard>) -> Event {
        let may_read = match &self.client {
            Some(client) => self.ring.end() - client.shown < WINDOW,
            None => self.rested <= Instant::now(),
        };
        let due = self.due();
        tokio::select! {
            biased;
            heard = told.recv() => Event::Heard(heard),
            connected = self.listener.accept() => {
                if let Ok((stream, _)) = connected {
                    self.connections += 1;
                    Client::listen(self.connections, stream, tell.clone());
                }
                Event::Connected
            }
            written = self.pty.write(self.input.waiting()), if !self.input.waiting().is_empty() => Event::Written(written),
            () = send(&mut self.client, &self.ring) => Event::Sent,
            read = self.pty.read(buffer), if may_read => Event::Output(read),
            ended = self.bash.wait() => Event::Ended(ended),
            () = sleep_until(due) => Event::Time,
        }
    }

    /// When something is to be looked at even if nothing happens.
    fn due(&self) -> Instant {
        let rested = self.client.is_none().then_some(self.rested).filter(|rested| *rested > Instant::now());
        let silent = self.client.as_ref().map(|client| client.heard + SILENCE);
        let known = [rested, silent, self.redraw, self.input.deadline()];
        known.into_iter().flatten().min().unwrap_or_else(|| Instant::now() + Duration::from_secs(3600))
    }

    async fn mind_the_time(&mut self) {
        let now = Instant::now();
        if self.redraw.is_some_and(|redraw| redraw <= now) {
            self.redraw = None;
            self.pty.resize(self.size.0, self.size.1);
        }
        self.client = self.client.take().filter(|client| now < client.heard + SILENCE);
        self.type_next().await;
    }

    async fn printed(&mut self, output: &[u8]) {
        self.ring.push(output);
        if self.client.is_none() {
            self.rested = Instant::now() + Duration::from_micros(1000 * output.len() as u64 / UNWATCHED);
        }
        self.type_next().await;
    }

    /// Types the command that waits, if it can be now.
    async fn type_next(&mut self) {
        if self.input.deadline().is_none() {
            return;
        }
        let at_prompt = self.ring.modes().brackets_paste() && self.pty.bash_listens();
        let typed = self.input.type_next(at_prompt, Instant::now());
        if let (Some(typed), Some(client)) = (typed, &self.client) {
            client.say(Frame::json(b'c', &typed)).await;
        }
    }

    async fn heard(&mut self, heard: Heard) {
        match heard {
            Heard::Attach(client, asked) => self.attach(*client, &asked).await,
            Heard::Gone(number) => self.client = self.client.take().filter(|client| client.number != number),
            Heard::Said(number, frame) => {
                if let Some(client) = self.client.as_mut().filter(|client| client.number == number) {
                    client.heard = Instant::now();
                    self.said(&frame).await;
                }
            }
        }
    }

    async fn attach(&mut self, mut client: Client, asked: &Asked) {
        if self.client.as_ref().is_some_and(|there| there.name != client.name) && !asked.take {
            return client.dismiss(Frame::bare(b'B')).await;
        }
        if let Some(before) = self.client.take() {
            before.dismiss(Frame::bare(b'T')).await;
        }
        let start = self.ring.start(asked.from.filter(|_| asked.shell.as_ref() == Some(&self.name)));
        (client.sent, client.shown) = (start.offset, start.offset);
        let hello = json!({
            "shell": self.name, "offset": start.offset, "end": self.ring.end(), "goes_on": start.goes_on,
            "prelude": BASE64_STANDARD.encode(&start.prelude),
        });
        client.say(Frame::json(b'H', &hello)).await;
        self.client = Some(client);
        self.size = (asked.cols, asked.rows);
        // What a full-screen program drew long ago is not all there any more, so it is made to draw again.
        let redraw = !start.goes_on && self.ring.modes().is_beside();
        self.redraw = redraw.then(|| Instant::now() + REDRAW);
        self.pty.resize(self.size.0, self.size.1 - u16::from(redraw && self.size.1 > 2));
    }

    async fn said(&mut self, frame: &Frame) {
        let Some(client) = &mut self.client else { return };
        match (frame.kind, frame.body.as_slice()) {
            (b'I', keys) if self.input.push(keys) => {}
            (b'I', _) => client.say(Frame::bare(b'L')).await,
            (b'K', shown) => {
                if let Ok(shown) = shown.try_into().map(u64::from_be_bytes) {
                    client.shown = shown.clamp(client.shown, client.sent);
                }
            }
            (b'R', [a, b, c, d]) => {
                self.size = (u16::from_be_bytes([*a, *b]), u16::from_be_bytes([*c, *d]));
                self.pty.resize(self.size.0, self.size.1);
            }
            (b'C', typing) => {
                let Ok(typing) = serde_json::from_slice::<Typing>(typing) else { return };
                match self.input.ask(typing, Instant::now()) {
                    Some(refused) => client.say(Frame::json(b'c', &refused)).await,
                    None => self.type_next().await,
                }
            }
            (b'P', _) => client.say(Frame::bare(b'P')).await,
            _ => {}
        }
    }

    /// Hands out what bash printed last, says how it ended, and lets go of everything.
    async fn finish(mut self, status: ExitStatus, buffer: &mut [u8], told: &mut mpsc::Receiver<Heard>) -> Result<()> {
        // Out of the way of the next shell's.
        let _ = std::fs::remove_file(folder()?.join("socket"));
        while let Ok(Ok(count @ 1..)) = tokio::time::timeout(Duration::from_millis(50), self.pty.read(buffer)).await {
            self.ring.push(&buffer[..count]);
            if self.ring.end() - self.client.as_ref().map_or(0, |client| client.shown) >= 2 * WINDOW {
                break;
            }
        }
        let until = Instant::now() + LAST_WORDS;
        while self.client.as_ref().is_some_and(|client| client.sent < self.ring.end()) && Instant::now() < until {
            tokio::select! {
                () = send(&mut self.client, &self.ring) => {}
                Some(heard) = told.recv() => match heard {
                    Heard::Attach(late, _) => drop(late),
                    other => self.heard(other).await,
                },
                () = sleep_until(until) => {}
            }
        }
        if let Some(client) = self.client.take() {
            client.dismiss(Frame::json(b'E', &json!({ "exit": status.code(), "signal": status.signal() }))).await;
        }
        Ok(())
    }
}

/// Sends a piece of output when there is one and the client may have it; else waits for ever.
async fn send(client: &mut Option<Client>, ring: &Ring) {
    let Some(client) = client.as_mut().filter(|client| client.has_room() && client.sent < ring.end()) else {
        return std::future::pending().await;
    };
    let Some(place) = client.place().await else { return std::future::pending().await };
    let body = ring.piece(client.sent, PIECE);
    let count = body.len() as u64;
    place.send(Frame { kind: b'O', body });
    client.sent += count;
}
