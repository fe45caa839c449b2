//! The cluster under test, asked with the host's kubectl.

use std::path::{Path, PathBuf};
use std::process::{Command, Output, Stdio};
use std::sync::LazyLock;

use super::{PATIENCE, until};

/// Which cluster, and how to reach it.
pub struct Cluster {
    pub kubeconfig: PathBuf,
    pub context: String,
    /// The program.
    pub kubectl: PathBuf,
}

const HINT: &str = "hint: `make test` makes the cluster `kindlab-test` and sets KINDLAB_TEST_KUBECONFIG and \
KINDLAB_TEST_CONTEXT; with a cluster of your own (tests make and remove namespaces in it) set them yourself, \
the server's own kubeconfig beside the first, as `kindlab cluster up` writes it, and KINDLAB_TEST_KUBECTL where `kubectl` is not in the PATH";

static CLUSTER: LazyLock<Cluster> = LazyLock::new(|| {
    let variable = |name: &str| {
        std::env::var_os(name).unwrap_or_else(|| panic!("these tests need a cluster, and {name} is not set\n{HINT}"))
    };
    let cluster = Cluster {
        kubeconfig: variable("KINDLAB_TEST_KUBECONFIG").into(),
        context: variable("KINDLAB_TEST_CONTEXT").to_string_lossy().into_owned(),
        kubectl: std::env::var_os("KINDLAB_TEST_KUBECTL").unwrap_or_else(|| "kubectl".into()).into(),
    };
    let answer = cluster.kubectl(&["get", "daemonset", "kindlab-node", "-n", "kindlab-system"], "");
    assert!(
        answer.status.success(),
        "the cluster of the context `{}` does not answer, or `kindlab cluster up` did not set it up: {}\n{HINT}",
        cluster.context,
        String::from_utf8_lossy(&answer.stderr)
    );
    cluster
});

/// The cluster under test.
///
/// # Panics
/// Without one: a test that needs a cluster fails, it never skips.
pub fn cluster() -> &'static Cluster {
    &CLUSTER
}

impl Cluster {
    /// The kubeconfig of the server's own account, which `kindlab cluster up` writes beside the administrator's.
    pub fn server_kubeconfig(&self) -> PathBuf {
        self.kubeconfig.with_file_name(kindlab::cluster::kind::SERVER_KUBECONFIG)
    }

    /// Runs kubectl as the administrator, with this on its stdin.
    #[track_caller]
    pub fn kubectl(&self, args: &[&str], stdin: &str) -> Output {
        self.run(&self.kubeconfig, args, stdin)
    }

    /// Runs kubectl as the server does.
    #[track_caller]
    pub fn server(&self, args: &[&str], stdin: &str) -> Output {
        self.run(&self.server_kubeconfig(), args, stdin)
    }

    #[track_caller]
    fn run(&self, kubeconfig: &Path, args: &[&str], stdin: &str) -> Output {
        use std::io::Write;
        let mut child = Command::new(&self.kubectl)
            .arg("--kubeconfig")
            .arg(kubeconfig)
            .args(["--context", &self.context])
            .args(args)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap_or_else(|error| panic!("`{}` can't be run: {error}\n{HINT}", self.kubectl.display()));
        let written = child.stdin.take().expect("its stdin").write_all(stdin.as_bytes());
        drop(written);
        child.wait_with_output().expect("its end")
    }

    /// The same, where it must succeed; returns what it printed.
    #[track_caller]
    pub fn ok(&self, args: &[&str], stdin: &str) -> String {
        let output = self.kubectl(args, stdin);
        let text = String::from_utf8_lossy(&output.stdout).into_owned();
        assert!(output.status.success(), "kubectl {args:?}: {text}{}", String::from_utf8_lossy(&output.stderr));
        text
    }

    /// Whether a namespace is there, and not on its way out.
    pub fn has_namespace(&self, name: &str) -> bool {
        let output = self.kubectl(&["get", "namespace", name, "-o", "jsonpath={.status.phase}"], "");
        output.status.success() && output.stdout == b"Active"
    }

    /// Waits until a namespace and everything in it is gone.
    #[track_caller]
    pub fn namespace_goes(&self, name: &str) {
        until(PATIENCE, &format!("namespace {name} is gone"), || {
            let output = self.kubectl(&["get", "namespace", name, "-o", "name"], "");
            String::from_utf8_lossy(&output.stderr).contains("NotFound").then_some(())
        });
    }

    /// The Docker container that is the control plane of this kind cluster.
    pub fn control_plane(&self) -> String {
        let name = self.context.strip_prefix("kind-").expect("a context of kind's");
        format!("{name}-control-plane")
    }
}
