//! What a page may look at besides progress: the sandbox as the watches know it.

use std::collections::BTreeMap;

use super::{Engine, EngineError};
use crate::check::Wants;
use crate::check::observed::{HttpQuestion, Observed};
use crate::cluster::{PageRefusal, PageTarget, PodPage, SandboxSpec};
use crate::picture::timeline::Happening;
use crate::progress::{AttemptView, SandboxState};

/// What the watches know of a sandbox.
#[derive(Debug, Clone)]
pub struct Look {
    /// Its objects now.
    pub seen: Observed,
    /// What happened to them, oldest first.
    pub timeline: Vec<Happening>,
}

impl Engine {
    /// Looks at an attempt's sandbox, without asking the cluster anything; `None` when there is none.
    #[must_use]
    pub fn look(&self, view: &AttemptView) -> Option<Look> {
        let spec = spec(view)?;
        let cluster = &self.0.cluster;
        Some(Look { seen: cluster.observe(&spec), timeline: cluster.timeline(&spec) })
    }

    /// Fetches a page from a pod of the attempt's sandbox.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] without a sandbox. The inner result is the page, or why there is none.
    pub async fn pod_page(
        &self,
        view: &AttemptView,
        target: &PageTarget,
        method: &http::Method,
        path: &str,
        accept: Option<&str>,
    ) -> Result<Result<PodPage, PageRefusal>, EngineError> {
        let spec = spec(view).ok_or(EngineError::NotOpen)?;
        Ok(self.0.cluster.pod_page(&spec, target, method, path, accept).await)
    }

    /// Sends ten requests to a Service of the attempt's sandbox from inside the cluster, and counts which pods answered,
    /// by their logs. `None` when the Service has no address of its own or nobody could be asked.
    ///
    /// # Errors
    /// [`EngineError::NotOpen`] without a sandbox.
    pub async fn ten_requests(
        &self,
        view: &AttemptView,
        service: &str,
        port: u16,
    ) -> Result<Option<BTreeMap<String, u64>>, EngineError> {
        let spec = spec(view).ok_or(EngineError::NotOpen)?;
        let mut seen = self.0.cluster.observe(&spec);
        let Some(known) = seen.services.get(service) else { return Ok(None) };
        let is_its_own = !known.selector.is_empty() && known.external_ips.is_empty() && known.kind != "ExternalName";
        let has_port = known.ports.iter().any(|own| own.port == i64::from(port));
        if !is_its_own || !has_port || known.cluster_ip.parse::<std::net::IpAddr>().is_err() {
            return Ok(None);
        }
        let asked = HttpQuestion { address: known.cluster_ip.clone(), port: port.into() };
        let wants = Wants { spread: [(service.to_owned(), (asked, TEN))].into(), ..Wants::default() };
        self.0.cluster.probe(&spec, &mut seen, &wants).await;
        Ok(seen.probes.spread.remove(service))
    }
}

/// How many requests are sent in a row.
const TEN: u64 = 10;

fn spec(view: &AttemptView) -> Option<SandboxSpec> {
    let sandbox = view.sandbox.as_ref().filter(|sandbox| sandbox.state != SandboxState::Gone)?;
    Some(SandboxSpec { id: sandbox.id.clone(), lab: view.attempt.lab.clone() })
}
