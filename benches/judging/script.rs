//! The same judgements as a script makes them, as other labs' checks do: a process of kubectl for each condition.

use std::process::Stdio;
use std::time::Instant;

use anyhow::ensure;
use tokio::process::Command;

use crate::room::Room;
use crate::support::cluster::cluster;
use crate::times::Times;

const JUDGEMENTS: usize = 12;
const HEAD: &str = r#"k() { "$KUBECTL" --kubeconfig "$CONFIG" --context "$CONTEXT" -n "$NS" "$@"; }"#;

/// The headless Service: there, without an address, with its selector and its port.
const SERVICE: &str = r#"
k get service nginx > /dev/null || exit 1
[ "$(k get service nginx -o jsonpath='{.spec.clusterIP}')" = None ] || exit 1
[ "$(k get service nginx -o jsonpath='{.spec.selector.app}')" = nginx ] || exit 1
[ "$(k get service nginx -o jsonpath='{.spec.ports[0].port}')" = 80 ] || exit 1
"#;

/// Two pods: each Ready, its claim bound, its page on the volume and not the other's, and the same one served.
const PAGES: &str = r#"
page=/usr/share/nginx/html/index.html
for pod in nginx-0 nginx-1; do
  [ "$(k get pod $pod -o jsonpath='{.status.conditions[?(@.type=="Ready")].status}')" = True ] || exit 1
  [ "$(k get pvc nginx-html-$pod -o jsonpath='{.status.phase}')" = Bound ] || exit 1
  file=$(k exec $pod -- cat $page) || exit 1
  [ -n "$file" ] && [ "$file" != "$before" ] || exit 1
  [ "$(k exec $pod -- curl -s http://localhost/)" = "$file" ] || exit 1
  before=$file
done
"#;

/// How long one judgement takes by a script.
#[derive(Debug, Clone)]
pub struct Scripts {
    pub service: Times,
    pub pages: Times,
}

/// Lets scripts judge what is right in this sandbox, which has pods.
pub async fn judges(room: &mut Room) -> anyhow::Result<Scripts> {
    room.mends().await?;
    Ok(Scripts { service: times(room, SERVICE).await?, pages: times(room, PAGES).await? })
}

async fn times(room: &Room, script: &str) -> anyhow::Result<Times> {
    // The first fills kubectl's cache of what kinds there are.
    judge(room, script).await?;
    let mut times = Vec::new();
    for _ in 0..JUDGEMENTS {
        let began = Instant::now();
        judge(room, script).await?;
        times.push(began.elapsed());
    }
    Ok(times.into_iter().collect())
}

async fn judge(room: &Room, script: &str) -> anyhow::Result<()> {
    let cluster = cluster();
    let done = Command::new("bash")
        .args(["-c", &format!("{HEAD}{script}")])
        .env("KUBECTL", &cluster.kubectl)
        .env("CONFIG", &cluster.kubeconfig)
        .env("CONTEXT", &cluster.context)
        .env("NS", &room.learner.namespace)
        .stdin(Stdio::null())
        .kill_on_drop(true)
        .output()
        .await?;
    ensure!(done.status.success(), "the script did not find what is there: {}", String::from_utf8_lossy(&done.stderr));
    Ok(())
}
