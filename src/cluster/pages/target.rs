//! From what a learner asks for to one of their own pods, or to the reason why not.

use crate::check::observed::{Observed, Pod, Service, ServicePort};

/// What a page is asked of.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageKind {
    /// A pod.
    Pod,
    /// Any pod behind a Service.
    Service,
}

/// A pod's or a Service's port.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PageTarget {
    /// Which kind.
    pub kind: PageKind,
    /// Its name.
    pub name: String,
    /// Its port.
    pub port: u16,
}

/// Why there is no page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PageRefusal {
    /// There is no such pod or Service in the sandbox, or no such port.
    NoSuch,
    /// An ExternalName leads out of the cluster.
    ExternalName,
    /// `externalIPs` may be somebody else's addresses.
    ExternalIps,
    /// Without a selector, the endpoints are whatever somebody wrote there.
    NoSelector,
    /// No Ready pod is behind it.
    NoEndpoint,
    /// A headless Service has no address of its own.
    NoAddress,
    /// The pod does not run.
    NotRunning,
    /// Only GET and HEAD are passed on.
    NotThisWay,
    /// The path could lead elsewhere.
    BadPath,
    /// The answer is a redirect, which is not followed.
    Redirect,
    /// The answer is larger than 1 MiB.
    TooLarge,
    /// Nothing, or nothing in time.
    NoAnswer,
    /// Others are being fetched.
    Busy,
}

impl PageRefusal {
    /// The end of its string key.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::NoSuch => "no-such",
            Self::ExternalName => "external-name",
            Self::ExternalIps => "external-ips",
            Self::NoSelector => "no-selector",
            Self::NoEndpoint => "no-endpoint",
            Self::NoAddress => "no-address",
            Self::NotRunning => "not-running",
            Self::NotThisWay => "not-this-way",
            Self::BadPath => "bad-path",
            Self::Redirect => "redirect",
            Self::TooLarge => "too-large",
            Self::NoAnswer => "no-answer",
            Self::Busy => "busy",
        }
    }

    /// All of them.
    pub const ALL: [Self; 13] = [
        Self::NoSuch,
        Self::ExternalName,
        Self::ExternalIps,
        Self::NoSelector,
        Self::NoEndpoint,
        Self::NoAddress,
        Self::NotRunning,
        Self::NotThisWay,
        Self::BadPath,
        Self::Redirect,
        Self::TooLarge,
        Self::NoAnswer,
        Self::Busy,
    ];
}

/// A pod and the port to knock at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Door {
    pub pod: String,
    pub uid: String,
    pub port: u16,
}

impl PageTarget {
    /// The pod of this sandbox that answers for the target.
    pub(super) fn resolve(&self, seen: &Observed) -> Result<Door, PageRefusal> {
        match self.kind {
            PageKind::Pod => door(seen.pods.get(&self.name).ok_or(PageRefusal::NoSuch)?, self.port),
            PageKind::Service => self.behind(seen.services.get(&self.name).ok_or(PageRefusal::NoSuch)?, seen),
        }
    }

    fn behind(&self, service: &Service, seen: &Observed) -> Result<Door, PageRefusal> {
        let port = own_port(service, self.port)?;
        let pod = pods_behind(service, seen).next().ok_or(PageRefusal::NoEndpoint)?;
        let number = match port.target.as_str() {
            "" => Some(port.port),
            target => target.parse().ok().or_else(|| named_port(pod, target)),
        };
        let number = number.and_then(|number| u16::try_from(number).ok()).filter(|number| *number > 0);
        door(pod, number.ok_or(PageRefusal::NoSuch)?)
    }
}

/// A port of a Service that leads to pods of its own namespace and nowhere else.
pub(super) fn own_port(service: &Service, port: u16) -> Result<&ServicePort, PageRefusal> {
    if service.kind == "ExternalName" || !service.external_name.is_empty() {
        return Err(PageRefusal::ExternalName);
    }
    if !service.external_ips.is_empty() {
        return Err(PageRefusal::ExternalIps);
    }
    if service.selector.is_empty() {
        return Err(PageRefusal::NoSelector);
    }
    service.ports.iter().find(|own| own.port == i64::from(port)).ok_or(PageRefusal::NoSuch)
}

/// The pods that Ready endpoints name. Endpoints are believed only as far as they name a pod of this namespace that the
/// selector matches.
pub(super) fn pods_behind<'a>(service: &'a Service, seen: &'a Observed) -> impl Iterator<Item = &'a Pod> {
    let addresses = seen.endpoints.get(&service.name).map_or(&[][..], |endpoints| &endpoints.addresses);
    let pods = addresses.iter().filter_map(|it| seen.pods.get(&it.pod).filter(|pod| pod.uid == it.pod_uid));
    pods.filter(|pod| service.selector.iter().all(|(key, value)| pod.labels.get(key) == Some(value)))
}

fn named_port(pod: &Pod, name: &str) -> Option<i64> {
    let ports = pod.containers.iter().flat_map(|container| &container.ports);
    ports.filter(|port| port.0 == name).map(|port| port.1).next()
}

fn door(pod: &Pod, port: u16) -> Result<Door, PageRefusal> {
    if port == 0 {
        return Err(PageRefusal::NoSuch);
    }
    if pod.phase != "Running" || pod.ip.is_empty() || pod.deleting {
        return Err(PageRefusal::NotRunning);
    }
    Ok(Door { pod: pod.name.clone(), uid: pod.uid.clone(), port })
}

/// Whether a path stays beneath where it begins, however it is decoded: no `.` or `..`, no coded slash or backslash,
/// nothing that is not visible ASCII.
pub(super) fn is_plain(path: &str) -> bool {
    let (path, query) = path.split_once('?').unwrap_or((path, ""));
    let visible = |text: &str| text.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'#');
    let lower = path.to_ascii_lowercase();
    let coded = ["%2f", "%5c", "%25", "%00", "%0a", "%0d", "%2e", "%3f", "%23"];
    path.starts_with('/')
        && visible(path)
        && visible(query)
        && !path.contains('\\')
        && !path.contains("//")
        && !path.split('/').any(|segment| matches!(segment, "." | ".."))
        && !coded.iter().any(|code| lower.contains(code))
}
