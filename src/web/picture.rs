//! The picture of the sandbox as SVG and as a table, and what happened beside it.

use askama::Template;
use jiff::tz::TimeZone;

use super::box_text::{BoxText, STATE_BESIDE_AGE, TextLine, clip};
use super::format;
use super::icon;
use crate::engine::Look;
use crate::i18n::{self, Tr};
use crate::picture::layout::{Drawing, HEADINGS, Placed, Sheet, What};
use crate::picture::timeline::{Happening, Turn};
use crate::picture::{ClaimNode, Empty, PodNode, Scene, Seat, ServiceNode};
use crate::progress::Millis;

/// The newest happenings that a page shows.
const SHOWN: usize = 60;
const SECOND: Millis = 1000;
const MEBIBYTE: u64 = 1 << 20;
const MINUTE: Millis = 60 * SECOND;

/// The panel of the picture: the same on the page and in the live stream.
#[derive(Template)]
#[template(path = "learner/work/_picture.html")]
pub struct PictureView {
    tr: &'static Tr,
    now: Millis,
    /// Whether the watches know the sandbox; an old picture says so.
    current: bool,
    scene: Scene,
    happenings: Vec<HappeningView>,
}

struct HappeningView {
    key: String,
    at: Millis,
    time: String,
    class: &'static str,
    pieces: Vec<(bool, String)>,
}

/// A row of the table that says the same as the drawing.
struct TableRow {
    name: String,
    state: String,
    age: String,
    since: i64,
    restarts: String,
    address: String,
    node: String,
    disks: String,
}

impl PictureView {
    /// The picture of what was looked at; without a sandbox there is nothing on it.
    #[must_use]
    pub fn new(look: Option<Look>, now: Millis, tr: &'static Tr) -> Self {
        let Some(look) = look else {
            return Self { tr, now, current: true, scene: Scene::default(), happenings: Vec::new() };
        };
        let happenings = look.timeline.iter().enumerate().rev().take(SHOWN);
        Self {
            tr,
            now,
            current: look.seen.reachable.is_ok(),
            scene: Scene::of(&look.seen),
            happenings: happenings.map(|(at, happening)| happening_view(at, happening, tr)).collect(),
        }
    }

    fn sheets(&self) -> [(&'static str, Drawing<'_>); 2] {
        [("wide", Drawing::of(&self.scene, Sheet::Wide)), ("narrow", Drawing::of(&self.scene, Sheet::Narrow))]
    }

    fn headings(&self) -> Vec<(i32, String)> {
        HEADINGS.iter().map(|(x, word)| (*x, self.tr.msg(&format!("picture-col-{word}")))).collect()
    }

    /// One sentence that says what the drawing shows.
    fn caption(&self) -> String {
        let count = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
        let ready = self.scene.pods().filter(|pod| pod.state.class() == "ready").count();
        let claims = self.scene.rows().map(|(_, row)| row.claims.len()).sum::<usize>();
        let services = self.scene.groups.iter().map(|group| group.services.len()).sum::<usize>();
        let pods = self.tr.n("picture-pods", count(self.scene.pods().count()));
        let ready = self.tr.n("picture-ready", count(ready));
        let claims = self.tr.n("picture-claims", count(claims));
        format!("{pods} ({ready}), {claims}, {}", self.tr.n("picture-services", count(services)))
    }

    fn left_out(&self) -> String {
        self.tr.n("picture-left-out", i64::try_from(self.scene.left_out).unwrap_or(i64::MAX))
    }

    fn endpoints(&self, service: &ServiceNode) -> String {
        self.tr.n("picture-endpoints", i64::try_from(service.addresses).unwrap_or(i64::MAX))
    }

    fn age(&self, since: i64) -> String {
        age(self.now - since.saturating_mul(SECOND))
    }

    fn rows(&self) -> Vec<TableRow> {
        let rows = self.scene.rows().map(|(_, row)| {
            let disks: Vec<_> = row.claims.iter().map(|claim| self.disk(claim)).collect();
            let empty = |name: &str, state: String| TableRow {
                name: name.to_owned(),
                state,
                age: String::new(),
                since: 0,
                restarts: String::new(),
                address: String::new(),
                node: String::new(),
                disks: disks.join(", "),
            };
            match &row.seat {
                Seat::Pod(pod) => TableRow {
                    state: pod.state.word().to_owned(),
                    age: self.age(pod.created),
                    since: pod.created,
                    restarts: i18n::number(self.tr.lang(), pod.restarts),
                    address: pod.dns.clone().unwrap_or_else(|| pod.ip.clone()),
                    node: pod.node.clone(),
                    ..empty(&pod.name, String::new())
                },
                Seat::Empty(name, why) => empty(name, self.why(why)),
                Seat::Nobody => empty("–", String::new()),
            }
        });
        rows.collect()
    }

    fn disk(&self, claim: &ClaimNode) -> String {
        match &claim.volume {
            Some(volume) => format!("{} → {}", claim.name, volume.name),
            None => format!("{} ({})", claim.name, self.phase(claim)),
        }
    }

    fn phase(&self, claim: &ClaimNode) -> String {
        if claim.phase.is_empty() { self.tr.msg("picture-no-claim") } else { claim.phase.clone() }
    }

    fn why(&self, why: &Empty) -> String {
        match why {
            Empty::After(pod) => self.tr.with("picture-after", &[("pod", pod.as_str().into())]),
            Empty::Coming => self.tr.msg("picture-coming"),
            Empty::Scaled => self.tr.msg("picture-scaled"),
        }
    }

    /// What a box's tooltip says: everything whole.
    fn title(&self, placed: &Placed<'_>) -> String {
        match placed.what {
            What::Owner(owner) => format!("{} {}", owner.kind, owner.name),
            What::Service(service) => format!("Service {} ({})", service.name, service.kind),
            What::Pod(pod) => {
                let address = pod.dns.as_deref().unwrap_or(&pod.ip);
                format!("{} · {} · {} · {address} · UID {}", pod.name, pod.state.word(), pod.node, pod.uid)
            }
            What::Empty(name, why) => format!("{name}: {}", self.why(why)),
            What::Claim(claim) => format!("{} · {} · {}", claim.name, self.phase(claim), claim.storage),
            What::Volume(volume) => volume.name.clone(),
            What::Node(node) => node.to_owned(),
        }
    }

    fn class(&self, placed: &Placed<'_>) -> &'static str {
        match placed.what {
            What::Owner(owner) if owner.going => "owner going",
            What::Owner(_) => "owner",
            What::Service(_) => "service",
            What::Pod(pod) => match pod.state.class() {
                "ready" => "pod ready",
                "starting" => "pod starting",
                "going" => "pod going",
                "trouble" => "pod trouble",
                _ => "pod over",
            },
            What::Empty(..) => "empty",
            What::Claim(claim) if claim.phase == "Bound" => "claim",
            What::Claim(claim) if claim.phase == "Terminating" => "claim going",
            What::Claim(_) => "claim waiting",
            What::Volume(_) => "volume",
            What::Node(_) => "node",
        }
    }

    fn icon(&self, placed: &Placed<'_>) -> &'static str {
        match placed.what {
            What::Pod(pod) => match pod.state.class() {
                "ready" => icon::verdict("passed"),
                "starting" => icon::verdict("not-yet"),
                "trouble" => icon::verdict("wrong"),
                "going" => icon::of("going"),
                _ => icon::verdict("untried"),
            },
            What::Volume(_) => icon::of("disk"),
            _ => "",
        }
    }

    /// The texts of a box, cut to its width.
    fn texts(&self, placed: &Placed<'_>) -> Vec<TextLine> {
        let mut box_ = BoxText::new(placed);
        match placed.what {
            What::Owner(owner) => {
                box_.name(&owner.name);
                let counts = owner.ready.map(|(ready, wanted)| format!(" {ready}/{wanted}")).unwrap_or_default();
                box_.below(format!("{}{counts}", owner.kind));
            }
            What::Service(service) => {
                box_.name(&service.name);
                let kind = if service.headless { "headless" } else { service.kind.as_str() };
                // Cut in its middle, `18 endpoints` could read as 8: where the words don't fit, the number stands alone.
                box_.below_one_of([
                    format!("{kind}, {}", self.endpoints(service)),
                    format!("{kind}, {}", service.addresses),
                ]);
            }
            What::Pod(pod) => self.pod_texts(pod, &mut box_),
            What::Empty(name, why) => {
                box_.name(name);
                box_.below(self.why(why));
            }
            What::Claim(claim) => {
                box_.name(&claim.name);
                let storage = if claim.storage.is_empty() { String::new() } else { format!(" · {}", claim.storage) };
                box_.below(format!("{}{storage}", self.phase(claim)));
            }
            What::Volume(volume) => box_.name(&volume.name),
            What::Node(node) => box_.name(node),
        }
        box_.lines
    }

    fn pod_texts(&self, pod: &PodNode, text: &mut BoxText<'_>) {
        let age = self.age(pod.created);
        if text.is_flat() {
            let is_ready = pod.state.class() == "ready";
            let right = if is_ready { age } else { clip(pod.state.word(), 16) };
            text.name_beside(&pod.name, right.chars().count());
            text.right(right, is_ready.then_some(pod.created));
            return;
        }
        text.name(&pod.name);
        let again = if pod.restarts > 0 { format!(" ↻{}", pod.restarts) } else { String::new() };
        let state = format!("{}{again}", pod.state.word());
        // A long reason has the line to itself; the age is in the table.
        if state.chars().count() <= STATE_BESIDE_AGE {
            text.right(age, Some(pod.created));
        }
        text.below(state);
        text.last(pod.dns.as_deref().unwrap_or(&pod.ip));
        text.uid(pod.short_uid());
    }
}

/// An age in one unit, as the script that lets it grow writes it too.
fn age(ms: Millis) -> String {
    match ms.max(0) {
        ms if ms < MINUTE => format!("{} s", ms / SECOND),
        ms if ms < 60 * MINUTE => format!("{} min", ms / MINUTE),
        ms if ms < 48 * 60 * MINUTE => format!("{} h", ms / (60 * MINUTE)),
        ms => format!("{} d", ms / (24 * 60 * MINUTE)),
    }
}

fn happening_view(at: usize, happening: &Happening, tr: &'static Tr) -> HappeningView {
    let (key, class) = match &happening.turn {
        Turn::Created => ("created", "new"),
        Turn::Ready => ("ready", "good"),
        Turn::Unready => ("unready", "bad"),
        Turn::Restarted(_) => ("restarted", "bad"),
        Turn::Ended(true) => ("ended", "good"),
        Turn::Ended(false) => ("failed", "bad"),
        Turn::Evicted => ("evicted", "bad"),
        Turn::WorkbenchEvicted => ("workbench-evicted", "bad"),
        Turn::Bound => ("bound", "good"),
        Turn::Overfull { .. } => ("overfull", "bad"),
        Turn::Countless => ("countless", "bad"),
        Turn::Scaled(..) => ("scaled", "new"),
        Turn::Deleting => ("deleting", "gone"),
        Turn::Gone => ("gone", "gone"),
    };
    let mut args = vec![("kind", happening.kind.into()), ("name", happening.name.as_str().into())];
    match &happening.turn {
        Turn::Restarted(count) => args.push(("n", (*count).into())),
        Turn::Overfull { held, limit } => {
            // Rounded so that the one is never said to be the other.
            let whole = |mebibytes: u64| i64::try_from(mebibytes).unwrap_or(i64::MAX).into();
            args.extend([("held", whole(held.div_ceil(MEBIBYTE))), ("limit", whole(limit / MEBIBYTE))]);
        }
        Turn::Scaled(from, to) => args.extend([("from", (*from).into()), ("to", (*to).into())]),
        _ => {}
    }
    let text = tr.with(&format!("turn-{key}"), &args);
    HappeningView {
        key: format!("{}-{at}-{}-{key}", happening.at, happening.uid),
        at: happening.at,
        time: i18n::clock(happening.at, &TimeZone::system()),
        class,
        pieces: format::pieces(&text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_has_one_unit() {
        let found: Vec<_> = [-5, 59_999, 60_000, 7_200_000, 200_000_000].into_iter().map(age).collect();
        assert_eq!(found, ["0 s", "59 s", "1 min", "2 h", "2 d"]);
    }
}
