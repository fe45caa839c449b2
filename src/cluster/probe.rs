//! Asks from inside the cluster what no watch tells: files of volumes, names, addresses, logs, dry runs.

use std::collections::BTreeMap;

use futures::future::join_all;
use k8s_openapi::api::core::v1::{Event, Pod};
use kube::Api;
use kube::api::{ListParams, LogParams};
use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use super::reader::{APP, SYSTEM_NAMESPACE};
use super::sandbox::SandboxSpec;
use super::{Cluster, ClusterError, limited, refusals};
use crate::check::Wants;
use crate::check::observed::{DnsAnswer, DnsQuestion, HttpAnswer, HttpQuestion, Observed};

/// How much of a log is read, from its end, in lines.
const LOG_LINES: i64 = 2000;
/// More events of one kind are not read.
const MOST_EVENTS: u32 = 200;
/// The node program takes this many questions at once.
const MOST_QUESTIONS: usize = 64;

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Answer {
    Dns { rcode: String, answers: Vec<Record> },
    Http { responses: Vec<Response> },
    Failed { error: String },
}

#[derive(Deserialize)]
pub(super) struct Record {
    #[serde(rename = "type")]
    kind: String,
    value: String,
}

#[derive(Deserialize)]
#[serde(untagged)]
pub(super) enum Response {
    Answered { status: u16, body_sha256: String },
    Failed { error: String },
}

impl Cluster {
    /// Fills in what these wants name. What could not be asked stays missing, which makes a check *cannot tell*.
    pub async fn probe(&self, spec: &SandboxSpec, observed: &mut Observed, wants: &Wants) {
        let files: Vec<_> = wants.files.iter().cloned().collect();
        let (read, asked, spread, logs, refusals, manifests) = tokio::join!(
            self.read_files(observed, &files),
            self.ask_names_and_addresses(wants),
            self.spread(observed, wants),
            self.logs(observed, wants),
            self.refusals(&observed.namespace, wants),
            self.manifests(spec, wants),
        );
        observed.files = read;
        (observed.probes.dns, observed.probes.http) = asked;
        observed.probes.spread = spread;
        observed.probes.logs = logs;
        observed.probes.refusals = refusals;
        observed.probes.manifests = manifests;
    }

    async fn ask_names_and_addresses(
        &self,
        wants: &Wants,
    ) -> (BTreeMap<DnsQuestion, DnsAnswer>, BTreeMap<HttpQuestion, Result<HttpAnswer, String>>) {
        let mut found = (BTreeMap::new(), BTreeMap::new());
        let dns =
            wants.dns.iter().map(|asked| json!({"dns": {"name": format!("{}.", asked.name), "type": asked.kind}}));
        let http = wants.http.iter().map(|asked| json!({"http": {"url": url(asked, "/"), "timeout_ms": 2000}}));
        let questions: Vec<Value> = dns.chain(http).take(MOST_QUESTIONS).collect();
        if questions.is_empty() {
            return found;
        }
        let answers: Vec<Answer> = match self.ask_any(&questions).await {
            Ok(answers) => answers,
            Err(error) => {
                tracing::warn!(error = %error, "names and addresses could not be asked from inside the cluster");
                return found;
            }
        };
        let mut answers = answers.into_iter();
        for (asked, answer) in wants.dns.iter().zip(answers.by_ref()) {
            match answer {
                Answer::Dns { rcode, answers } => {
                    drop(found.0.insert(asked.clone(), dns_answer(asked, rcode, answers)))
                }
                Answer::Failed { error } => {
                    tracing::debug!(name = %asked.name, error = %error, "the DNS did not answer")
                }
                Answer::Http { .. } => {}
            }
        }
        for (asked, answer) in wants.http.iter().zip(answers) {
            let result = match answer {
                Answer::Http { responses } => match responses.into_iter().next() {
                    Some(Response::Answered { status, body_sha256 }) => Ok(HttpAnswer { status, sha256: body_sha256 }),
                    Some(Response::Failed { error }) => Err(error),
                    None => continue,
                },
                Answer::Failed { error } => Err(error),
                Answer::Dns { .. } => continue,
            };
            found.1.insert(asked.clone(), result);
        }
        found
    }

    /// Asks the node program of any node that has a Ready one.
    pub(super) async fn ask_any<T: DeserializeOwned>(&self, questions: &[Value]) -> Result<Vec<T>, ClusterError> {
        let pod = {
            let inner = self.cache.lock();
            let pods = inner.namespaces.get(SYSTEM_NAMESPACE).into_iter().flat_map(|objects| objects.pods.values());
            let mut ready = pods.filter(|pod| pod.ready && pod.labels.get("app").is_some_and(|app| app == APP));
            ready.next().map(|pod| pod.name.clone()).ok_or(ClusterError::NotInstalled("kindlab-node"))?
        };
        let answers: Vec<T> = self.ask_node_program(&pod, "/v1/probe", &json!(questions)).await?;
        if answers.len() == questions.len() {
            Ok(answers)
        } else {
            Err(ClusterError::protocol("probe", "another number of answers than questions"))
        }
    }

    /// Sends requests with a path nobody else asks for, and counts them in the pods' logs.
    async fn spread(&self, observed: &Observed, wants: &Wants) -> BTreeMap<String, BTreeMap<String, u64>> {
        let mut found = BTreeMap::new();
        for (service, (asked, times)) in &wants.spread {
            let Some(endpoints) = observed.endpoints.get(service) else { continue };
            let Ok(nonce) = crate::id::random_text(16) else { continue };
            let path = format!("/kindlab-{nonce}");
            let question = json!({"http": {"url": url(asked, &path), "times": times, "timeout_ms": 2000}});
            if let Err(error) = self.ask_any::<Answer>(&[question]).await {
                tracing::warn!(service = %service, error = %error, "requests could not be sent from inside the cluster");
                continue;
            }
            let pods: Vec<_> = endpoints.addresses.iter().map(|address| address.pod.clone()).collect();
            let logs = join_all(pods.iter().map(|pod| self.log(&observed.namespace, pod))).await;
            let counted = pods.into_iter().zip(logs).filter_map(|(pod, log)| {
                Some((pod, log.ok()?.lines().filter(|line| line.contains(&path)).count() as u64))
            });
            found.insert(service.clone(), counted.collect());
        }
        found
    }

    async fn logs(&self, observed: &Observed, wants: &Wants) -> BTreeMap<String, BTreeMap<String, u64>> {
        let reads = wants.logs.iter().map(|pod| async move { (pod, self.log(&observed.namespace, pod).await) });
        let mut found = BTreeMap::new();
        for (pod, log) in join_all(reads).await {
            match log {
                Ok(log) => drop(found.insert(pod.clone(), gets_by_client(&log))),
                Err(error) => tracing::debug!(pod = %pod, error = %error, "a pod's log could not be read"),
            }
        }
        found
    }

    /// Why controllers could not make pods: the newest `FailedCreate` of each.
    async fn refusals(&self, namespace: &str, wants: &Wants) -> BTreeMap<String, String> {
        if wants.refusals.is_empty() {
            return BTreeMap::new();
        }
        let events: Api<Event> = Api::namespaced(self.client.clone(), namespace);
        let params = ListParams::default().fields("reason=FailedCreate").limit(MOST_EVENTS);
        match limited("list events", events.list(&params)).await {
            Ok(list) => refusals::newest(list.items, &wants.refusals, &self.replica_sets(namespace)),
            Err(error) => {
                tracing::debug!(error = %error, "events could not be read");
                BTreeMap::new()
            }
        }
    }

    /// The Deployment of each ReplicaSet: events of a Deployment's pods are its ReplicaSet's.
    fn replica_sets(&self, namespace: &str) -> BTreeMap<String, String> {
        let inner = self.cache.lock();
        let sets = inner.namespaces.get(namespace).into_iter().flat_map(|objects| objects.replica_sets.values());
        sets.filter_map(|set| Some((set.name.clone(), set.owner.as_ref()?.name.clone()))).collect()
    }

    pub(super) async fn log(&self, namespace: &str, pod: &str) -> Result<String, ClusterError> {
        let pods: Api<Pod> = Api::namespaced(self.client.clone(), namespace);
        let params = LogParams { tail_lines: Some(LOG_LINES), limit_bytes: Some(512 * 1024), ..LogParams::default() };
        limited("read a pod's log", pods.logs(pod, &params)).await
    }
}

fn url(asked: &HttpQuestion, path: &str) -> String {
    format!("http://{}:{}{path}", asked.address, asked.port)
}

fn dns_answer(asked: &DnsQuestion, rcode: String, records: Vec<Record>) -> DnsAnswer {
    let matching = records.into_iter().filter(|record| record.kind == asked.kind);
    let mut values: Vec<String> = matching.map(|record| record.value.trim_end_matches('.').to_owned()).collect();
    values.sort();
    DnsAnswer { rcode, values }
}

/// Counts GET requests by the client's address, in the common log format that nginx and Apache write.
fn gets_by_client(log: &str) -> BTreeMap<String, u64> {
    let mut found = BTreeMap::new();
    for line in log.lines().filter(|line| line.contains("\"GET ")) {
        if let Some(client) = line.split_whitespace().next().filter(|word| word.parse::<std::net::IpAddr>().is_ok()) {
            *found.entry(client.to_owned()).or_default() += 1;
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::gets_by_client;

    #[test]
    fn only_get_lines_with_an_address_count() {
        let log = "127.0.0.1 - - [20/Nov/2026:22:00:00 +0000] \"GET / HTTP/1.1\" 200 8 \"-\" \"curl\"\n\
                   127.0.0.1 - - [20/Nov/2026:22:00:01 +0000] \"POST / HTTP/1.1\" 405 8\n\
                   10.244.1.9 - - [20/Nov/2026:22:00:02 +0000] \"GET /x HTTP/1.1\" 404 8\n\
                   2026/11/20 notice \"GET \" of somebody\n";
        let counts = gets_by_client(log);
        assert_eq!(counts.get("127.0.0.1"), Some(&1));
        assert_eq!(counts.get("10.244.1.9"), Some(&1));
        assert_eq!(counts.len(), 2);
    }
}
