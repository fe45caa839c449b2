//! Where a request came from: the other end of the connection, or what a proxy says is there.

use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};

use axum::extract::FromRequestParts;
use axum::extract::connect_info::{ConnectInfo, Connected};
use axum::http::HeaderMap;
use axum::http::request::Parts;
use axum::serve::IncomingStream;
use tokio::net::TcpListener;

use super::tls::TlsListener;
use super::{AppState, Transport};

/// Where a request came from: an IPv4 address, or the first of the 2^64 of IPv6 that every computer may choose from. Behind
/// a proxy every connection is the proxy's: there its word is taken, and nowhere else.
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
        Ok(Self(whose(told.or_else(connection).unwrap_or(IpAddr::V4(Ipv4Addr::UNSPECIFIED)))))
    }
}

/// The address that stands for all those of one computer.
fn whose(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6(Ipv6Addr::from(u128::from(address) & !u128::from(u64::MAX))),
        address => address,
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_computer_is_told_by_its_network_in_ipv6() {
        for (from, stands) in [
            ("192.0.2.7", "192.0.2.7"),
            ("::ffff:192.0.2.7", "192.0.2.7"),
            ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::"),
            ("2001:db8:1:2::9", "2001:db8:1:2::"),
            ("2001:db8:1:3::9", "2001:db8:1:3::"),
        ] {
            let parsed = |text: &str| text.parse::<IpAddr>().expect("an address");
            assert_eq!(whose(parsed(from)), parsed(stands), "{from}");
        }
    }
}
