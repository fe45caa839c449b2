//! The instructor's page on the room: where learners find the server, whether they fit, and what keeps them apart.

use std::net::{IpAddr, SocketAddr};

use askama::Template;
use axum::Form;
use axum::extract::rejection::{FormRejection, QueryRejection};
use axum::extract::{Query, State};
use axum::http::HeaderMap;
use axum::http::header::HOST;
use axum::response::{Redirect, Response};
use serde::Deserialize;

use super::at::{Anywhere, At, Place};
use super::classes::Teacher;
use super::page::{self, Frame};
use super::problem::{Failure, Problem};
use super::{AppState, Transport};
use crate::class::MAX_SIZE;
use crate::engine::{Ahead, Apart, EngineError, Fence, Need};
use crate::lab::Lang;

/// What learners are expected, when nobody said.
const USUAL: u64 = 30;

/// The page.
#[derive(Template)]
#[template(path = "instructor/room.html")]
pub struct RoomPage {
    /// The page's frame.
    pub frame: Frame,
    /// Where other computers find the server.
    pub addresses: Vec<String>,
    /// Whether only this machine can reach it.
    pub alone: bool,
    /// The port it listens on, where it is known.
    pub port: Option<u16>,
    /// Whether what goes over the network is encrypted.
    pub encrypted: bool,
    /// How many learners the table is for.
    pub learners: u64,
    /// What they need; `None` when the cluster can't be asked.
    pub needs: Option<Vec<Need>>,
    /// The labs: id and title.
    pub labs: Vec<(String, String)>,
    /// Sandboxes made ahead: the lab's title, those ready, all.
    pub ahead: Vec<(String, usize, usize)>,
    /// What is known of the pods that learners may make.
    pub fence: Fence,
    /// What is known of the network between sandboxes.
    pub apart: Apart,
}

impl RoomPage {
    fn new(app: &AppState, place: &Place, headers: &HeaderMap) -> Self {
        let port = app.listen.map(|listen| listen.port());
        let found = app.listen.map(|listen| reachable(listen, app.transport)).unwrap_or_default();
        let labs = app.engine.catalogue();
        let title =
            |lab: &&std::sync::Arc<crate::lab::Lab>| (lab.id().to_string(), lab.prose(place.lang).title.clone());
        let asked = headers.get(HOST).and_then(|host| host.to_str().ok());
        // Behind a proxy only its own name is known, and only by what it was asked by.
        let addresses = match app.transport {
            Transport::Proxy => asked.map(|host| vec![format!("https://{host}/")]).unwrap_or_default(),
            _ => found,
        };
        Self {
            frame: Frame::new(place, "room-title"),
            alone: app.transport != Transport::Proxy && app.listen.is_some_and(|listen| listen.ip().is_loopback()),
            addresses,
            port,
            encrypted: app.transport != Transport::Plain,
            learners: USUAL,
            needs: None,
            labs: labs.in_order().iter().map(title).collect(),
            ahead: Vec::new(),
            fence: app.engine.fence(),
            apart: app.engine.apart(),
        }
    }

    /// What is said of encryption, as a key.
    #[must_use]
    pub fn tls(&self) -> &'static str {
        if self.encrypted { "room-tls-on" } else { "room-tls-off" }
    }

    /// Whether anything is too little.
    #[must_use]
    pub fn is_short(&self) -> bool {
        self.needs.iter().flatten().any(Need::is_short)
    }
}

/// The addresses that a server listening here has for other computers.
fn reachable(listen: SocketAddr, transport: Transport) -> Vec<String> {
    let scheme = if transport == Transport::Plain { "http" } else { "https" };
    let all = if listen.ip().is_unspecified() { own_addresses() } else { vec![listen.ip()] };
    let fits = |ip: &IpAddr| listen.is_ipv6() || ip.is_ipv4();
    all.into_iter().filter(fits).map(|ip| format!("{scheme}://{}/", SocketAddr::new(ip, listen.port()))).collect()
}

/// This machine's addresses in networks that others may be in; those of containers are for nobody else.
fn own_addresses() -> Vec<IpAddr> {
    let found = if_addrs::get_if_addrs().unwrap_or_else(|error| {
        tracing::warn!(%error, "this machine's addresses can't be read");
        Vec::new()
    });
    let inner = |name: &str| ["docker", "br-", "veth", "cni", "virbr"].iter().any(|start| name.starts_with(start));
    let useful = |one: &if_addrs::Interface| !one.is_loopback() && !one.is_link_local() && !inner(&one.name);
    found.into_iter().filter(useful).map(|one| one.ip()).collect()
}

/// What the form for the table sends.
#[derive(Deserialize)]
pub struct Asked {
    learners: Option<u64>,
}

/// Answers the page.
pub async fn show(
    State(app): State<AppState>,
    at: At<Anywhere>,
    _: Teacher,
    headers: HeaderMap,
    asked: Result<Query<Asked>, QueryRejection>,
) -> Result<Response, Failure> {
    let place = at.place;
    let Ok(Query(asked)) = asked else { return Err(place.fail(Problem::BadRequest)) };
    if app.engine.apart() == Apart::Untried && app.engine.cluster_ok() {
        app.engine.try_apart();
    }
    let mut page = RoomPage::new(&app, &place, &headers);
    page.learners = asked.learners.unwrap_or(USUAL).clamp(1, MAX_SIZE.into());
    page.needs = match app.engine.preflight(page.learners).await {
        Ok(needs) => Some(needs),
        Err(EngineError::Store(error)) => return Err(place.fail(error)),
        Err(error) => {
            tracing::warn!(%error, "the cluster's room could not be counted");
            None
        }
    };
    let ahead = app.engine.ahead().await.map_err(|error| place.fail(error))?;
    page.ahead = ahead.into_iter().map(|ahead| counted(&app, place.lang, &ahead)).collect();
    page.frame.cluster_ok = app.engine.cluster_ok();
    page.frame.shut = app.engine.shut();
    Ok(page::html(&page))
}

fn counted(app: &AppState, lang: Lang, ahead: &Ahead) -> (String, usize, usize) {
    let title = app.engine.lab(&ahead.lab).map_or_else(|| ahead.lab.to_string(), |lab| lab.prose(lang).title.clone());
    (title, ahead.ready, ahead.all)
}

/// What the form that makes sandboxes ahead sends.
#[derive(Deserialize)]
pub struct WarmForm {
    lab: String,
    count: usize,
}

/// Makes sandboxes ahead.
pub async fn warm(
    State(app): State<AppState>,
    at: At<Anywhere>,
    _: Teacher,
    form: Result<Form<WarmForm>, FormRejection>,
) -> Result<Redirect, Failure> {
    let place = at.place;
    let Ok(Form(form)) = form else { return Err(place.fail(Problem::BadRequest)) };
    let lab = form.lab.parse().map_err(|_| place.fail(Problem::NotFound("lab")))?;
    app.engine.warm_up(&lab, form.count.min(app.engine.max_sandboxes())).await.map_err(|error| place.fail(error))?;
    Ok(home(&place, "warm"))
}

/// Tries the network between sandboxes again.
pub async fn try_network(State(app): State<AppState>, at: At<Anywhere>, _: Teacher) -> Redirect {
    app.engine.try_apart();
    home(&at.place, "apart")
}

fn home(place: &Place, part: &str) -> Redirect {
    Redirect::to(&format!("/{}/instructor/room#{part}", place.lang.code()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_addresses_are_those_that_others_can_reach() {
        let of = |listen: &str, transport| reachable(listen.parse().expect("an address"), transport);
        assert_eq!(of("192.168.1.20:8080", Transport::Plain), ["http://192.168.1.20:8080/"]);
        assert_eq!(of("[fd00::1]:443", Transport::Tls), ["https://[fd00::1]:443/"]);
        for found in of("0.0.0.0:8080", Transport::Plain) {
            assert!(found.starts_with("http://") && found.ends_with(":8080/"), "{found}");
            assert!(!found.contains("127.0.0.1") && !found.contains('['), "{found}");
        }
    }
}
