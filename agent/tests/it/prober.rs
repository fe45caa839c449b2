//! Probing addresses, on loopback servers that the test itself starts.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::mpsc::{Receiver, channel};
use std::time::Instant;

use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::support::{Asked, Server, unbase64};

pub fn prober() -> Server {
    Server::start("serve-prober", None)
}

#[track_caller]
pub fn probe(server: &Server, probe: Value) -> Value {
    let (status, answer) = server.post("/v1/probe", &json!([probe]));
    assert_eq!(status, 200, "{answer}");
    answer[0].clone()
}

/// Answers each connection in its own way; gives the requests' heads.
fn web(answer: impl Fn(usize, TcpStream) + Send + 'static) -> (SocketAddr, Receiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").expect("binds");
    let (address, (sender, heads)) = (listener.local_addr().expect("an address"), channel());
    std::thread::spawn(move || {
        for (number, stream) in listener.incoming().enumerate() {
            let mut stream = stream.expect("accepts");
            let (mut head, mut byte) = (Vec::new(), [0]);
            while !head.ends_with(b"\r\n\r\n") && matches!(stream.read(&mut byte), Ok(1)) {
                head.push(byte[0]);
            }
            let _ = sender.send(String::from_utf8_lossy(&head).into_owned());
            answer(number, stream);
        }
    });
    (address, heads)
}

fn page(body: &str) -> String {
    format!("HTTP/1.1 200 OK\r\nserver: nginx/1.18.0\r\ncontent-length: {}\r\n\r\n{body}", body.len())
}

fn hex(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

#[test]
fn each_request_has_its_own_connection_and_answer() {
    let (address, heads) = web(|number, mut stream| {
        stream.write_all(page(&format!("nginx-{}\n", number % 2)).as_bytes()).expect("answers");
    });
    let url = format!("http://{address}/a?b=c");
    let answer = probe(&prober(), json!({ "http": { "url": url, "host": "nginx.ns.svc", "times": 4 } }));
    let responses = answer["responses"].as_array().expect("a list");
    let bodies: Vec<_> = responses.iter().map(|one| unbase64(&one["body"])).collect();
    assert_eq!(bodies, [b"nginx-0\n", b"nginx-1\n", b"nginx-0\n", b"nginx-1\n"]);
    let first = &responses[0];
    assert_eq!((&first["status"], &first["server_header"]), (&200.into(), &"nginx/1.18.0".into()));
    assert_eq!((&first["body_sha256"], &first["truncated"]), (&hex(b"nginx-0\n").into(), &false.into()));
    let head = heads.recv().expect("a head");
    assert!(head.starts_with("GET /a?b=c HTTP/1.1\r\n") && head.contains("host: nginx.ns.svc\r\n"), "{head}");
}

#[test]
fn a_redirect_is_told_and_not_followed() {
    let (elsewhere, visits) = web(|_, mut stream| drop(stream.write_all(page("x").as_bytes())));
    let (address, _heads) = web(move |_, mut stream| {
        let answer = format!("HTTP/1.1 302 Found\r\nlocation: http://{elsewhere}/\r\ncontent-length: 0\r\n\r\n");
        stream.write_all(answer.as_bytes()).expect("answers");
    });
    let answer = probe(&prober(), json!({ "http": { "url": format!("http://{address}/") } }));
    assert_eq!(answer["responses"][0]["status"], 302);
    assert!(visits.try_recv().is_err());
}

#[test]
fn a_long_page_is_cut_and_an_endless_one_too() {
    let (address, _heads) = web(|number, mut stream| {
        let _ = match number {
            0 => stream.write_all(page(&"x".repeat(10_000)).as_bytes()),
            _ => stream
                .write_all(b"HTTP/1.1 200 OK\r\n\r\n")
                .and_then(|()| (0..).try_for_each(|_| stream.write_all(&[b'x'; 1000]))),
        };
    });
    let answer = probe(&prober(), json!({ "http": { "url": format!("http://{address}/"), "times": 2 } }));
    for (response, hashed) in answer["responses"].as_array().expect("a list").iter().zip([10_000, 65_536]) {
        assert_eq!(unbase64(&response["body"]).len(), 8_192);
        assert_eq!(
            (&response["truncated"], &response["body_sha256"]),
            (&true.into(), &hex(&vec![b'x'; hashed]).into())
        );
    }
}

#[test]
fn every_failure_has_its_name() {
    let prober = prober();
    let closed = TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("an address");
    let silent = TcpListener::bind("127.0.0.1:0").expect("binds");
    let (hanging_up, _heads) = web(|_, stream| drop(stream));
    let (babbling, _more) = web(|_, mut stream| drop(stream.write_all(b"220 mail ready\r\n")));
    let silent = silent.local_addr().map(|address| (silent, address)).expect("an address");
    for (address, error) in [(closed, "refused"), (silent.1, "timeout"), (hanging_up, "reset"), (babbling, "not-http")]
    {
        let answer = probe(&prober, json!({ "http": { "url": format!("http://{address}/"), "timeout_ms": 300 } }));
        assert_eq!(answer, json!({ "responses": [{ "error": error }] }));
    }
}

#[test]
fn only_plain_http_to_ordinary_addresses_is_asked() {
    let prober = prober();
    for (url, error) in [
        ("http://example.com/", "bad-url"),
        ("https://127.0.0.1/", "bad-url"),
        ("file:///etc/shadow", "bad-url"),
        ("/etc/shadow", "bad-url"),
        ("", "bad-url"),
        ("http://169.254.169.254/latest/meta-data/", "forbidden-address"),
        ("http://[::ffff:169.254.169.254]/", "forbidden-address"),
        ("http://0.0.0.0/", "forbidden-address"),
        ("http://[fe80::1]/", "forbidden-address"),
    ] {
        assert_eq!(probe(&prober, json!({ "http": { "url": url } })), json!({ "error": error }), "{url}");
    }
    let split = json!({ "http": { "url": "http://127.0.0.1/", "host": "a\r\nb: c" } });
    assert_eq!(probe(&prober, split)["error"], "bad-host");
}

#[test]
fn a_batch_of_silence_ends_in_time_and_answers_every_item() {
    let silent = TcpListener::bind("127.0.0.1:0").expect("binds");
    let url = format!("http://{}/", silent.local_addr().expect("an address"));
    let item = json!({ "http": { "url": url, "timeout_ms": 5000, "times": 2 } });
    let asked = Instant::now();
    let (_, answer) = prober().post("/v1/probe", &json!(vec![item; 64]));
    assert!(asked.elapsed().as_secs() < 13);
    let answers = answer.as_array().expect("a list");
    assert_eq!(answers.len(), 64);
    assert_eq!(answers[0]["responses"][0]["error"], "timeout");
    assert_eq!(answers[63]["responses"], json!([{ "error": "deadline" }, { "error": "deadline" }]));
}

#[test]
fn a_probe_needs_the_key_and_a_shape() {
    let prober = prober();
    let forged = Asked::new("POST", "/v1/probe", "[]").signed("wrong");
    assert_eq!(prober.send(&forged).status, 403);
    for bad in [
        json!([{ "exec": {} }]),
        json!([{ "dns": { "name": "a", "type": "ANY" } }]),
        json!([{ "http": { "url": "x", "method": "POST" } }]),
        json!(vec![json!({ "http": { "url": "" } }); 65]),
    ] {
        assert_eq!(prober.post("/v1/probe", &bad).0, 400, "{bad}");
    }
    assert_eq!(prober.get("/v1/file?volume=a&path=b").0, 404, "a prober does not read");
}

#[test]
fn a_node_does_both() {
    let root = tempfile::tempdir().expect("a folder");
    let server = Server::start("serve-node", Some(root.path()));
    assert_eq!(server.get("/v1/file?volume=a&path=b").1, json!({ "kind": "no-volume" }));
    assert_eq!(server.post("/v1/probe", &json!([])), (200, json!([])));
}
