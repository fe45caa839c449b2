//! Ten requests to a Service, one after another, and which pod answered each: by the line of its log that has the path
//! nobody else asks for.

use std::time::Duration;

use futures::future::join_all;
use serde_json::json;
use tokio::time::Instant;

use super::target::{self, PageRefusal};
use crate::cluster::probe::{Answer, Response};
use crate::cluster::{Cluster, SandboxSpec};

/// How many requests are sent.
const TEN: usize = 10;
/// How long all of them may take.
const PATIENCE: Duration = Duration::from_secs(10);
/// How long after an answer its line may take to be in the log.
const LOG_DELAY: Duration = Duration::from_millis(400);
/// The logs of more pods are not read.
const MOST_PODS: usize = 50;

/// What came of ten requests.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Answers {
    /// The pods that could have answered, by name.
    pub pods: Vec<String>,
    /// Who answered each request, in their order.
    pub answered: Vec<Answerer>,
}

/// Who answered a request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Answerer {
    /// This pod.
    Pod(String),
    /// Some pod, whose log does not name what it is asked for.
    Unknown,
    /// None in time.
    Nobody,
}

impl Cluster {
    /// Sends ten requests to a Service of the sandbox from inside the cluster.
    ///
    /// # Errors
    /// [`PageRefusal`], when the Service is not one of this sandbox's own, or has no address or no pods.
    pub async fn ten_requests(&self, spec: &SandboxSpec, service: &str, port: u16) -> Result<Answers, PageRefusal> {
        let seen = self.observe(spec);
        let service = seen.services.get(service).ok_or(PageRefusal::NoSuch)?;
        target::own_port(service, port)?;
        let address: std::net::IpAddr = service.cluster_ip.parse().map_err(|_| PageRefusal::NoAddress)?;
        let mut pods: Vec<_> =
            target::pods_behind(service, &seen).map(|pod| pod.name.clone()).take(MOST_PODS).collect();
        if pods.is_empty() {
            return Err(PageRefusal::NoEndpoint);
        }
        pods.sort();
        let _turn = self.pages.turn(&spec.id).await.ok_or(PageRefusal::Busy)?;
        let nonce = crate::id::random_text(16).map_err(|_| PageRefusal::NoAnswer)?;
        let paths: Vec<_> = (0..TEN).map(|number| format!("/kindlab-{nonce}-{number}")).collect();
        let door = std::net::SocketAddr::new(address, port);
        let answered = self.send_each(&paths, door).await;
        if !answered.contains(&true) {
            return Ok(Answers { pods, answered: vec![Answerer::Nobody; TEN] });
        }
        tokio::time::sleep(LOG_DELAY).await;
        let namespace = spec.id.namespace();
        let logs = join_all(pods.iter().map(|pod| self.log(&namespace, pod))).await;
        let logs: Vec<_> = pods.iter().zip(logs).filter_map(|(pod, log)| Some((pod.as_str(), log.ok()?))).collect();
        let answered = paths.iter().zip(answered).map(|(path, answered)| whose(path, answered, &logs)).collect();
        Ok(Answers { pods, answered })
    }

    /// Whether each got an answer.
    async fn send_each(&self, paths: &[String], door: std::net::SocketAddr) -> Vec<bool> {
        let until = Instant::now() + PATIENCE;
        let mut answered = Vec::new();
        for path in paths {
            let asked = [json!({"http": {"url": format!("http://{door}{path}"), "timeout_ms": 1000}})];
            let answer = tokio::time::timeout_at(until, self.ask_any::<Answer>(&asked)).await;
            answered.push(matches!(answer, Ok(Ok(answers)) if answers.iter().any(is_answered)));
        }
        answered
    }
}

fn is_answered(answer: &Answer) -> bool {
    matches!(answer, Answer::Http { responses } if responses.iter().any(|it| matches!(it, Response::Answered { .. })))
}

fn whose(path: &str, answered: bool, logs: &[(&str, String)]) -> Answerer {
    // The end of the path has to be its end: the first is not the tenth.
    let has = |log: &str| log.split(|sign: char| sign.is_whitespace() || sign == '"').any(|word| word == path);
    match logs.iter().find(|(_, log)| has(log)) {
        _ if !answered => Answerer::Nobody,
        Some((pod, _)) => Answerer::Pod((*pod).to_owned()),
        None => Answerer::Unknown,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_says_whose_answer_it_was() {
        let nginx = "10.244.0.1 - - [20/Nov/2026:22:00:00 +0000] \"GET /kindlab-x-1 HTTP/1.1\" 404 153\n\
            2026/11/20 [error] open() \"/usr/share/nginx/html/kindlab-x-1\" failed, request: \"GET /kindlab-x-1 HTTP/1.1\"\n";
        let json = r#"{"method":"GET","path":"/kindlab-x-10"}"#;
        let logs = [("a", nginx.to_owned()), ("b", json.to_owned()), ("c", "listening\n".to_owned())];
        assert_eq!(whose("/kindlab-x-1", true, &logs), Answerer::Pod("a".to_owned()));
        assert_eq!(whose("/kindlab-x-10", true, &logs), Answerer::Pod("b".to_owned()));
        assert_eq!(whose("/kindlab-x-2", true, &logs), Answerer::Unknown);
        assert_eq!(whose("/kindlab-x-1", false, &logs), Answerer::Nobody);
    }
}
