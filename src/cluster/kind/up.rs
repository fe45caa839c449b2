//! Bringing the cluster up, back, and down.

use std::fmt;
use std::net::Ipv4Addr;
use std::path::PathBuf;
use std::time::{Duration, Instant};

use tokio::time::sleep;

use super::command::Run;
use super::config::{Version, kind_config};
use super::docker::{self, Container};
use super::health::{Health, MADE, health};
use super::node_image::{self, NodeImage};
use super::{KindError, KindSettings, Progress, SYSTEM_NAMESPACE, images, workbench};

/// How long restarted nodes may take until all are ready, before the cluster is made anew.
const COMING_BACK: Duration = Duration::from_secs(150);

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
        write!(f, ": {} nodes, Kubernetes {}, {seconds:.0} s\n", self.nodes.len(), self.version)?;
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
    docker::docker_version().await?;
    if !settings.agent.is_file() {
        return Err(KindError::NoAgent(settings.agent.clone()));
    }
    for folder in [&settings.data, &settings.cache] {
        std::fs::create_dir_all(folder).map_err(|source| KindError::File { path: folder.clone(), source })?;
    }
    let _one_at_a_time = lock(settings).await?;

    let containers = docker::nodes(&settings.name).await?;
    let outcome = match health(&containers).await {
        Health::Ready { .. } => Outcome::AlreadyUp,
        Health::Absent => {
            create(settings, image, progress).await?;
            Outcome::Created
        }
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
    let workbench = fill(settings, &containers, progress).await?;
    if outcome != Outcome::AlreadyUp {
        finish(settings, &containers).await?;
    }
    write_kubeconfig(settings).await?;
    match health(&containers).await {
        Health::Ready { nodes, uid } => Ok(UpReport {
            outcome,
            version: nodes.first().map(|node| node.version.clone()).unwrap_or_default(),
            nodes: nodes.into_iter().map(|node| node.name).collect(),
            node_image: containers.first().map(|one| one.image.clone()).unwrap_or_default(),
            workbench,
            kubeconfig: settings.kubeconfig(),
            uid,
            took: began.elapsed(),
        }),
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
    // The file names this cluster only; a server started later must not find a dead address in it.
    match std::fs::remove_file(settings.kubeconfig()) {
        Err(source) if source.kind() != std::io::ErrorKind::NotFound => {
            Err(KindError::File { path: settings.kubeconfig(), source })
        }
        _ => Ok(true),
    }
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

async fn remake(
    settings: &KindSettings,
    image: Option<&str>,
    was: String,
    progress: &Progress,
) -> Result<Outcome, KindError> {
    progress.say(&format!("making cluster `{}` anew: {was}", settings.name));
    down(settings).await?;
    create(settings, image, progress).await?;
    Ok(Outcome::Remade { was })
}

/// Starts what has stopped and waits for the nodes; makes the cluster anew if they don't come.
async fn bring_back(
    settings: &KindSettings,
    image: Option<&str>,
    containers: &[Container],
    was: String,
    progress: &Progress,
) -> Result<Outcome, KindError> {
    progress.say(&format!("bringing cluster `{}` back: {was}", settings.name));
    let mut order = Vec::new();
    for one in containers {
        order.push((former_address(settings, one).await, one));
    }
    let mut was = was;
    // Docker gives addresses in the order of starting: in the old order the nodes often get their old ones again.
    order.sort_by_key(|(address, _)| *address);
    for (_, one) in &order {
        let verb = match one.state.as_str() {
            "running" => continue,
            "paused" => "unpause",
            _ => "start",
        };
        if let Err(error) = Run::new("docker", &[verb, &one.name]).output().await {
            return remake(settings, image, format!("`{}` does not start: {error}", one.name), progress).await;
        }
    }
    let began = Instant::now();
    let mut last = String::new();
    while began.elapsed() < COMING_BACK {
        let now = docker::nodes(&settings.name).await?;
        match health(&now).await {
            Health::Ready { .. } => {
                let moved = |one: &Container| {
                    order.iter().any(|(old, before)| {
                        before.name == one.name && old.is_some_and(|old| old.to_string() != one.address)
                    })
                };
                if now.iter().any(moved) {
                    was.push_str("; their addresses changed and were corrected");
                }
                return match restart_services(&now, progress).await {
                    Ok(()) => Ok(Outcome::BroughtBack { was }),
                    // Ready nodes alone are not a cluster: its controllers do nothing.
                    Err(error) => remake(settings, image, format!("{was}; started again, {error}"), progress).await,
                };
            }
            // The answer of an API server that runs: no waiting will finish an interrupted making.
            Health::Unfinished => {
                return remake(settings, image, "its making had been interrupted".into(), progress).await;
            }
            other => last = describe(&other),
        }
        sleep(Duration::from_secs(1)).await;
    }
    remake(settings, image, format!("{was}; started again, {last}"), progress).await
}

/// Starts the cluster's own services again. Some began before their node's network was there and would sit out a
/// connection's time limit of 30 s first: names would not resolve for the learners until then.
async fn restart_services(nodes: &[Container], progress: &Progress) -> Result<(), KindError> {
    let Some(control_plane) = nodes.iter().find(|one| one.is_control_plane()) else {
        return Ok(());
    };
    for (namespace, deployment) in
        [("kube-system", "deployment/coredns"), ("local-path-storage", "deployment/local-path-provisioner")]
    {
        let restart = ["rollout", "restart", "-n", namespace, deployment];
        docker::kubectl(&control_plane.name, &restart).output().await?;
    }
    progress.say("the nodes are ready; waiting for the cluster's DNS and storage");
    for (namespace, deployment) in
        [("kube-system", "deployment/coredns"), ("local-path-storage", "deployment/local-path-provisioner")]
    {
        let wait = ["rollout", "status", "-n", namespace, deployment, "--timeout=90s"];
        docker::kubectl(&control_plane.name, &wait).limit(100).output().await?;
    }
    Ok(())
}

/// The address a node had before, from where its image keeps it.
async fn former_address(settings: &KindSettings, container: &Container) -> Option<Ipv4Addr> {
    if let Ok(address) = container.address.parse() {
        return Some(address);
    }
    let copy = settings.cache.join(format!("address-{}", container.name));
    let target = copy.to_string_lossy().into_owned();
    for place in ["/kind/address", "/kind/old-ipv4"] {
        if Run::new("docker", &["cp", &format!("{}:{place}", container.name), &target]).output().await.is_ok() {
            let text = std::fs::read_to_string(&copy).unwrap_or_default();
            // Only a help for the order of starting: a file left behind does no harm.
            let _ = std::fs::remove_file(&copy);
            return text.trim().parse().ok();
        }
    }
    None
}

async fn create(settings: &KindSettings, image: Option<&str>, progress: &Progress) -> Result<(), KindError> {
    let kind = kind_program(settings, progress).await?;
    let image = node_image::choose(settings, image, progress).await?;
    progress.say(&format!("making cluster `{}`: 1 control plane and 2 workers of {}", settings.name, image.name));
    let Some(version) = Version::parse(&image.version) else {
        return Err(KindError::Unexpected { command: "cat /kind/version".into(), reason: image.version });
    };
    let kubeconfig = settings.kubeconfig().to_string_lossy().into_owned();
    let args = [
        "create",
        "cluster",
        "--name",
        &settings.name,
        "--config",
        "-",
        "--image",
        &image.name,
        "--kubeconfig",
        &kubeconfig,
        "--wait",
        "0s",
        "-q",
    ];
    let create = Run::new(&kind, &args).limit(600).stdin(kind_config(&settings.name, &version)).output();
    // Policies and images go in while kind still works: the first pods wait for the one, learners for the other.
    let during = async {
        let policies = policies(settings, &version);
        let early = fill_early(settings, &image, progress);
        tokio::try_join!(policies, early).map(|_| ())
    };
    with_ticks(progress, "the nodes start", async { tokio::try_join!(create, during) }).await?;
    let control_plane = format!("{}-control-plane", settings.name);
    let wait = ["wait", "--for=condition=Ready", "nodes", "--all", "--timeout=120s"];
    docker::kubectl(&control_plane, &wait).limit(130).output().await?;
    let wait = ["wait", "--for=condition=Available", "deployments", "--all", "--all-namespaces", "--timeout=120s"];
    docker::kubectl(&control_plane, &wait).limit(130).output().await.map(|_| ())
}

/// Says every 15 s that something is still going on.
async fn with_ticks<T>(progress: &Progress, what: &str, work: impl Future<Output = T>) -> T {
    let began = Instant::now();
    let mut ticks = tokio::time::interval(Duration::from_secs(15));
    ticks.tick().await;
    tokio::pin!(work);
    loop {
        tokio::select! {
            done = &mut work => return done,
            _ = ticks.tick() => progress.say(&format!("{what} … {} s", began.elapsed().as_secs())),
        }
    }
}

/// kind: the one that `cluster/build` unpacks, made if it is not there.
async fn kind_program(settings: &KindSettings, progress: &Progress) -> Result<String, KindError> {
    if !settings.kind().is_file() {
        progress.say("fetching kind");
        node_image::build(settings, &["kind"], progress).await?;
    }
    Ok(settings.kind().to_string_lossy().into_owned())
}

/// Applies the policies as soon as the API server takes them.
async fn policies(settings: &KindSettings, version: &Version) -> Result<(), KindError> {
    if !version.has_pod_security_policy() {
        return Ok(());
    }
    let path = settings.source.join("cluster/policies/psp.yaml");
    let text = std::fs::read(&path).map_err(|source| KindError::File { path, source })?;
    let control_plane = format!("{}-control-plane", settings.name);
    let began = Instant::now();
    loop {
        sleep(Duration::from_secs(1)).await;
        let apply = docker::kubectl(&control_plane, &["apply", "-f", "-"]).stdin(text.clone()).limit(30).output().await;
        match apply {
            Ok(_) => return Ok(()),
            Err(error) if began.elapsed() > Duration::from_secs(300) => return Err(error),
            Err(_) => {}
        }
    }
}

/// Fills the nodes with images as soon as their container runtimes answer.
async fn fill_early(settings: &KindSettings, image: &NodeImage, progress: &Progress) -> Result<(), KindError> {
    let began = Instant::now();
    loop {
        sleep(Duration::from_secs(1)).await;
        // Containers that are just being made are not always found: they will be the next time.
        let nodes = docker::nodes(&settings.name).await.unwrap_or_default();
        let running = nodes.len() == 3 && nodes.iter().all(Container::is_running);
        if running && futures::future::try_join_all(nodes.iter().map(|node| images::names_in(&node.name))).await.is_ok()
        {
            return fill(settings, &nodes, progress).await.map(|_| ());
        }
        if began.elapsed() > Duration::from_secs(240) {
            return Err(KindError::NotHealthy {
                cluster: settings.name.clone(),
                seconds: began.elapsed().as_secs(),
                reason: format!("the nodes' containerd does not answer (image {})", image.name),
            });
        }
    }
}

/// Puts the labs' images and the workbench into every node; returns the workbench's name.
async fn fill(settings: &KindSettings, nodes: &[Container], progress: &Progress) -> Result<String, KindError> {
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

fn describe(health: &Health) -> String {
    match health {
        Health::Absent => "there is no cluster".into(),
        Health::Stopped { containers } => format!("stopped: {}", containers.join(", ")),
        Health::Unfinished => "its making was interrupted".into(),
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
