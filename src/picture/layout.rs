//! Where everything of a scene stands: boxes and lines in whole pixels, for a wide sheet and for a phone.
//!
//! Wide, the columns are Services and owner · pods · claims · volumes · nodes: a pod's identity is one line from its
//! name to its disk. On a phone the owner stands above its rows and the claims below their pod.

use std::collections::BTreeMap;

use super::{ClaimNode, Empty, Group, OwnerNode, PodNode, Row, Scene, Seat, ServiceNode, VolumeNode};

/// From so many rows on they are one line high.
const DENSE_FROM: usize = 11;
/// Between a group and the next.
const BETWEEN: i32 = 22;

/// Which sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Beside the steps on a desk.
    Wide,
    /// The width of a telephone.
    Narrow,
}

/// A drawing, ready to be written as SVG.
#[derive(Debug, Clone, PartialEq)]
pub struct Drawing<'a> {
    /// Its width.
    pub width: i32,
    /// Its height.
    pub height: i32,
    /// Whether rows are one line high.
    pub dense: bool,
    /// Lines, drawn beneath the boxes.
    pub lines: Vec<Line>,
    /// Boxes.
    pub boxes: Vec<Placed<'a>>,
}

/// A box in its place.
#[derive(Debug, Clone, PartialEq)]
pub struct Placed<'a> {
    /// The same for as long as the thing is the same.
    pub key: String,
    /// The left edge.
    pub x: i32,
    /// The upper edge.
    pub y: i32,
    /// The width.
    pub w: i32,
    /// The height.
    pub h: i32,
    /// What it is.
    pub what: What<'a>,
}

/// What a box shows.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum What<'a> {
    /// A controller.
    Owner(&'a OwnerNode),
    /// A Service.
    Service(&'a ServiceNode),
    /// A pod.
    Pod(&'a PodNode),
    /// A pod's empty place.
    Empty(&'a str, &'a Empty),
    /// A claim.
    Claim(&'a ClaimNode),
    /// A volume.
    Volume(&'a VolumeNode),
    /// A node's name.
    Node(&'a str),
}

/// A line from one box to another.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// The same for as long as both ends are.
    pub key: String,
    /// `owns`, `routes`, `uses` or `stays` (a claim that keeps its place without a pod).
    pub class: &'static str,
    /// The SVG path.
    pub path: String,
}

/// Columns of the wide sheet: left edge and width.
const LEFT: (i32, i32) = (1, 154);
const PODS: (i32, i32) = (182, 176);
const CLAIMS: (i32, i32) = (378, 126);
const VOLUMES: (i32, i32) = (520, 98);
const NODES: (i32, i32) = (634, 130);
const WIDE: i32 = 765;
const NARROW: i32 = 358;

/// Where the wide sheet's columns begin, and the words over them.
pub const HEADINGS: [(i32, &str); 5] =
    [(LEFT.0, "owner"), (PODS.0, "pods"), (CLAIMS.0, "claims"), (VOLUMES.0, "volumes"), (NODES.0, "nodes")];
/// The height that the words take.
const HEADING: i32 = 26;

/// Heights of a row's boxes, with room to read and in a crowd, and of what stands before the rows.
const TALL: i32 = 58;
const FLAT: i32 = 24;
const HEAD: i32 = 44;
/// Between boxes of one column.
const GAP: i32 = 10;
const DENSE_GAP: i32 = 3;

impl<'a> Drawing<'a> {
    /// Whether it is the wide sheet, whose columns have headings.
    #[must_use]
    pub fn is_wide(&self) -> bool {
        self.width == WIDE
    }

    /// Lays a scene out.
    #[must_use]
    pub fn of(scene: &'a Scene, sheet: Sheet) -> Self {
        let dense = scene.rows().count() >= DENSE_FROM;
        let width = if sheet == Sheet::Wide { WIDE } else { NARROW };
        let drawing = Self { width, height: 0, dense, lines: Vec::new(), boxes: Vec::new() };
        let mut pen = Pen {
            drawing,
            sheet,
            y: if sheet == Sheet::Wide { HEADING } else { 1 },
            claims: BTreeMap::new(),
            pods: BTreeMap::new(),
            owner: None,
        };
        for group in &scene.groups {
            pen.group(group);
        }
        pen.routes();
        pen.shared(scene);
        pen.drawing.height = (pen.y - BETWEEN + 1).max(1);
        pen.drawing
    }
}

struct Pen<'a> {
    drawing: Drawing<'a>,
    sheet: Sheet,
    /// Where the next box begins.
    y: i32,
    /// Left edge and middle of each claim and pod, by UID: lines of other rows end there.
    claims: BTreeMap<&'a str, (i32, i32)>,
    pods: BTreeMap<&'a str, (i32, i32)>,
    owner: Option<(&'a str, i32)>,
}

impl<'a> Pen<'a> {
    fn high(&self) -> i32 {
        if self.drawing.dense { FLAT } else { TALL }
    }

    fn gap(&self) -> i32 {
        if self.drawing.dense { DENSE_GAP } else { GAP }
    }

    fn place(&mut self, key: String, (x, w): (i32, i32), y: i32, h: i32, what: What<'a>) {
        self.drawing.boxes.push(Placed { key, x, y, w, h, what });
    }

    fn line(&mut self, key: String, class: &'static str, path: String) {
        self.drawing.lines.push(Line { key, class, path });
    }

    fn group(&mut self, group: &'a Group) {
        match self.sheet {
            Sheet::Wide => self.wide_group(group),
            Sheet::Narrow => self.narrow_group(group),
        }
        self.y += BETWEEN;
    }

    /// Services and owner at the left, rows at the right, each column from the group's top.
    fn wide_group(&mut self, group: &'a Group) {
        let top = self.y;
        let mut left = top;
        self.owner = None;
        for service in &group.services {
            self.place(format!("service:{}", service.uid), LEFT, left, HEAD, What::Service(service));
            left += HEAD + GAP;
        }
        if let Some(owner) = &group.owner {
            self.place(format!("owner:{}", owner.uid), LEFT, left, HEAD, What::Owner(owner));
            self.owner = Some((&owner.uid, left + HEAD / 2));
            left += HEAD + GAP;
        }
        let gap = self.gap();
        for row in &group.rows {
            self.wide_row(row);
        }
        let right = if group.rows.is_empty() { top } else { self.y - gap };
        self.y = right.max(left - GAP);
    }

    fn wide_row(&mut self, row: &'a Row) {
        let (top, h, gap) = (self.y, self.high(), self.gap());
        let middle = top + h / 2;
        self.seat(row, PODS, top, h);
        if let (Some((owner, from)), false) = (self.owner, row.seat == Seat::Nobody) {
            let class = if matches!(row.seat, Seat::Pod(_)) { "owns" } else { "stays" };
            self.line(format!("owns:{owner}:{}", row.key), class, curve(LEFT.0 + LEFT.1, from, PODS.0, middle));
        }
        let mut y = top;
        for claim in &row.claims {
            let at = y + h / 2;
            self.claim(row, claim, (CLAIMS, VOLUMES), y, h);
            let class = if matches!(row.seat, Seat::Pod(_)) { "uses" } else { "stays" };
            if row.seat != Seat::Nobody {
                let path = curve(PODS.0 + PODS.1, middle, CLAIMS.0, at);
                self.line(format!("uses:{}:{}", row.key, claim.name), class, path);
            }
            let node = claim.volume.as_ref().map(|volume| volume.node.as_str()).filter(|node| !node.is_empty());
            if let Some(node) = node {
                let path = curve(VOLUMES.0 + VOLUMES.1, at, NODES.0, at);
                self.line(format!("on:{}", claim.uid), "uses", path);
                self.place(format!("node:{}:{}", row.key, claim.uid), NODES, y, h, What::Node(node));
            }
            y += h + gap;
        }
        // A pod without a volume is still on a node: a longer line leads there.
        if let (Seat::Pod(pod), true) = (&row.seat, row.claims.is_empty() && row.shared.is_empty())
            && !pod.node.is_empty()
        {
            self.line(format!("on:{}", row.key), "runs", curve(PODS.0 + PODS.1, middle, NODES.0, middle));
            self.place(format!("node:{}:", row.key), NODES, top, h, What::Node(&pod.node));
        }
        self.y = y.max(top + h + gap);
    }

    fn seat(&mut self, row: &'a Row, column: (i32, i32), y: i32, h: i32) {
        match &row.seat {
            Seat::Pod(pod) => {
                self.pods.insert(&pod.uid, (column.0, y + h / 2));
                self.place(format!("pod:{}", pod.uid), column, y, h, What::Pod(pod));
            }
            Seat::Empty(name, why) => self.place(format!("empty:{}", row.key), column, y, h, What::Empty(name, why)),
            Seat::Nobody => {}
        }
    }

    fn claim(&mut self, row: &Row, claim: &'a ClaimNode, (claims, volumes): ((i32, i32), (i32, i32)), y: i32, h: i32) {
        let key = if claim.uid.is_empty() {
            format!("claim:{}:{}", row.key, claim.name)
        } else {
            format!("claim:{}", claim.uid)
        };
        self.claims.insert(&claim.uid, (claims.0, y + h / 2));
        self.place(key, claims, y, h, What::Claim(claim));
        if let Some(volume) = &claim.volume {
            self.line(
                format!("bound:{}", claim.uid),
                "uses",
                curve(claims.0 + claims.1, y + h / 2, volumes.0, y + h / 2),
            );
            self.place(format!("volume:{}", volume.uid), volumes, y, h, What::Volume(volume));
        }
    }

    /// Services and owner above, each row below with its claims indented beneath the pod.
    fn narrow_group(&mut self, group: &'a Group) {
        for service in &group.services {
            self.place(format!("service:{}", service.uid), (0, NARROW), self.y, HEAD, What::Service(service));
            self.y += HEAD + GAP;
        }
        let trunk = self.y + HEAD;
        if let Some(owner) = &group.owner {
            self.place(format!("owner:{}", owner.uid), (0, NARROW), self.y, HEAD, What::Owner(owner));
            self.y += HEAD + GAP;
        }
        let (h, gap) = (self.high(), self.gap());
        for row in &group.rows {
            let middle = self.y + h / 2;
            if row.seat != Seat::Nobody {
                self.seat(row, (24, NARROW - 24), self.y, h);
                if let Some(owner) = &group.owner {
                    let class = if matches!(row.seat, Seat::Pod(_)) { "owns" } else { "stays" };
                    self.line(format!("owns:{}:{}", owner.uid, row.key), class, format!("M12 {trunk}V{middle}H24"));
                }
                self.y += h + gap.min(6);
            }
            for claim in &row.claims {
                let at = self.y + h / 2;
                if row.seat != Seat::Nobody {
                    let class = if matches!(row.seat, Seat::Pod(_)) { "uses" } else { "stays" };
                    let path = format!("M36 {}V{at}H48", middle + h / 2);
                    self.line(format!("uses:{}:{}", row.key, claim.name), class, path);
                }
                self.claim(row, claim, ((48, 168), (232, NARROW - 232)), self.y, h);
                self.y += h + gap.min(6);
            }
            self.y += gap;
        }
        self.y -= if group.rows.is_empty() { GAP } else { gap };
    }

    /// From each Service to the pods that are its endpoints. A phone's Services say how many instead.
    fn routes(&mut self) {
        if self.sheet == Sheet::Narrow {
            return;
        }
        let starts: Vec<_> = self
            .drawing
            .boxes
            .iter()
            .filter_map(|placed| match placed.what {
                What::Service(service) => Some((service, placed.y + placed.h / 2)),
                _ => None,
            })
            .collect();
        for (service, from) in starts {
            for uid in &service.endpoints {
                if let Some((x, middle)) = self.pods.get(uid.as_str()).copied() {
                    // Above the owner's line, so that the two can be told apart.
                    let to = middle - if self.drawing.dense { 5 } else { 9 };
                    let path = curve(LEFT.0 + LEFT.1, from, x, to);
                    self.line(format!("routes:{}:{uid}", service.uid), "routes", path);
                }
            }
        }
    }

    /// From pods to a claim that stands in another row.
    fn shared(&mut self, scene: &'a Scene) {
        for (_, row) in scene.rows() {
            let Seat::Pod(pod) = &row.seat else { continue };
            for uid in &row.shared {
                let (Some(from), Some(to)) = (self.pods.get(pod.uid.as_str()), self.claims.get(uid.as_str())) else {
                    continue;
                };
                let path = match self.sheet {
                    Sheet::Wide => curve(PODS.0 + PODS.1, from.1, to.0, to.1),
                    Sheet::Narrow => format!("M36 {}V{}H{}", from.1, to.1, to.0),
                };
                self.line(format!("uses:{}:{uid}", pod.uid), "uses", path);
            }
        }
    }
}

/// A line that leaves and arrives level.
fn curve(x1: i32, y1: i32, x2: i32, y2: i32) -> String {
    if y1 == y2 {
        return format!("M{x1} {y1}H{x2}");
    }
    let half = (x1 + x2) / 2;
    format!("M{x1} {y1}C{half} {y1} {half} {y2} {x2} {y2}")
}
