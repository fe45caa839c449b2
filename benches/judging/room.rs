//! One open sandbox: its learner, their connected page, and what is changed in it from outside.

use std::time::{Duration, Instant};

use anyhow::{Context, ensure};
use k8s_openapi::api::apps::v1::StatefulSet;
use k8s_openapi::api::core::v1::{PersistentVolumeClaim, Pod, Service};
use kube::api::{AttachParams, Patch, PatchParams, PostParams};
use kube::{Api, Client};
use serde::de::DeserializeOwned;
use serde_json::json;
use tokio::io::{AsyncReadExt, sink};

use crate::page::Page;
use crate::support::class::text;
use crate::support::kubernetes::{PAGE, SERVICE, SET};
use crate::support::learner::Learner;
use crate::support::stream::Event;
use crate::support::{PATIENCE, learner};

/// The step that asks for the Service.
pub const SERVICE_STEP: &str = "headless-service";
const CLAIM: &str = r#"{"metadata": {"name": "spare"},
    "spec": {"accessModes": ["ReadWriteOnce"], "resources": {"requests": {"storage": "1M"}}}}"#;
const PAGE_OF_ZERO: &str = "page of zero";

/// One open sandbox.
pub struct Room {
    pub learner: Learner,
    /// The learner, as their class knows them.
    pub id: String,
    pub has_pods: bool,
    page: Page,
    kube: Client,
    /// Whether its Service selects what the lab asks for.
    pub right: bool,
    /// Whether its two pods have one page.
    same: bool,
}

/// How long a change took, and from then on its event.
#[derive(Debug, Clone, Copy)]
pub struct Took {
    pub change: Duration,
    /// When that was over.
    pub answered: Instant,
    pub event: Duration,
}

impl Room {
    /// A Service and a claim, a page connected, a step passed; with pods, a StatefulSet of two and their pages besides.
    pub async fn furnish(learner: Learner, kube: Client, has_pods: bool) -> anyhow::Result<Self> {
        let me = learner.client.ask("GET", "/api/class", "text/plain", "").await.map_err(anyhow::Error::msg)?;
        let id = text(&me.json()["me"]["learner"]);
        let page = open_page(&learner).await;
        let mut room = Self { learner, id, has_pods, page, kube, right: true, same: false };
        room.make::<Service>(serde_saphyr::from_str(SERVICE)?).await?;
        room.make::<PersistentVolumeClaim>(serde_json::from_str(CLAIM)?).await?;
        if has_pods {
            room.make::<StatefulSet>(serde_saphyr::from_str(SET)?).await?;
            room.passes("statefulset").await?;
            room.write("nginx-0", PAGE_OF_ZERO).await?;
            room.write("nginx-1", "page of one").await?;
            room.presses_check().await?;
            room.passes("pages").await?;
        }
        room.passes(SERVICE_STEP).await?;
        room.page.forget();
        Ok(room)
    }

    /// Connects its page anew, after the server was started again.
    pub async fn connects_again(&mut self) {
        self.page = open_page(&self.learner).await;
    }

    fn api<K>(&self) -> Api<K>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>,
    {
        Api::namespaced(self.kube.clone(), &self.learner.namespace)
    }

    async fn make<K>(&self, object: K) -> anyhow::Result<()>
    where
        K: kube::Resource<Scope = k8s_openapi::NamespaceResourceScope, DynamicType = ()>
            + Clone
            + std::fmt::Debug
            + serde::Serialize
            + DeserializeOwned,
    {
        self.api::<K>().create(&PostParams::default(), &object).await?;
        Ok(())
    }

    async fn passes(&self, step: &str) -> anyhow::Result<()> {
        let asked = async {
            loop {
                let reply = self.ask("GET", "").await?;
                let steps = learner::steps_of(&reply);
                if steps.get(step).is_some_and(|step| step["verdict"] == "passed") {
                    return anyhow::Ok(());
                }
                tokio::time::sleep(Duration::from_millis(300)).await;
            }
        };
        tokio::time::timeout(PATIENCE, asked).await.with_context(|| format!("`{step}` did not pass"))?
    }

    async fn ask(&self, method: &str, rest: &str) -> anyhow::Result<crate::support::http::Reply> {
        let reply = self.learner.client.ask(method, &self.learner.api(rest), "text/plain", "").await;
        let reply = reply.map_err(anyhow::Error::msg)?;
        ensure!(reply.status == 200, "{method} {rest}: {} {}", reply.status, reply.text);
        Ok(reply)
    }

    /// The Check button.
    pub async fn presses_check(&self) -> anyhow::Result<()> {
        self.ask("POST", "/check").await.map(drop)
    }

    /// Makes the Service select something else, or the right thing again. Timed from the API server's answer.
    pub async fn changes_service(&mut self) -> anyhow::Result<Took> {
        let right = !self.right;
        let patch = json!({"spec": {"selector": {"app": if right { "nginx" } else { "web" }}}});
        self.page.forget();
        let asked = Instant::now();
        self.api::<Service>().patch("nginx", &PatchParams::default(), &Patch::Merge(patch)).await?;
        let answered = Instant::now();
        self.right = right;
        let heard = self.hears(SERVICE_STEP, right).await?;
        Ok(Took { change: answered - asked, answered, event: heard.saturating_duration_since(answered) })
    }

    /// Gives the second pod the page of the first, or one of its own again, and presses Check. Timed from the end of
    /// the writing.
    pub async fn changes_page(&mut self) -> anyhow::Result<Took> {
        let same = !self.same;
        self.page.forget();
        let asked = Instant::now();
        self.write("nginx-1", if same { PAGE_OF_ZERO } else { "page of one" }).await?;
        let written = Instant::now();
        self.same = same;
        self.presses_check().await?;
        let heard = self.hears("pages", !same).await?;
        Ok(Took { change: written - asked, answered: written, event: heard.saturating_duration_since(written) })
    }

    /// When the page was told that a passed step holds, or no longer does.
    async fn hears(&mut self, step: &str, holds: bool) -> anyhow::Result<Instant> {
        // The page has it as a word.
        let holds = if holds { "true" } else { "false" };
        let is_it = |event: &Event| event.name == "step" && event.data["step"] == step && event.data["holds"] == holds;
        self.page.hears(step, is_it).await
    }

    /// Puts back what a change left wrong.
    pub async fn mends(&mut self) -> anyhow::Result<()> {
        if !self.right {
            self.changes_service().await?;
        }
        if self.same {
            self.changes_page().await?;
        }
        Ok(())
    }

    async fn write(&self, pod: &str, text: &str) -> anyhow::Result<()> {
        let line = format!("echo '{text}' > {PAGE}");
        let params = AttachParams::default().stdout(true).stderr(true);
        let mut process = self.api::<Pod>().exec(pod, ["sh", "-c", &line], &params).await?;
        let status = process.take_status().context("no status of an exec")?;
        let mut said = String::new();
        if let (Some(mut stdout), Some(mut stderr)) = (process.stdout(), process.stderr()) {
            let mut nothing = sink();
            let (_, read) = tokio::join!(tokio::io::copy(&mut stdout, &mut nothing), stderr.read_to_string(&mut said));
            read?;
        }
        let status = status.await.context("an exec broke off")?;
        ensure!(status.status.as_deref() == Some("Success"), "writing a page in {pod}: {status:?} {said}");
        Ok(())
    }
}

/// The lab's page.
async fn open_page(learner: &Learner) -> Page {
    Page::open(&learner.client, &format!("/en/labs/{}/events", learner.lab)).await
}
