//! Bringing the cluster up, back, and down.

use std::fmt;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use super::back::bring_back;
use super::command::Run;
use super::config::Version;
use super::create::create;
use super::docker::{self, Container};
use super::health::{Health, MADE, health, ours};
use super::{
    KindError, KindSettings, Progress, SYSTEM_NAMESPACE, certificate, images, node_image, policies, workbench,
};

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Outcome {
    /// It was up already.
    AlreadyUp,
    /// There was none; it was made.
    Created,
    /// It had stopped and runs again, with all it held.
    BroughtBack {
        /// What had been wrong.
        was: String,
    },
    /// It was removed and made anew: what learners had in it is gone, their progress is not.
    Remade {
        /// What had been wrong.
        was: String,
    },
}

/// The cluster after `up`.
#[derive(Debug, Clone)]
pub struct UpReport {
    /// What was done.
    pub outcome: Outcome,
    /// Kubernetes' version.
    pub version: String,
    /// The nodes' names.
    pub nodes: Vec<String>,
    /// The image the nodes are made of.
    pub node_image: String,
    /// The workbench image in the nodes.
    pub workbench: String,
    /// Where the kubeconfig is.
    pub kubeconfig: PathBuf,
    /// The UID of kube-system, the cluster's identity.
    pub uid: String,
    /// How long it took.
    pub took: Duration,
}

impl fmt::Display for UpReport {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.outcome {
            Outcome::AlreadyUp => f.write_str("the cluster is up")?,
            Outcome::Created => f.write_str("the cluster was made")?,
            Outcome::BroughtBack { was } => write!(f, "the cluster was brought back with all it held ({was})")?,
            Outcome::Remade { was } => {
                write!(f, "the cluster was made anew: what was in it is gone, progress is kept ({was})")?;
            }
        }
        let seconds = self.took.as_secs_f32();
        write!(f, ": {} nodes, Kubernetes {}, {seconds:.0} s", self.nodes.len(), self.version)?;
        writeln!(f)?;
        write!(
            f,
            "  node image {}\n  workbench  {}\n  kubeconfig {}",
            self.node_image,
            self.workbench,
            self.kubeconfig.display()
        )
    }
}

/// Makes sure that the cluster is up and has all images; quick when it is.
///
/// # Errors
/// When Docker doesn't answer, no node image can be had, or the cluster doesn't come up.
pub async fn up(settings: &KindSettings, image: Option<&str>, progress: &Progress) -> Result<UpReport, KindError> {
    let began = Instant::now();
    let _one_at_a_time = begin(settings).await?;
    let containers = docker::nodes(&settings.name).await?;
    let found = health(&containers).await;
    if found == Health::Foreign {
        return Err(KindError::NotOurs(settings.name.clone()));
    }
    let mended = certificate::mend(&containers, progress).await?;
    let outcome = match if mended { health(&containers).await } else { found } {
        Health::Ready { .. } if mended => {
            Outcome::BroughtBack { was: "its controllers refused the API server's certificate".into() }
        }
        Health::Ready { .. } => Outcome::AlreadyUp,
        Health::Absent => {
            create(settings, image, progress).await?;
            Outcome::Created
        }
        Health::Foreign => return Err(KindError::NotOurs(settings.name.clone())),
        Health::Unfinished => remake(settings, image, "its making had been interrupted".into(), progress).await?,
        Health::Stopped { containers: stopped } => {
            let was = format!("its nodes had stopped: {}", stopped.join(", "));
            bring_back(settings, image, &containers, was, progress).await?
        }
        Health::Silent { .. } => {
            bring_back(settings, image, &containers, "its API server did not answer".into(), progress).await?
        }
        Health::Unwell { reason, .. } => bring_back(settings, image, &containers, reason, progress).await?,
    };

    let containers = docker::nodes(&settings.name).await?;
    let node_image = containers.first().map(|one| one.image.clone()).unwrap_or_default();
    if let Some(newer) = node_image::newer(settings, &node_image).await {
        progress.say(&format!("its nodes are of {node_image}; `cluster down` and `cluster up` make them of {newer}"));
    }
    let workbench = fill(settings, &containers, progress).await?;
    if outcome != Outcome::AlreadyUp {
        finish(settings, &containers).await?;
    }
    write_kubeconfig(settings).await?;
    match health(&containers).await {
        Health::Ready { nodes, uid } => {
            if let Some(version) = nodes.first().and_then(|node| Version::parse(&node.version)) {
                policies::apply(settings, &version).await?;
            }
            Ok(UpReport {
                outcome,
                version: nodes.first().map(|node| node.version.clone()).unwrap_or_default(),
                nodes: nodes.into_iter().map(|node| node.name).collect(),
                node_image,
                workbench,
                kubeconfig: settings.kubeconfig(),
                uid,
                took: began.elapsed(),
            })
        }
        other => Err(not_healthy(settings, began, &other)),
    }
}

/// Removes the cluster; false when there was none.
///
/// # Errors
/// When Docker doesn't answer or a node can't be removed.
pub async fn down(settings: &KindSettings) -> Result<bool, KindError> {
    docker::docker_version().await?;
    let containers = docker::nodes(&settings.name).await?;
    if containers.is_empty() {
        return Ok(false);
    }
    let mut args = vec!["rm", "-f", "-v"];
    args.extend(containers.iter().map(|one| one.name.as_str()));
    Run::new("docker", &args).limit(120).output().await?;
    // The files name this cluster only; a server started later must not find a dead address in them.
    for path in [settings.kubeconfig(), settings.server_kubeconfig()] {
        match std::fs::remove_file(&path) {
            Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
                return Err(KindError::File { path, source });
            }
            _ => {}
        }
    }
    Ok(true)
}

/// Makes sure of what all set-up needs, and that nobody else sets up this cluster while the returned file is held.
pub(super) async fn begin(settings: &KindSettings) -> Result<std::fs::File, KindError> {
    docker::docker_version().await?;
    if !settings.agent.is_file() {
        return Err(KindError::NoAgent(settings.agent.clone()));
    }
    for folder in [&settings.data, &settings.cache] {
        std::fs::create_dir_all(folder).map_err(|source| KindError::File { path: folder.clone(), source })?;
    }
    lock(settings).await
}

/// Two `up` of one cluster at the same time would make two halves.
async fn lock(settings: &KindSettings) -> Result<std::fs::File, KindError> {
    let path = settings.cache.join(format!("up-{}.lock", settings.name));
    let file = std::fs::File::create(&path).map_err(|source| KindError::File { path: path.clone(), source })?;
    let locked = tokio::task::spawn_blocking(move || file.lock().map(|()| file)).await;
    match locked {
        Ok(done) => done.map_err(|source| KindError::File { path, source }),
        Err(error) => Err(KindError::File { path, source: std::io::Error::other(error) }),
    }
}

pub(super) async fn remake(
    settings: &KindSettings,
    image: Option<&str>,
    was: String,
    progress: &Progress,
) -> Result<Outcome, KindError> {
    // The one place where a cluster goes that nobody asked to remove: never without proof that it is ours.
    if !ours(&docker::nodes(&settings.name).await?) {
        progress.say(&format!("cluster `{}` would have to be made anew: {was}", settings.name));
        return Err(KindError::NotOurs(settings.name.clone()));
    }
    progress.say(&format!("making cluster `{}` anew: {was}", settings.name));
    down(settings).await?;
    create(settings, image, progress).await?;
    Ok(Outcome::Remade { was })
}

/// Puts the labs' images and the workbench into every node; returns the workbench's name.
pub(super) async fn fill(
    settings: &KindSettings,
    nodes: &[Container],
    progress: &Progress,
) -> Result<String, KindError> {
    let Some(first) = nodes.first() else {
        return Err(KindError::NotHealthy {
            cluster: settings.name.clone(),
            seconds: 0,
            reason: "it has no nodes".into(),
        });
    };
    let (name, ()) =
        tokio::try_join!(workbench::build(settings, first, progress), images::load(settings, nodes, progress))?;
    let each = nodes.iter().map(async |node| {
        if !images::names_in(&node.name).await?.contains(&name) {
            workbench::load(settings, &node.name, &name).await?;
            workbench::forget_older(&node.name, &name).await?;
        }
        Ok::<(), KindError>(())
    });
    futures::future::try_join_all(each).await?;
    Ok(name)
}

/// Makes the server's namespace and notes that the cluster is whole.
async fn finish(settings: &KindSettings, containers: &[Container]) -> Result<(), KindError> {
    let text = format!(
        "apiVersion: v1\nkind: Namespace\nmetadata: {{name: {SYSTEM_NAMESPACE}, labels: {{pod-security.kubernetes.io/enforce: privileged}}}}\n---\n\
         apiVersion: v1\nkind: ConfigMap\nmetadata: {{name: {MADE}, namespace: {SYSTEM_NAMESPACE}}}\ndata: {{cluster: \"{}\"}}\n",
        settings.name
    );
    let Some(control_plane) = containers.iter().find(|one| one.is_control_plane()) else {
        return Err(KindError::NotHealthy {
            cluster: settings.name.clone(),
            seconds: 0,
            reason: "it has no control plane".into(),
        });
    };
    docker::kubectl(&control_plane.name, &["apply", "-f", "-"]).stdin(text).output().await.map(|_| ())
}

/// Writes the kubeconfig unless the file has this cluster's context with its present port and certificates.
async fn write_kubeconfig(settings: &KindSettings) -> Result<(), KindError> {
    let kind = settings.kind().to_string_lossy().into_owned();
    let wanted = Run::new(&kind, &["get", "kubeconfig", "--name", &settings.name]).output().await?;
    let path = settings.kubeconfig();
    if std::fs::read_to_string(&path).is_ok_and(|text| text == wanted) {
        return Ok(());
    }
    let failed = |source| KindError::File { path: path.clone(), source };
    let new = settings.data.join("kubeconfig.new");
    let options = {
        use std::os::unix::fs::OpenOptionsExt as _;
        let mut options = std::fs::OpenOptions::new();
        // An administrator's key: nobody else may read it.
        options.write(true).create(true).truncate(true).mode(0o600);
        options
    };
    let mut file = options.open(&new).map_err(failed)?;
    std::io::Write::write_all(&mut file, wanted.as_bytes()).map_err(failed)?;
    std::fs::rename(&new, &path).map_err(failed)
}

pub(super) fn describe(health: &Health) -> String {
    match health {
        Health::Absent => "there is no cluster".into(),
        Health::Stopped { containers } => format!("stopped: {}", containers.join(", ")),
        Health::Unfinished => "its making was interrupted".into(),
        Health::Foreign => "it was not made by `kindlab cluster up`".into(),
        Health::Silent { reason } | Health::Unwell { reason, .. } => reason.clone(),
        Health::Ready { .. } => "all nodes are ready".into(),
    }
}

fn not_healthy(settings: &KindSettings, began: Instant, health: &Health) -> KindError {
    KindError::NotHealthy {
        cluster: settings.name.clone(),
        seconds: began.elapsed().as_secs(),
        reason: describe(health),
    }
}
