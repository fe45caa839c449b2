//! Join codes that are guessed: by many requests at once, and from behind a proxy.

use std::net::IpAddr;
use std::time::{Duration, Instant};

use axum::extract::FromRequestParts;
use axum::extract::connect_info::ConnectInfo;
use http::Request;

use super::App;
use super::classes::open_class;
use crate::engine::EngineError;
use crate::web::Transport;
use crate::web::address::Address;

const GUESSER: [u8; 4] = [10, 0, 0, 66];

fn address(ip: [u8; 4]) -> IpAddr {
    IpAddr::from(ip)
}

/// So many wrong codes at once, from one address.
async fn guesses(app: &App, from: IpAddr, count: usize) -> Vec<Result<bool, EngineError>> {
    let guess = || async { app.state.engine.class_with_code("CCCCCC", from).await.map(|class| class.is_some()) };
    futures::future::join_all((0..count).map(|_| guess())).await
}

#[tokio::test]
async fn a_right_code_is_never_behind_another_address_s_guesses() {
    let app = App::start().await;
    let class = open_class(&app).await;
    // So many wrong ones in all that everybody waits a little, and of the guesser's that they wait long.
    for other in 1..=8 {
        guesses(&app, address([10, 0, 1, other]), 20).await;
    }
    guesses(&app, address(GUESSER), 60).await;
    let engine = app.state.engine.clone();
    let flood = async { guesses(&app, address(GUESSER), 1500).await };
    let right = async {
        // The flood is there first.
        tokio::time::sleep(Duration::from_millis(300)).await;
        let began = Instant::now();
        let found = engine.class_with_code(class.code.as_str(), address([10, 0, 0, 1])).await.expect("it is looked at");
        (found.expect("the class").id, began.elapsed())
    };
    tokio::select! {
        _ = flood => panic!("the guesses were to take long"),
        (found, took) = right => {
            assert_eq!(found, class.id);
            assert!(took < Duration::from_secs(4), "it waited behind another's guesses: {took:?}");
        }
    }
}

#[tokio::test]
async fn who_sends_too_many_at_once_is_told_and_loses_nothing() {
    let app = App::start().await;
    let class = open_class(&app).await;
    guesses(&app, address(GUESSER), 60).await;
    let form = format!("code={}&name=Ana", class.code);
    let join = |path: &'static str, kind: &'static str, body: String| {
        let from = ConnectInfo(Address(address(GUESSER)));
        let request = Request::post(path).header("content-type", kind).extension(from);
        app.send(request.body(body.into()).expect("a request"))
    };
    let asked = async {
        tokio::time::sleep(Duration::from_millis(300)).await;
        let page = join("/en/join", "application/x-www-form-urlencoded", form.clone()).await;
        assert_eq!(page.status, 429);
        assert!(page.body.contains("from your network") && page.body.contains("value=\"Ana\""), "{}", page.body);
        let json = format!("{{\"code\":\"{}\",\"name\":\"Ana\"}}", class.code);
        join("/api/join", "application/json", json).await.assert_error(429, "crowded");
    };
    tokio::select! {
        all = guesses(&app, address(GUESSER), 1500) => panic!("{} guesses were to take long", all.len()),
        () = asked => {}
    }
    // Once the guesser is gone, so is their queue.
    let found = app.state.engine.class_with_code(class.code.as_str(), address(GUESSER)).await;
    assert!(matches!(found, Ok(Some(_))), "{found:?}");
}

#[tokio::test]
async fn a_proxy_s_last_word_of_an_address_is_believed_and_nobody_else_s() {
    let mut app = App::start().await;
    let cases: [(&[&str], &str); 9] = [
        (&["203.0.113.7"], "203.0.113.7"),
        (&["198.51.100.1, 203.0.113.7"], "203.0.113.7"),
        (&["198.51.100.1", "192.0.2.9, 203.0.113.7 "], "203.0.113.7"),
        (&["203.0.113.7:4711"], "203.0.113.7"),
        (&["[2001:db8::7]:4711"], "2001:db8::"),
        (&["2001:db8::7"], "2001:db8::"),
        (&["::ffff:203.0.113.7"], "203.0.113.7"),
        (&["203.0.113.7, unknown"], "10.0.0.2"),
        (&[], "10.0.0.2"),
    ];
    for transport in [Transport::Proxy, Transport::Plain, Transport::Tls] {
        app.state.transport = transport;
        for (lines, told) in cases {
            let mut request = Request::get("/").extension(ConnectInfo(Address(address([10, 0, 0, 2]))));
            for line in lines {
                request = request.header("x-forwarded-for", *line);
            }
            let (mut parts, ()) = request.body(()).expect("a request").into_parts();
            let Ok(found) = Address::from_request_parts(&mut parts, &app.state).await;
            let told = if transport == Transport::Proxy { told } else { "10.0.0.2" };
            assert_eq!(found.0, told.parse::<IpAddr>().expect("an address"), "{transport:?} {lines:?}");
        }
    }
}
