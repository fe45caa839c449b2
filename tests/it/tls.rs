//! HTTPS by the server itself, and cookies that are for HTTPS alone.

use std::sync::Arc;

use kindlab::web::{AppState, TlsListener, Transport, router, serve};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio_rustls::TlsConnector;
use tokio_rustls::rustls::pki_types::{CertificateDer, ServerName};
use tokio_rustls::rustls::{ClientConfig, RootCertStore};
use tokio_util::sync::CancellationToken;
use tower::ServiceExt;

use crate::support::{App, Reply};

struct Files {
    dir: tempfile::TempDir,
    trusted: CertificateDer<'static>,
}

/// A certificate for `localhost` and its key, as an operator has them.
fn files() -> Files {
    let made = rcgen::generate_simple_self_signed(["localhost".to_owned()]).expect("a certificate");
    let dir = tempfile::tempdir().expect("a directory");
    std::fs::write(dir.path().join("cert.pem"), made.cert.pem()).expect("the certificate");
    std::fs::write(dir.path().join("key.pem"), made.signing_key.serialize_pem()).expect("the key");
    Files { dir, trusted: made.cert.der().clone() }
}

async fn listener() -> TcpListener {
    TcpListener::bind("127.0.0.1:0").await.expect("a port")
}

#[tokio::test]
async fn pages_come_over_tls_and_their_cookies_are_for_tls_alone() {
    let app = App::start().await;
    let files = files();
    let (plain, stop) = (listener().await, CancellationToken::new());
    let address = plain.local_addr().expect("an address");
    let tls = TlsListener::new(plain, &files.dir.path().join("cert.pem"), &files.dir.path().join("key.pem"));
    let server = tokio::spawn(serve(tls.expect("files that fit"), app.engine.clone(), Transport::Tls, stop.clone()));

    // Somebody who never shakes hands holds nobody up.
    let _silent = TcpStream::connect(address).await.expect("a connection");
    let mut roots = RootCertStore::empty();
    roots.add(files.trusted).expect("a root");
    let config = ClientConfig::builder().with_root_certificates(roots).with_no_client_auth();
    let name = ServerName::try_from("localhost").expect("a name");
    let stream = TcpStream::connect(address).await.expect("a connection");
    let mut stream = TlsConnector::from(Arc::new(config)).connect(name, stream).await.expect("a handshake");
    let request = "GET /en/resume HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    stream.write_all(request.as_bytes()).await.expect("it is sent");
    let mut answer = Vec::new();
    // A peer may leave without a farewell of TLS; what it sent is there.
    let _ = stream.read_to_end(&mut answer).await;
    let answer = String::from_utf8_lossy(&answer);
    assert!(answer.starts_with("HTTP/1.1 200"), "{answer}");
    let cookie = answer.lines().find(|line| line.to_lowercase().starts_with("set-cookie:")).expect("a cookie");
    assert!(cookie.ends_with("; Secure") && cookie.contains("HttpOnly"), "{cookie}");
    stop.cancel();
    server.await.expect("it ends").expect("it served");
}

#[tokio::test]
async fn files_that_are_no_certificate_or_no_key_are_named() {
    let files = files();
    let (cert, key) = (files.dir.path().join("cert.pem"), files.dir.path().join("key.pem"));
    for (certificate, secret, named) in [(&key, &key, "key.pem"), (&cert, &cert, "cert.pem")] {
        let refused = TlsListener::new(listener().await, certificate, secret);
        let error = refused.map(|_| ()).expect_err("these are the wrong files").to_string();
        assert!(error.contains(named), "{error}");
    }
    let missing = files.dir.path().join("nowhere.pem");
    let error = TlsListener::new(listener().await, &missing, &key).map(|_| ()).expect_err("there is none").to_string();
    assert!(error.contains("nowhere.pem"), "{error}");
}

#[tokio::test]
async fn a_proxy_s_word_for_https_counts_only_where_there_is_one() {
    let app = App::start().await;
    for (transport, scheme, secure) in [
        (Transport::Plain, "https", false),
        (Transport::Proxy, "http", false),
        (Transport::Proxy, "https", true),
        (Transport::Tls, "http", true),
    ] {
        let state = AppState {
            engine: app.engine.clone(),
            shutdown: CancellationToken::new(),
            transport,
            page_keys: Default::default(),
            listen: None,
        };
        let request = axum::http::Request::get("/en/resume").header("x-forwarded-proto", scheme);
        let request = request.body(axum::body::Body::empty()).expect("a request");
        let reply = Reply::of(router(state).oneshot(request).await.expect("an answer")).await;
        assert_eq!(reply.header("set-cookie").ends_with("; Secure"), secure, "{transport:?} {scheme}");
    }
}
