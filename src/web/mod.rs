//! stub
use crate::engine::Engine;
/// stub
pub async fn serve(_l: tokio::net::TcpListener, _e: Engine, s: tokio_util::sync::CancellationToken) -> anyhow::Result<()> { s.cancelled().await; Ok(()) }
