//! Probing names, on a loopback name server that the test itself starts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use hickory_proto::op::{Message, ResponseCode};
use hickory_proto::rr::rdata::{A, AAAA, CNAME, SRV};
use hickory_proto::rr::{Name, RData, Record, RecordType};
use serde_json::{Value, json};

use crate::prober::{probe, prober};

fn name(text: &str) -> Name {
    Name::from_ascii(text).expect("a name")
}

/// A name server on loopback, with the names it was asked for.
fn name_server() -> (SocketAddr, Receiver<String>) {
    let socket = UdpSocket::bind("127.0.0.1:0").expect("binds");
    let address = socket.local_addr().expect("an address");
    // The same port, for answers too long for a datagram.
    let listener = TcpListener::bind(address).expect("binds");
    let (sender, asked) = channel();
    std::thread::spawn(move || {
        let mut buffer = [0; 4096];
        while let Ok((read, from)) = socket.recv_from(&mut buffer) {
            let question = Message::from_vec(&buffer[..read]).expect("a question");
            let _ = sender.send(question.queries[0].name().to_string());
            for answer in answers(&question) {
                socket.send_to(&answer.to_vec().expect("encodes"), from).expect("answers");
            }
        }
    });
    std::thread::spawn(move || {
        for stream in listener.incoming() {
            answer_by_stream(stream.expect("accepts"));
        }
    });
    (address, asked)
}

fn answer_by_stream(mut stream: TcpStream) {
    let mut length = [0; 2];
    stream.read_exact(&mut length).expect("reads");
    let mut bytes = vec![0; u16::from_be_bytes(length).into()];
    stream.read_exact(&mut bytes).expect("reads");
    let mut answer = Message::from_vec(&bytes).expect("a question").into_response();
    for last in 0..100 {
        answer.add_answer(Record::from_rdata(name("many.test."), 5, RData::A(A::new(10, 0, 0, last))));
    }
    let bytes = answer.to_vec().expect("encodes");
    let length = u16::try_from(bytes.len()).expect("fits");
    stream.write_all(&[&length.to_be_bytes(), bytes.as_slice()].concat()).expect("answers");
}

/// The messages that a question is answered with, in their order.
fn answers(question: &Message) -> Vec<Message> {
    let asked = question.queries[0].name().clone();
    let mut answer = question.clone().into_response();
    let mut add = |data| {
        answer.add_answer(Record::from_rdata(asked.clone(), 30, data));
    };
    match (asked.to_string().as_str(), question.queries[0].query_type()) {
        ("web.test.", RecordType::A) => {
            add(RData::A(A::new(10, 244, 1, 2)));
            add(RData::A(A::new(10, 244, 2, 3)));
        }
        ("web.test.", RecordType::AAAA) => add(RData::AAAA(AAAA::new(0xfd00, 0, 0, 0, 0, 0, 0, 1))),
        ("alias.test.", RecordType::CNAME) => add(RData::CNAME(CNAME(name("example.org.")))),
        ("_http._tcp.web.test.", RecordType::SRV) => add(RData::SRV(SRV::new(0, 50, 80, name("web-0.web.test.")))),
        ("many.test.", _) => answer.metadata.truncation = true,
        ("silent.test.", _) => return Vec::new(),
        ("broken.test.", _) => answer.metadata.response_code = ResponseCode::ServFail,
        ("forged.test.", RecordType::A) => {
            add(RData::A(A::new(10, 0, 0, 1)));
            let mut forged = answer.clone();
            forged.metadata.id = forged.metadata.id.wrapping_add(1);
            forged.answers.clear();
            return vec![forged, answer];
        }
        _ => answer.metadata.response_code = ResponseCode::NXDomain,
    }
    vec![answer]
}

fn values(answer: &Value) -> Vec<&str> {
    answer["answers"].as_array().expect("a list").iter().map(|one| one["value"].as_str().expect("text")).collect()
}

#[test]
fn names_are_answered_by_kind() {
    let (prober, (server, asked)) = (prober(), name_server());
    let ask = |name: &str, kind: &str| {
        probe(&prober, json!({ "dns": { "name": name, "type": kind, "server": server.to_string() } }))
    };
    let answer = ask("web.test", "A");
    assert_eq!((&answer["rcode"], values(&answer)), (&"NOERROR".into(), vec!["10.244.1.2", "10.244.2.3"]));
    assert_eq!(answer["answers"][0], json!({ "name": "web.test.", "type": "A", "value": "10.244.1.2", "ttl": 30 }));
    assert_eq!(asked.recv().expect("asked"), "web.test.", "no search list");
    assert_eq!(values(&ask("web.test.", "AAAA")), ["fd00::1"]);
    assert_eq!(values(&ask("alias.test", "CNAME")), ["example.org."]);
    assert_eq!(values(&ask("_http._tcp.web.test", "SRV")), ["0 50 80 web-0.web.test."]);
    assert_eq!(ask("none.test", "A"), json!({ "rcode": "NXDOMAIN", "answers": [] }));
    assert_eq!(ask("broken.test", "A")["rcode"], "SERVFAIL");
    assert_eq!(values(&ask("many.test", "A")).len(), 100, "asked again by TCP");
    assert_eq!(values(&ask("forged.test", "A")), ["10.0.0.1"], "an answer to something else is passed over");
}

#[test]
fn questions_without_an_answer_say_why() {
    let (prober, (server, asked)) = (prober(), name_server());
    let ask =
        |name: &str, server: &str| probe(&prober, json!({ "dns": { "name": name, "type": "A", "server": server } }));
    let begun = Instant::now();
    assert_eq!(ask("silent.test", &server.to_string())["error"], "timeout");
    assert!((2..5).contains(&begun.elapsed().as_secs()));
    assert!(asked.try_iter().count() > 1, "a lost datagram is sent again");
    let closed = UdpSocket::bind("127.0.0.1:0").and_then(|socket| socket.local_addr()).expect("an address");
    assert_eq!(ask("web.test", &closed.to_string())["error"], "refused");
    assert_eq!(ask("web.test", "kube-dns")["error"], "bad-server");
    for bad in ["", ".", "a..b", &"x".repeat(64)] {
        assert_eq!(ask(bad, &server.to_string())["error"], "bad-name", "{bad}");
    }
}
