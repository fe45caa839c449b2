//! Checks of manifest files in the learner's home, by the API server's dry run: nothing is created.

use std::net::Ipv4Addr;

use serde_json::{Value, json};

use super::observed::{Manifest, ManifestDocument, Observed};
use super::{AddressPoolFile, Judgement, ManifestFile, Message, shown};

fn documents<'a>(file: &str, observed: &'a Observed) -> Result<&'a [ManifestDocument], Judgement> {
    let message = |key: &str| Message::new(key).with("file", file);
    match observed.probes.manifests.get(file) {
        None => Err(Judgement::cannot_tell(message("manifest-unread"))),
        Some(Manifest::Absent) => Err(Judgement::untried(message("manifest-absent"))),
        Some(Manifest::Unreadable(why)) => Err(Judgement::wrong(message("manifest-no-yaml").with("reason", why))),
        Some(Manifest::Documents(documents)) if documents.is_empty() => {
            Err(Judgement::untried(message("manifest-absent")))
        }
        Some(Manifest::Documents(documents)) => Ok(documents),
    }
}

/// See [`super::Check::Manifest`].
pub(super) fn accepted(check: &ManifestFile, observed: &Observed) -> Judgement {
    let documents = match documents(&check.file, observed) {
        Ok(documents) => documents,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("file", &check.file);
    let Some(found) = documents.iter().find(|document| document.kind == check.kind) else {
        let kinds: Vec<_> = documents.iter().map(|document| shown(&document.kind)).collect();
        return Judgement::wrong(
            message("manifest-kind").with("expected", &check.kind).with("found", shown(&kinds.join(", "))),
        );
    };
    if found.name != check.name {
        return Judgement::wrong(
            message("manifest-name").with("expected", &check.name).with("found", shown(&found.name)),
        );
    }
    if let Some(version) = &check.api_version
        && *version != found.api_version
    {
        return Judgement::wrong(
            message("manifest-version").with("expected", version).with("found", shown(&found.api_version)),
        );
    }
    if let Some(name) = &check.service_name {
        let found = found.value["spec"]["serviceName"].as_str().unwrap_or_default();
        if found != name {
            let message = message("manifest-service-name").with("kind", &check.kind).with("expected", name);
            return Judgement::wrong(message.with("found", shown(found)));
        }
    }
    match &found.refused {
        Some(reason) => Judgement::wrong(message("manifest-refused").with("reason", reason)),
        None => Judgement::passed(
            message("manifest-ok").with("kind", &check.kind),
            json!({"file": check.file, "kind": found.kind, "name": found.name, "dry_run": "accepted"}),
        ),
    }
}

/// See [`super::Check::AddressPoolFile`]. The node network's prefix is not in the API; kind's Docker network is a /16.
pub(super) fn address_pool(check: &AddressPoolFile, observed: &Observed) -> Judgement {
    let documents = match documents(&check.file, observed) {
        Ok(documents) => documents,
        Err(judgement) => return judgement,
    };
    let message = |key: &str| Message::new(key).with("file", &check.file);
    for kind in ["IPAddressPool", "L2Advertisement"] {
        let Some(document) = documents.iter().find(|document| document.kind == kind) else {
            return Judgement::not_yet(message("pool-kind-missing").with("kind", kind));
        };
        if document.api_version != "metallb.io/v1beta1" {
            let message = message("manifest-version").with("expected", "metallb.io/v1beta1");
            return Judgement::wrong(message.with("found", shown(&document.api_version)));
        }
        if document.namespace != "metallb-system" {
            let message = message("pool-namespace").with("kind", kind).with("expected", "metallb-system");
            return Judgement::wrong(message.with("found", shown(&document.namespace)));
        }
    }
    let pool = documents.iter().find(|document| document.kind == "IPAddressPool");
    let ranges = pool.and_then(|pool| pool.value["spec"]["addresses"].as_array().cloned()).unwrap_or_default();
    if ranges.is_empty() {
        return Judgement::wrong(message("pool-no-range"));
    }
    for range in &ranges {
        let text = range.as_str().unwrap_or_default();
        let Some((first, last)) = bounds(text) else {
            return Judgement::wrong(message("pool-bad-range").with("found", text));
        };
        if let Err(judgement) = inside(first, last, text, check, observed) {
            return judgement;
        }
    }
    Judgement::passed(
        message("pool-ok"),
        json!({"file": check.file, "ranges": Value::Array(ranges), "nodes": observed.nodes}),
    )
}

/// `a-b` or `a/prefix`, IPv4.
fn bounds(text: &str) -> Option<(u32, u32)> {
    let number = |text: &str| text.trim().parse::<Ipv4Addr>().ok().map(u32::from);
    if let Some((first, last)) = text.split_once('-') {
        let (first, last) = (number(first)?, number(last)?);
        return (first <= last).then_some((first, last));
    }
    let (address, prefix) = text.split_once('/')?;
    let prefix: u32 = prefix.trim().parse().ok().filter(|prefix| *prefix <= 32)?;
    let mask = u32::MAX.checked_shl(32 - prefix).unwrap_or(0);
    let first = number(address)? & mask;
    Some((first, first | !mask))
}

fn inside(first: u32, last: u32, text: &str, check: &AddressPoolFile, observed: &Observed) -> Result<(), Judgement> {
    let message = |key: &str| Message::new(key).with("file", &check.file).with("found", text);
    let nodes: Vec<(&String, u32)> = observed
        .nodes
        .iter()
        .filter_map(|(name, address)| Some((name, u32::from(address.parse::<Ipv4Addr>().ok()?))))
        .collect();
    let Some((_, any)) = nodes.first() else {
        return Err(Judgement::cannot_tell(message("pool-no-nodes")));
    };
    if first >> 16 != any >> 16 || last >> 16 != any >> 16 {
        let network = format!("{}/16", Ipv4Addr::from(any & 0xffff_0000));
        return Err(Judgement::wrong(message("pool-elsewhere").with("expected", network)));
    }
    match nodes.iter().find(|(_, address)| (first..=last).contains(address)) {
        None => Ok(()),
        Some((node, address)) => {
            let message = message("pool-holds-node").with("node", *node);
            Err(Judgement::wrong(message.with("address", Ipv4Addr::from(*address).to_string())))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::bounds;

    #[test]
    fn ranges_are_read_in_both_forms() {
        assert_eq!(bounds("10.0.0.1-10.0.0.9"), Some((0x0a00_0001, 0x0a00_0009)));
        assert_eq!(bounds("172.18.255.200 - 172.18.255.250"), Some((0xac12_ffc8, 0xac12_fffa)));
        assert_eq!(bounds("10.1.2.0/24"), Some((0x0a01_0200, 0x0a01_02ff)));
        for bad in ["", "10.0.0.1", "10.0.0.9-10.0.0.1", "10.0.0.0/33", "a-b"] {
            assert_eq!(bounds(bad), None, "{bad}");
        }
    }
}
