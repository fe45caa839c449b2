//! Asking a name server one question and giving its answer as it is: no search list, no cache, nothing followed.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::time::Duration;

use hickory_proto::op::{Message, Query, ResponseCode};
use hickory_proto::rr::{Name, Record, RecordType};
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpStream, UdpSocket};
use tokio::time::{Instant, timeout, timeout_at};

const LONGEST: Duration = Duration::from_secs(2);
/// A datagram may get lost: after this long it is sent again.
const RESEND: Duration = Duration::from_millis(700);

/// What to ask.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    name: String,
    r#type: Type,
    server: Option<String>,
}

/// The kinds of record that can be asked for.
#[derive(Clone, Copy, Deserialize)]
#[serde(rename_all = "UPPERCASE")]
enum Type {
    A,
    Aaaa,
    Cname,
    Srv,
}

impl From<Type> for RecordType {
    fn from(kind: Type) -> Self {
        match kind {
            Type::A => Self::A,
            Type::Aaaa => Self::AAAA,
            Type::Cname => Self::CNAME,
            Type::Srv => Self::SRV,
        }
    }
}

/// Asks, and gives the answer or why there is none.
pub async fn ask(question: &Question, deadline: Instant) -> Value {
    if Instant::now() >= deadline {
        return json!({ "error": "deadline" });
    }
    let until = deadline.min(Instant::now() + LONGEST);
    match timeout_at(until, answer(question)).await {
        Ok(Ok(message)) => describe(&message),
        Ok(Err(why)) => json!({ "error": why }),
        Err(_) if until == deadline => json!({ "error": "deadline" }),
        Err(_) => json!({ "error": "timeout" }),
    }
}

async fn answer(question: &Question) -> Result<Message, &'static str> {
    let mut name = Name::from_ascii(&question.name).map_err(|_| "bad-name")?;
    if name.num_labels() == 0 {
        return Err("bad-name");
    }
    name.set_fqdn(true);
    let server = server(question.server.as_deref()).await?;
    let mut query = Message::query();
    query.metadata.recursion_desired = true;
    query.add_query(Query::query(name, question.r#type.into()));
    let bytes = query.to_vec().map_err(|_| "bad-name")?;
    let message = by_datagram(server, &query, &bytes).await.map_err(|error| why(&error))?;
    if message.metadata.truncation {
        return by_stream(server, &query, &bytes).await.map_err(|error| why(&error));
    }
    Ok(message)
}

/// The server to ask: the one named, or the first that the pod itself would ask.
async fn server(named: Option<&str>) -> Result<SocketAddr, &'static str> {
    if let Some(named) = named {
        let address = named.parse().or_else(|_| named.parse().map(|ip: IpAddr| SocketAddr::new(ip, 53)));
        return address.map_err(|_| "bad-server");
    }
    let text = tokio::task::spawn_blocking(|| std::fs::read_to_string("/etc/resolv.conf")).await;
    let text = text.ok().and_then(Result::ok).unwrap_or_default();
    let first = text.lines().find_map(|line| line.trim().strip_prefix("nameserver")?.trim().parse().ok());
    first.map(|ip: IpAddr| SocketAddr::new(ip, 53)).ok_or("no-nameserver")
}

async fn by_datagram(server: SocketAddr, query: &Message, bytes: &[u8]) -> io::Result<Message> {
    let any: IpAddr = match server {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let socket = UdpSocket::bind((any, 0)).await?;
    // Connected: the kernel drops what comes from elsewhere, and tells when nobody listens.
    socket.connect(server).await?;
    let mut buffer = vec![0; 65_535];
    loop {
        socket.send(bytes).await?;
        let heard = timeout(RESEND, async {
            loop {
                let read = socket.recv(&mut buffer).await?;
                // A stray answer to something else is no answer.
                if let Some(message) = understand(&buffer[..read], query) {
                    return io::Result::Ok(message);
                }
            }
        });
        if let Ok(message) = heard.await {
            return message;
        }
    }
}

async fn by_stream(server: SocketAddr, query: &Message, bytes: &[u8]) -> io::Result<Message> {
    let mut stream = TcpStream::connect(server).await?;
    let length = u16::try_from(bytes.len()).map_err(io::Error::other)?;
    stream.write_all(&[&length.to_be_bytes(), bytes].concat()).await?;
    let length = stream.read_u16().await?;
    let mut buffer = vec![0; length.into()];
    stream.read_exact(&mut buffer).await?;
    understand(&buffer, query).ok_or_else(|| io::ErrorKind::InvalidData.into())
}

fn understand(bytes: &[u8], query: &Message) -> Option<Message> {
    let message = Message::from_vec(bytes).ok()?;
    (message.metadata.id == query.metadata.id && message.queries == query.queries).then_some(message)
}

fn why(error: &io::Error) -> &'static str {
    match error.kind() {
        io::ErrorKind::ConnectionRefused => "refused",
        io::ErrorKind::HostUnreachable | io::ErrorKind::NetworkUnreachable => "unreachable",
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => "bad-answer",
        _ => "failed",
    }
}

fn describe(message: &Message) -> Value {
    let answers: Vec<Value> = message.answers.iter().map(describe_record).collect();
    json!({ "rcode": rcode(message.metadata.response_code), "answers": answers })
}

fn describe_record(record: &Record) -> Value {
    json!({
        "name": record.name.to_string(),
        "type": record.record_type().to_string(),
        "value": record.data.to_string(),
        "ttl": record.ttl,
    })
}

/// The name that dig gives it.
fn rcode(code: ResponseCode) -> String {
    match code {
        ResponseCode::NoError => "NOERROR".to_owned(),
        ResponseCode::FormErr => "FORMERR".to_owned(),
        ResponseCode::ServFail => "SERVFAIL".to_owned(),
        ResponseCode::NXDomain => "NXDOMAIN".to_owned(),
        ResponseCode::NotImp => "NOTIMP".to_owned(),
        ResponseCode::Refused => "REFUSED".to_owned(),
        other => format!("RCODE{}", u16::from(other)),
    }
}
