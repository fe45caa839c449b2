//! Accepting connections, each with an end: learners' pods may connect too, and must not be able to take all there are
//! by saying nothing.

use std::pin::pin;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::server::conn::http1;
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::net::TcpListener;
use tokio::sync::Semaphore;
use tokio::time::{sleep, timeout};

/// How many connections there are at once.
const MOST_CONNECTIONS: usize = 256;
/// How long a connection may take to say what it wants, the first time or again.
const LONGEST_HEADER: Duration = Duration::from_secs(10);
/// How long a connection may be used for one request after another.
const LONGEST_CONNECTION: Duration = Duration::from_secs(120);
/// How long the answer that is being given then may still take.
const LAST_ANSWER: Duration = Duration::from_secs(15);

/// Answers every connection, for ever.
pub async fn accept(listener: TcpListener, router: Router) {
    let room = Arc::new(Semaphore::new(MOST_CONNECTIONS));
    // The semaphore is never closed.
    while let Ok(place) = Arc::clone(&room).acquire_owned().await {
        let Ok((stream, _)) = listener.accept().await else {
            // Out of file descriptors, most likely: trying again at once would only spin.
            sleep(Duration::from_millis(100)).await;
            continue;
        };
        let connection = http1::Builder::new()
            .timer(TokioTimer::new())
            .header_read_timeout(LONGEST_HEADER)
            .serve_connection(TokioIo::new(stream), TowerToHyperService::new(router.clone()));
        tokio::spawn(async move {
            let mut connection = pin!(connection);
            // A connection's trouble is its client's: there is nobody to tell.
            if timeout(LONGEST_CONNECTION, connection.as_mut()).await.is_err() {
                connection.as_mut().graceful_shutdown();
                let _ = timeout(LAST_ANSWER, connection).await;
            }
            drop(place);
        });
    }
}
