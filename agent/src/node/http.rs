//! Asking an address for a page, several times over where the spread of the answers matters: a connection each, no
//! redirect followed, no name resolved.

use std::error::Error;
use std::io;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use http_body_util::{BodyExt, Empty};
use hyper::Uri;
use hyper::body::{Bytes, Incoming};
use hyper::client::conn::http1;
use hyper::header::{HOST, HeaderValue, SERVER, USER_AGENT};
use hyper_util::rt::TokioIo;
use serde::Deserialize;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::net::TcpStream;
use tokio::task::JoinSet;
use tokio::time::{Instant, timeout_at};

use super::volume::hex;
use crate::beneath::MOST;

const MOST_TIMES: u32 = 50;
const LONGEST_MS: u64 = 5_000;
/// How much of a page is given.
const MOST_GIVEN: usize = 8 * 1024;

/// What to ask.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Request {
    url: String,
    host: Option<String>,
    #[serde(default = "once")]
    times: u32,
    #[serde(default = "two_seconds")]
    timeout_ms: u64,
}

fn once() -> u32 {
    1
}

fn two_seconds() -> u64 {
    2_000
}

/// Where to ask, and how.
struct Target {
    address: SocketAddr,
    path: String,
    host: HeaderValue,
}

/// Asks as often as wanted, one after the other, and gives every answer or why there is none.
pub async fn ask(request: &Request, deadline: Instant) -> Value {
    let target = match Target::of(request) {
        Ok(target) => target,
        Err(why) => return json!({ "error": why }),
    };
    let patience = Duration::from_millis(request.timeout_ms.clamp(1, LONGEST_MS));
    let mut responses = Vec::new();
    for _ in 0..request.times.clamp(1, MOST_TIMES) {
        let now = Instant::now();
        if now >= deadline {
            responses.push(json!({ "error": "deadline" }));
            continue;
        }
        let until = deadline.min(now + patience);
        responses.push(match timeout_at(until, target.fetch()).await {
            Ok(Ok(response)) => response,
            Ok(Err(error)) => json!({ "error": why(error.as_ref()) }),
            Err(_) if until == deadline => json!({ "error": "deadline" }),
            Err(_) => json!({ "error": "timeout" }),
        });
    }
    json!({ "responses": responses })
}

impl Target {
    fn of(request: &Request) -> Result<Self, &'static str> {
        let uri: Uri = request.url.parse().map_err(|_| "bad-url")?;
        let authority = uri.authority().filter(|_| uri.scheme_str() == Some("http")).ok_or("bad-url")?;
        let ip = authority.host().trim_start_matches('[').trim_end_matches(']');
        let ip: IpAddr = ip.parse().map_err(|_| "bad-url")?;
        if is_forbidden(ip) {
            return Err("forbidden-address");
        }
        let host = request.host.as_deref().unwrap_or(authority.as_str());
        Ok(Self {
            address: SocketAddr::new(ip, authority.port_u16().unwrap_or(80)),
            path: uri.path_and_query().map_or("/", |path| path.as_str()).to_owned(),
            host: HeaderValue::from_str(host).map_err(|_| "bad-host")?,
        })
    }

    async fn fetch(&self) -> Result<Value, Box<dyn Error + Send + Sync>> {
        let stream = TcpStream::connect(self.address).await?;
        let (mut sender, connection) = http1::handshake(TokioIo::new(stream)).await?;
        // Dropped with this probe, and the connection with it.
        let mut tasks = JoinSet::new();
        tasks.spawn(connection);
        let request = hyper::Request::get(&self.path)
            .header(HOST, &self.host)
            .header(USER_AGENT, "kindlab-agent")
            .body(Empty::<Bytes>::new())?;
        let response = sender.send_request(request).await?;
        let (head, body) = response.into_parts();
        let (read, more) = read_start(body).await?;
        let given = &read[..read.len().min(MOST_GIVEN)];
        Ok(json!({
            "status": head.status.as_u16(),
            "body_sha256": hex(&Sha256::digest(&read)),
            "body": BASE64_STANDARD.encode(given),
            "truncated": more || given.len() < read.len(),
            "server_header": head.headers.get(SERVER).map(|value| String::from_utf8_lossy(value.as_bytes())),
        }))
    }
}

/// Reads the first [`MOST`] bytes, and says whether there are more.
async fn read_start(mut body: Incoming) -> Result<(Vec<u8>, bool), hyper::Error> {
    let mut read = Vec::new();
    while let Some(frame) = body.frame().await {
        if let Some(data) = frame?.data_ref() {
            read.extend_from_slice(data);
        }
        if read.len() > MOST {
            read.truncate(MOST);
            return Ok((read, true));
        }
    }
    Ok((read, false))
}

/// Addresses no Service or pod has, one of which hands out a cloud's credentials.
fn is_forbidden(ip: IpAddr) -> bool {
    match ip.to_canonical() {
        IpAddr::V4(ip) => ip.is_link_local() || ip.is_unspecified() || ip.is_multicast() || ip.is_broadcast(),
        IpAddr::V6(ip) => ip.is_unicast_link_local() || ip.is_unspecified() || ip.is_multicast(),
    }
}

/// Names what went wrong, by the innermost cause that has a name.
fn why(error: &(dyn Error + 'static)) -> &'static str {
    let mut cause = Some(error);
    while let Some(error) = cause {
        if let Some(error) = error.downcast_ref::<io::Error>() {
            return why_io(error);
        }
        if let Some(error) = error.downcast_ref::<hyper::Error>() {
            if error.is_parse() {
                return "not-http";
            }
            if error.is_incomplete_message() || error.is_canceled() || error.is_closed() {
                return "reset";
            }
        }
        cause = error.source();
    }
    "failed"
}

fn why_io(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "refused",
        io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => "reset",
        io::ErrorKind::BrokenPipe | io::ErrorKind::UnexpectedEof => "reset",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "unreachable",
        io::ErrorKind::TimedOut => "timeout",
        _ => "failed",
    }
}
