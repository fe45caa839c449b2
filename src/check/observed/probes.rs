//! What probes from inside the cluster find.

use std::collections::BTreeMap;

/// What no watch tells, asked from inside the cluster.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Probes {
    /// DNS answers.
    pub dns: BTreeMap<DnsQuestion, DnsAnswer>,
    /// HTTP answers, as many as were asked for, or what went wrong.
    pub http: BTreeMap<HttpQuestion, Result<HttpAnswer, String>>,
    /// How many of a number of requests to a Service each pod answered, by Service.
    pub spread: BTreeMap<String, BTreeMap<String, u64>>,
    /// GET requests in each pod's access log, by the client's address.
    pub logs: BTreeMap<String, BTreeMap<String, u64>>,
    /// Why a controller could not make a pod, in the API server's words: the newest such event, by what it is of
    /// (`StatefulSet/web`). For explaining only, never for a verdict: events merge and expire.
    pub refusals: BTreeMap<String, String>,
    /// Files of the learner's home, with what the API server's dry run says of them.
    pub manifests: BTreeMap<String, Manifest>,
}

/// A question to the cluster's DNS.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct DnsQuestion {
    /// The whole name, without a dot at its end.
    pub name: String,
    /// `A` or `CNAME`.
    pub kind: String,
}

/// What the DNS said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DnsAnswer {
    /// `NOERROR`, `NXDOMAIN`…
    pub rcode: String,
    /// The records' values, sorted, without dots at their ends.
    pub values: Vec<String>,
}

/// A request to an address.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct HttpQuestion {
    /// An IP address.
    pub address: String,
    /// The port.
    pub port: i64,
}

/// What came back.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct HttpAnswer {
    /// The status.
    pub status: u16,
    /// SHA-256 of the body's first 64 KiB, in hex.
    pub sha256: String,
}

/// A manifest file of the learner's.
#[derive(Debug, Clone, PartialEq)]
pub enum Manifest {
    /// There is no such file.
    Absent,
    /// It is no YAML; the reason, as the parser says it.
    Unreadable(String),
    /// Its documents.
    Documents(Vec<ManifestDocument>),
}

/// One document of a manifest.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct ManifestDocument {
    /// apiVersion
    pub api_version: String,
    /// kind
    pub kind: String,
    /// metadata.name
    pub name: String,
    /// metadata.namespace, or empty
    pub namespace: String,
    /// The document.
    pub value: serde_json::Value,
    /// What the API server refused it for; `None` when it was accepted or not asked.
    pub refused: Option<String>,
}
