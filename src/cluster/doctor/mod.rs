//! `kindlab doctor`: what this machine and its cluster lack, and what to do about each.
//!
//! Nothing on the machine is changed: kernel settings are printed, never set. In the cluster things are tried in sandboxes
//! of its own.

mod fences;

use std::fmt;
use std::net::{SocketAddr, TcpListener};
use std::path::Path;

use tokio::process::Command;

use super::kind::{self, Container, Health, KindSettings};

/// How a finding is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Level {
    /// As it should be.
    Ok,
    /// It works, with a limit worth knowing.
    Warn,
    /// Labs can't run like this.
    Fail,
}

/// One thing that was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// What was looked at: `docker`, `memory`…
    pub what: &'static str,
    /// How it is.
    pub level: Level,
    /// What was found.
    pub says: String,
    /// What to do; empty when there is nothing to do.
    pub todo: String,
}

impl Finding {
    fn ok(what: &'static str, says: impl Into<String>) -> Self {
        Self { what, level: Level::Ok, says: says.into(), todo: String::new() }
    }

    fn warn(what: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { what, level: Level::Warn, says: says.into(), todo: todo.into() }
    }

    fn fail(what: &'static str, says: impl Into<String>, todo: impl Into<String>) -> Self {
        Self { what, level: Level::Fail, says: says.into(), todo: todo.into() }
    }
}

impl fmt::Display for Finding {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match self.level {
            Level::Ok => "ok  ",
            Level::Warn => "warn",
            Level::Fail => "FAIL",
        };
        write!(f, "{mark}  {}: {}", self.what, self.says)?;
        for line in self.todo.lines() {
            write!(f, "\n      {line}")?;
        }
        Ok(())
    }
}

/// Whether anything stands in the way of running labs.
#[must_use]
pub fn any_failed(findings: &[Finding]) -> bool {
    findings.iter().any(|one| one.level == Level::Fail)
}

/// Looks at everything. `listen` is the address the server will listen on.
pub async fn examine(settings: &KindSettings, listen: SocketAddr) -> Vec<Finding> {
    let mut found = vec![memory(), inotify()];
    found.push(disk(settings).await);
    found.push(port(listen, &settings.data));
    match kind::docker_version().await {
        Err(error) => found.push(Finding::fail("docker", error.to_string(), "")),
        Ok(version) => {
            found.push(docker(&version).await);
            found.extend(cluster(settings).await);
        }
    }
    found.sort_by_key(|one| std::cmp::Reverse(one.level));
    found
}

async fn docker(version: &str) -> Finding {
    let runtime = output("docker", &["info", "-f", "{{.DefaultRuntime}}"]).await;
    if capabilities_are_complete() || runtime.trim() == "runc-within" {
        return Finding::ok("docker", format!("version {version} answers"));
    }
    Finding::fail(
        "docker",
        format!(
            "version {version} can't start the nodes: this machine withholds some capabilities, and a privileged container asks for all"
        ),
        "give Docker a runtime that asks only for what there is: install cluster/docker/runc-within as /usr/local/sbin/runc-within,\n\
         add to /etc/docker/daemon.json and restart Docker:\n\
         \"runtimes\": {\"runc-within\": {\"path\": \"/usr/local/sbin/runc-within\"}},\n\
         \"default-runtime\": \"runc-within\"",
    )
}

/// Whether processes here may have every capability the kernel knows.
fn capabilities_are_complete() -> bool {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let last = number("/proc/sys/kernel/cap_last_cap").unwrap_or(40);
    let bounding = status
        .lines()
        .find_map(|line| line.strip_prefix("CapBnd:"))
        .and_then(|text| u64::from_str_radix(text.trim(), 16).ok());
    bounding.is_none_or(|bits| (0..=last).all(|bit| bits >> bit & 1 == 1))
}

fn inotify() -> Finding {
    let instances = number("/proc/sys/fs/inotify/max_user_instances").unwrap_or(u64::MAX);
    let watches = number("/proc/sys/fs/inotify/max_user_watches").unwrap_or(u64::MAX);
    let says = format!("{instances} instances, {watches} watches");
    let todo = "every pod and node uses some; to raise them: sysctl fs.inotify.max_user_instances=512 fs.inotify.max_user_watches=524288\n\
                (and the same two settings in a file below /etc/sysctl.d to keep them)";
    // Two clusters ran side by side with 128 instances.
    if instances < 64 || watches < 8_192 {
        Finding::fail("inotify limits", says, todo)
    } else if instances < 128 || watches < 65_536 {
        Finding::warn("inotify limits", says, todo)
    } else {
        Finding::ok("inotify limits", says)
    }
}

fn memory() -> Finding {
    let text = std::fs::read_to_string("/proc/meminfo").unwrap_or_default();
    let of = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name))?;
        line.trim_start_matches(':').split_whitespace().next()?.parse::<u64>().ok()
    };
    judge_memory(of("MemTotal").unwrap_or(0) / 1024, of("MemAvailable").unwrap_or(0) / 1024)
}

/// The cluster takes about 0.9 GiB, a learner's workbench and pods some 50 MiB.
fn judge_memory(total: u64, available: u64) -> Finding {
    let says = format!("{available} MiB free of {total} MiB");
    if total < 2_000 {
        Finding::fail("memory", says, "the cluster alone takes about 1 GiB: use a machine with 4 GiB or more")
    } else if available < 1_000 {
        Finding::warn("memory", says, "close other programs, or let fewer learners in (`--max-sandboxes`)")
    } else {
        Finding::ok("memory", says)
    }
}

async fn disk(settings: &KindSettings) -> Finding {
    let root = output("docker", &["info", "-f", "{{.DockerRootDir}}"]).await;
    let root = if root.trim().is_empty() { "/var/lib".to_owned() } else { root.trim().to_owned() };
    let mut least: Option<(u64, String)> = None;
    for place in [root, existing(&settings.cache), existing(&settings.data)] {
        let free = output("df", &["-Pk", &place])
            .await
            .lines()
            .nth(1)
            .and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
        if let Some(free) = free.filter(|free| least.as_ref().is_none_or(|(other, _)| free < other)) {
            least = Some((free, place));
        }
    }
    match least {
        None => Finding::warn("disk", "free space is not known", "look with: df -h"),
        Some((free, place)) => judge_disk(free / 1024, &place),
    }
}

/// Building the node image takes 4 GiB in the cache, a cluster's nodes about 2 GiB.
fn judge_disk(free: u64, place: &str) -> Finding {
    let says = format!("{} GiB free at `{place}`", free / 1024);
    if free < 2_048 {
        Finding::fail("disk", says, "a cluster takes about 2 GiB, building its image 4 GiB more: make room")
    } else if free < 8_192 {
        Finding::warn("disk", says, "building the node image takes 4 GiB once")
    } else {
        Finding::ok("disk", says)
    }
}

/// The nearest folder that exists: `df` can't look at one that doesn't.
fn existing(path: &Path) -> String {
    let mut at = path;
    while !at.exists() {
        match at.parent() {
            Some(up) if !up.as_os_str().is_empty() => at = up,
            _ => return ".".into(),
        }
    }
    at.to_string_lossy().into_owned()
}

fn port(listen: SocketAddr, data: &Path) -> Finding {
    if TcpListener::bind(listen).is_ok() {
        return Finding::ok("port", format!("{listen} is free"));
    }
    let pid = std::fs::read_to_string(data.join("server.pid")).unwrap_or_default();
    let pid = pid.trim();
    if !pid.is_empty() && Path::new("/proc").join(pid).exists() {
        return Finding::ok("port", format!("{listen} is used by this server (process {pid})"));
    }
    Finding::fail(
        "port",
        format!("{listen} is taken by another program, or is no address of this machine"),
        "choose another with `--listen ADDRESS:PORT`",
    )
}

async fn cluster(settings: &KindSettings) -> Vec<Finding> {
    let status = match kind::status(settings).await {
        Ok(status) => status,
        Err(error) => return vec![Finding::fail("cluster", error.to_string(), "")],
    };
    let (finding, answers) = judge_health(settings, &status.health);
    let mut found = vec![finding];
    let mend = mend(settings, &status.health);
    if status.health != Health::Foreign {
        found.push(kubeconfig("kubeconfig", &settings.kubeconfig(), settings, &mend));
    }
    found.push(kubeconfig("server account", &settings.server_kubeconfig(), settings, &mend));
    if answers {
        found.extend(images(settings, &status.containers, &mend).await);
        found.extend(fences::all(settings).await);
    }
    found
}

/// How the cluster is, and whether it answers.
fn judge_health(settings: &KindSettings, health: &Health) -> (Finding, bool) {
    let name = &settings.name;
    let mend = mend(settings, health);
    let fail = |says: String| (Finding::fail("cluster", says, mend.as_str()), false);
    match health {
        Health::Ready { nodes, .. } => {
            let version = nodes.first().map(|node| node.version.as_str()).unwrap_or_default();
            (Finding::ok("cluster", format!("`{name}`: {} nodes ready, Kubernetes {version}", nodes.len())), true)
        }
        Health::Absent => fail(format!("there is no kind cluster `{name}`")),
        Health::Stopped { containers } => fail(format!("stopped: {}", containers.join(", "))),
        Health::Unfinished => fail(format!("making `{name}` was interrupted")),
        Health::Foreign => (
            Finding::warn(
                "cluster",
                format!("`{name}` was not made by `kindlab cluster up`, which leaves it alone"),
                mend,
            ),
            true,
        ),
        Health::Silent { reason } => fail(reason.clone()),
        Health::Unwell { reason, .. } => {
            (Finding::fail("cluster", reason.clone(), "wait a minute, then run `kindlab cluster up`"), true)
        }
    }
}

/// What puts into the cluster what is missing.
fn mend(settings: &KindSettings, health: &Health) -> String {
    match health {
        Health::Foreign => {
            format!("`kindlab cluster install --context {}` puts into it what labs need", settings.context())
        }
        _ => "run `kindlab cluster up`".to_owned(),
    }
}

fn kubeconfig(what: &'static str, path: &Path, settings: &KindSettings, mend: &str) -> Finding {
    match kind::require_kind_context(path, &settings.context()) {
        Ok(()) => Finding::ok(what, format!("`{}`, context `{}`", path.display(), settings.context())),
        Err(error) => Finding::fail(what, error.to_string(), mend),
    }
}

async fn images(settings: &KindSettings, nodes: &[Container], mend: &str) -> Vec<Finding> {
    let report = match kind::image_report(settings, nodes).await {
        Ok(report) => report,
        Err(error) => return vec![Finding::fail("images", error.to_string(), "")],
    };
    let mut found = Vec::new();
    if report.missing.is_empty() {
        found.push(Finding::ok("images", format!("in every node: {}", report.present.join(", "))));
    } else {
        found.push(Finding::fail("images", format!("missing: {}", report.missing.join(", ")), mend));
    }
    if !report.stand_ins.is_empty() {
        let mut notes: Vec<&str> = report.stand_ins.iter().map(|(_, note)| note.as_str()).collect();
        notes.sort_unstable();
        notes.dedup();
        let names: Vec<&str> = report.stand_ins.iter().map(|(name, _)| name.as_str()).collect();
        found.push(Finding::warn(
            "stand-ins",
            format!("built from Debian packages: {}", names.join(", ")),
            notes.join("\n"),
        ));
    }
    found
}

fn number(path: &str) -> Option<u64> {
    std::fs::read_to_string(path).ok()?.trim().parse().ok()
}

/// What a program prints; nothing when it fails.
async fn output(program: &str, args: &[&str]) -> String {
    let run = Command::new(program).args(args).kill_on_drop(true).output();
    match tokio::time::timeout(std::time::Duration::from_secs(20), run).await {
        Ok(Ok(output)) if output.status.success() => String::from_utf8_lossy(&output.stdout).into_owned(),
        _ => String::new(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_small_machine_fails_and_says_what_it_takes() {
        assert_eq!(judge_memory(1_024, 800).level, Level::Fail);
        assert_eq!(judge_memory(8_000, 500).level, Level::Warn);
        assert_eq!(judge_memory(8_000, 4_000).level, Level::Ok);
        assert_eq!(judge_disk(1_000, "/").level, Level::Fail);
        assert_eq!(judge_disk(5_000, "/").level, Level::Warn);
        assert!(judge_disk(50_000, "/x").says.contains("48 GiB free at `/x`"));
    }

    #[test]
    fn a_taken_port_is_a_failure_unless_it_is_ours() {
        let folder = tempfile::tempdir().expect("a folder");
        let taken = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = taken.local_addr().expect("its address");
        assert_eq!(port(address, folder.path()).level, Level::Fail);
        std::fs::write(folder.path().join("server.pid"), std::process::id().to_string()).expect("writes");
        assert_eq!(port(address, folder.path()).level, Level::Ok);
    }

    #[test]
    fn somebody_else_s_cluster_is_looked_at_and_said_how_to_set_up() {
        let settings = KindSettings {
            name: "mine".into(),
            data: "/d".into(),
            source: "/s".into(),
            agent: "/a".into(),
            cache: "/c".into(),
            registry: None,
        };
        let (finding, answers) = judge_health(&settings, &Health::Foreign);
        assert!(answers && finding.level == Level::Warn, "{finding}");
        assert!(finding.todo.contains("kindlab cluster install --context kind-mine"), "{finding}");
        let (finding, answers) = judge_health(&settings, &Health::Unfinished);
        assert!(!answers && finding.todo == "run `kindlab cluster up`", "{finding}");
    }

    #[test]
    fn a_finding_reads_as_one_thing() {
        let text = Finding::fail("port", "taken", "choose another\nor stop it").to_string();
        assert_eq!(text, "FAIL  port: taken\n      choose another\n      or stop it");
    }
}
