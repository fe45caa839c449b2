//! Where a request came from: the other end of the connection, or what a proxy says is there.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::serve::IncomingStream;
use tokio::net::TcpListener;

use super::tls::TlsListener;
use super::{AppState, Transport};

/// Where a request came from. Behind a proxy every connection is the proxy's: there its word is taken, and nowhere else.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Address(pub IpAddr);

// Our own type, because axum tells the address of a plain connection only.
impl Connected<IncomingStream<'_, TcpListener>> for Address {
    fn connect_info(stream: IncomingStream<'_, TcpListener>) -> Self {
        Self(stream.remote_addr().ip())
    }
}

impl Connected<IncomingStream<'_, TlsListener>> for Address {
    fn connect_info(stream: IncomingStream<'_, TlsListener>) -> Self {
        Self(stream.remote_addr().ip())
    }
}

impl FromRequestParts<AppState> for Address {
    type Rejection = std::convert::Infallible;

    async fn from_request_parts(parts: &mut Parts, app: &AppState) -> Result<Self, Self::Rejection> {
        let told = (app.transport == Transport::Proxy).then(|| forwarded(&parts.headers)).flatten();
        let connection = || parts.extensions.get::<ConnectInfo<Self>>().map(|info| info.0.0);
        Ok(Self(told.or_else(connection).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)).to_canonical()))
    }
}

/// The last entry of `X-Forwarded-For`: the proxy in front appended it, those before it anybody may have written. Some
/// proxies add the port.
fn forwarded(headers: &HeaderMap) -> Option<IpAddr> {
    let line = headers.get_all("x-forwarded-for").iter().next_back()?.to_str().ok()?;
    let last = line.rsplit(',').next()?.trim();
    let with_port = || last.parse::<SocketAddr>().ok().map(|address| address.ip());
    last.parse().ok().or_else(with_port)
}
