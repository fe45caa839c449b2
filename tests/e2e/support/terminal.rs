//! A page's terminal: the WebSocket as the browser speaks it.

use std::time::{Duration, Instant};

use futures::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio_tungstenite::tungstenite::handshake::client::generate_key;
use tokio_tungstenite::tungstenite::{Error, Message};
use tokio_tungstenite::{WebSocketStream, client_async};

use super::PATIENCE;
use super::http::RUNTIME;
use super::learner::Learner;

pub struct Terminal {
    socket: WebSocketStream<TcpStream>,
    /// Which shell it is.
    pub shell: String,
    /// How much of its output came.
    pub received: u64,
    /// The output as text.
    pub text: String,
    /// The binary message after `begun` is no output.
    prelude: bool,
    /// Whether what comes is said to be shown.
    pub confirms: bool,
    /// What the server said last that was no output.
    pub last: Value,
}

impl Learner {
    /// Connects as the page of this name does, waking the workbench if it must.
    #[track_caller]
    pub fn terminal(&self, page: &str) -> Terminal {
        let mut terminal = self.connect(json!({ "client": page, "start": true })).expect("a WebSocket");
        terminal.until("begun");
        terminal
    }

    /// Connects, and says what is wanted: what is left out is what a page that begins has.
    pub fn connect(&self, wanted: Value) -> Result<Terminal, u16> {
        let origin = format!("http://{}", self.client.address());
        self.connect_from(&origin, wanted)
    }

    /// The same for a page of another origin.
    pub fn connect_from(&self, origin: &str, wanted: Value) -> Result<Terminal, u16> {
        let mut open = json!({ "client": "page", "has": null, "size": [100, 30], "take": false, "start": false });
        for (name, value) in wanted.as_object().expect("an object") {
            open[name] = value.clone();
        }
        let address = self.client.address().to_owned();
        let request = self
            .client
            .request("GET", &format!("ws://{address}{}", self.api("/terminal")))
            .header("connection", "Upgrade")
            .header("upgrade", "websocket")
            .header("sec-websocket-version", "13")
            .header("sec-websocket-key", generate_key())
            .header("origin", origin)
            .body(())
            .expect("a request");
        RUNTIME.block_on(async {
            let stream = TcpStream::connect(&address).await.expect("connects");
            match client_async(request, stream).await {
                Ok((mut socket, _)) => {
                    socket.send(Message::text(json!({ "open": open }).to_string())).await.expect("sends");
                    Ok(Terminal {
                        socket,
                        shell: String::new(),
                        received: 0,
                        text: String::new(),
                        prelude: false,
                        confirms: true,
                        last: Value::Null,
                    })
                }
                Err(Error::Http(response)) => Err(response.status().as_u16()),
                Err(error) => panic!("{error}"),
            }
        })
    }
}

impl Terminal {
    pub fn say(&mut self, what: Value) {
        RUNTIME.block_on(self.socket.send(Message::text(what.to_string()))).expect("sends");
    }

    pub fn keys(&mut self, keys: &str) {
        RUNTIME.block_on(self.socket.send(Message::binary(keys.as_bytes().to_vec()))).expect("sends");
    }

    pub fn confirm(&mut self) {
        // A terminal that has ended hears nothing any more, and what it said last is still to be read.
        let shown = Message::text(json!({ "shown": self.received }).to_string());
        drop(RUNTIME.block_on(self.socket.send(shown)));
    }

    /// Takes in the next message, if one comes in time; false at the end.
    pub fn take(&mut self, patience: Duration) -> bool {
        let next = RUNTIME.block_on(async { tokio::time::timeout(patience, self.socket.next()).await });
        match next {
            Ok(Some(Ok(Message::Binary(bytes)))) => {
                if !std::mem::take(&mut self.prelude) {
                    self.received += bytes.len() as u64;
                    self.text.push_str(&String::from_utf8_lossy(&bytes));
                    if self.confirms {
                        self.confirm();
                    }
                }
                true
            }
            Ok(Some(Ok(Message::Text(text)))) => {
                let said: Value = serde_json::from_str(&text).expect("JSON");
                match said["is"].as_str().unwrap_or_default() {
                    "beat" => self.say(json!({ "beat": null })),
                    "begun" => {
                        self.prelude = true;
                        self.received = said["offset"].as_u64().expect("an offset");
                        self.shell = said["shell"].as_str().expect("a name").to_owned();
                        self.last = said;
                    }
                    _ => self.last = said,
                }
                true
            }
            Ok(Some(Ok(_))) => true,
            _ => false,
        }
    }

    /// Waits until the server says this.
    #[track_caller]
    pub fn until(&mut self, word: &str) -> Value {
        let start = Instant::now();
        while self.last["is"] != word {
            assert!(start.elapsed() < PATIENCE, "never said `{word}` but {}:\n{}", self.last, self.text);
            assert!(self.take(PATIENCE), "it ended before `{word}` with {}:\n{}", self.last, self.text);
        }
        self.last.clone()
    }

    /// Waits until the screen shows this.
    #[track_caller]
    pub fn shows(&mut self, text: &str) {
        let start = Instant::now();
        while !self.text.contains(text) {
            assert!(start.elapsed() < PATIENCE, "never showed `{text}`:\n{}", self.text);
            assert!(self.take(PATIENCE), "it ended before `{text}`: {}\n{}", self.last, self.text);
        }
    }

    /// Enters a line and waits until the screen shows what it must print.
    #[track_caller]
    pub fn enter(&mut self, line: &str, shows: &str) {
        self.keys(&format!("{line}\r"));
        self.shows(shows);
    }

    /// Takes in what comes until nothing more does for a while.
    pub fn settle(&mut self) {
        while self.take(Duration::from_millis(1500)) {}
    }
}
