//! Labs as data: what `labs/<id>/lab.yaml` and the prose beside it say.
//!
//! `lab.yaml` holds everything a machine reads, once; `pt.md`, `es.md` and
//! `en.md` hold prose only and refer to commands, files and questions by name.
//! These types are the author's reference: an unknown key is an error.

pub mod catalogue;
pub mod coverage;
pub mod images;
pub mod lint;
pub mod load;
pub mod manifest;
pub mod paint;
pub mod parse;
pub mod problem;
pub mod prose;
pub mod proved;
pub mod schema;
pub mod skeleton;

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use crate::check::{Check, Need, Verdict};
use crate::id::{CommandId, LabId, QuestionId, StepId};

/// The languages every lab and every page exists in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Brazilian Portuguese.
    Pt,
    /// Spanish.
    Es,
    /// English.
    En,
}

impl Lang {
    /// All of them, in the order pages list them.
    pub const ALL: [Self; 3] = [Self::Pt, Self::Es, Self::En];

    /// The short code used in URLs, file names and JSON.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::Pt => "pt",
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The BCP 47 tag for `lang` attributes.
    #[must_use]
    pub fn tag(self) -> &'static str {
        match self {
            Self::Pt => "pt-BR",
            Self::Es => "es",
            Self::En => "en",
        }
    }

    /// The language named by a URL segment.
    #[must_use]
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|lang| lang.code() == code)
    }
}

/// `lab.yaml`, as written.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LabFile {
    /// The version of this format; today 1.
    pub format: u32,
    /// The lab's id; must equal its folder's name.
    pub id: LabId,
    /// The document the lab teaches.
    pub source: Source,
    /// How much the learner should know before.
    pub level: Level,
    /// How long an unhurried learner takes, in minutes.
    pub minutes: u32,
    /// Place in the catalogue's suggested order; smaller comes first.
    #[serde(default)]
    pub order: u32,
    /// Files put into the learner's home, by their path below `files/`.
    #[serde(default)]
    pub files: Vec<String>,
    /// Those of `files` that are meant to be broken: the learner mends them.
    #[serde(default)]
    pub broken_files: Vec<String>,
    /// Names from `labs/images.yaml` that the lab uses.
    #[serde(default)]
    pub images: Vec<String>,
    /// The steps, in reading order.
    pub steps: Vec<Step>,
}

/// Where a lab's facts come from.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// The letter of the document in the coverage list.
    pub document: String,
    /// Who wrote it.
    pub author: String,
    /// The language it was written in (BCP 47).
    pub language: String,
    /// Its title, as published.
    pub title: String,
}

/// What a lab expects of its reader.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Level {
    /// Has used `kubectl get` and `kubectl apply` once.
    Beginner,
    /// Knows pods, Deployments and Services.
    Intermediate,
    /// Knows the lab's subject and wants its edges.
    Advanced,
}

/// One step of a lab.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Step {
    /// The step's name; prose sections refer to it.
    pub id: StepId,
    /// How the step is decided.
    pub kind: StepKind,
    /// Rows of the coverage list this step teaches (`A4`, `C13`…).
    #[serde(default)]
    pub covers: Vec<String>,
    /// Commands that the step offers to run.
    #[serde(default)]
    pub commands: Vec<Command>,
    /// For `asked` steps: what the learner is asked.
    #[serde(default)]
    pub questions: Vec<Question>,
    /// What the learner is asked to predict before a command of the step shows it.
    #[serde(default)]
    pub predictions: Vec<Prediction>,
    /// For `judged` steps: what a cluster must have; where it lacks that, the step is not judged and counts for nothing.
    #[serde(default)]
    pub needs: Vec<Need>,
    /// For `judged` steps: what must be true of the cluster; the first that is not decides the message.
    #[serde(default)]
    pub checks: Vec<Check>,
    /// What learners really do wrong here; `kindlab prove` does it and expects to be told so.
    #[serde(default)]
    pub mistakes: Vec<Mistake>,
    /// What does the step where its commands alone don't; `bash`, in the workbench.
    #[serde(default)]
    pub solution: Option<String>,
}

impl Step {
    /// What does the step, in order, each with its limit in seconds: the solution, or else its commands.
    #[must_use]
    pub fn reference(&self) -> Vec<(&str, u32)> {
        match &self.solution {
            Some(solution) => vec![(solution.as_str(), SOLUTION_SECONDS)],
            None => self.commands.iter().map(|command| (command.run.as_str(), command.timeout)).collect(),
        }
    }

    /// The ids of its commands.
    #[must_use]
    pub fn command_ids(&self) -> Vec<CommandId> {
        self.commands.iter().map(|command| command.id.clone()).collect()
    }
}

/// How long a step's solution may take, in seconds.
const SOLUTION_SECONDS: u32 = 240;

/// A seeded mistake of a judged step.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    /// Its name, unique within the step.
    pub id: CommandId,
    /// What does it; `bash`, in the workbench.
    pub run: String,
    /// The key of the message that must come of it.
    pub key: String,
    /// The verdict that must come of it; never a pass.
    pub verdict: Verdict,
    /// What takes it back to where the step starts; may be empty.
    #[serde(default)]
    pub undo: String,
}

/// How a step is decided.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum StepKind {
    /// By the cluster's state, which must not hold before the step.
    Judged,
    /// By comparing what the learner says they observed with the cluster at that moment.
    Asked,
    /// Not decided: there is only something to read.
    Read,
}

impl StepKind {
    /// The word used in JSON and in `data-kind`.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Judged => "judged",
            Self::Asked => "asked",
            Self::Read => "read",
        }
    }
}

/// A command a learner runs in the workbench, the same in every language.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Command {
    /// The command's name, unique within the lab.
    pub id: CommandId,
    /// What `bash -c` gets; may span lines and use `{{ namespace }}`.
    pub run: String,
    /// How long the command may take, in seconds.
    #[serde(default = "default_timeout")]
    pub timeout: u32,
}

fn default_timeout() -> u32 {
    180
}

/// Something the learner is asked to observe.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The question's name, unique within the lab.
    pub id: QuestionId,
    /// Where the right answer is read at that moment.
    pub answer: Answer,
    /// For a choice: the values offered, as the cluster writes them. Empty means a text field.
    #[serde(default)]
    pub choices: Vec<String>,
}

/// Something the learner is asked to predict; it decides nothing. The words of its choices are in the prose.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Prediction {
    /// The prediction's name, unique within the lab.
    pub id: QuestionId,
    /// The names of the choices.
    pub choices: Vec<QuestionId>,
    /// The choice that comes true.
    pub answer: QuestionId,
    /// The command of the step that shows it: until it has run, the learner may predict.
    pub shown_by: CommandId,
}

/// A fact of the cluster that a learner can look up.
#[derive(Debug, Clone, PartialEq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case", deny_unknown_fields)]
pub enum Answer {
    /// A field of the cluster's default StorageClass.
    DefaultStorageClass(StorageClassField),
    /// The address of the named pod.
    PodIp(String),
    /// The name of the node that the named pod runs on.
    PodNode(String),
    /// The name of the volume that the named claim is bound to.
    ClaimVolume(String),
    /// The cluster address of the named Service.
    ServiceClusterIp(String),
    /// The learner's namespace.
    Namespace(Current),
    /// How many claims there are.
    ClaimCount(All),
    /// The Ready replicas of the named StatefulSet, as `3` or `3/3`.
    ReadyReplicas(String),
    /// The first port of the named Service.
    ServicePort(String),
    /// The selector of the named Service, as `app=nginx`.
    ServiceSelector(String),
    /// The first node port of the named Service.
    ServiceNodePort(String),
    /// The address of the cluster's DNS.
    DnsServer(Address),
    /// The domain that all names of the cluster end in.
    ClusterDomain(DomainName),
    /// The reclaim policy of the volume that the named claim is bound to.
    ClaimReclaimPolicy(String),
}

macro_rules! only {
    ($(#[$doc:meta])* $name:ident, $variant:ident, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
        #[serde(rename_all = "snake_case")]
        pub enum $name {
            #[doc = $what]
            $variant,
        }
    };
}

only! {
    /// Written `namespace: current`.
    Current, Current, "The current one."
}
only! {
    /// Written `claim_count: all`.
    All, All, "All of the namespace."
}
only! {
    /// Written `dns_server: address`.
    Address, Address, "Its address."
}
only! {
    /// Written `cluster_domain: name`.
    DomainName, Name, "Its name."
}

/// Which field of a StorageClass is meant.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum StorageClassField {
    /// `metadata.name`
    Name,
    /// `provisioner`
    Provisioner,
    /// `reclaimPolicy`
    ReclaimPolicy,
    /// `volumeBindingMode`
    VolumeBindingMode,
}

/// A lab that was loaded whole: its file, its prose in each language, its files' contents.
#[derive(Debug, Clone, PartialEq)]
pub struct Lab {
    /// What the machine reads.
    pub file: LabFile,
    /// What people read, by language; all of [`Lang::ALL`] are there.
    pub prose: BTreeMap<Lang, Prose>,
    /// The contents of `files/`, by name, in the order of `lab.yaml`.
    pub files: Vec<(String, String)>,
    /// The commands' texts in colours. Variables are still in them, as `{{ name }}`.
    pub painted: BTreeMap<CommandId, Vec<paint::Stroke>>,
}

/// One language's prose of a lab.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Prose {
    /// The lab's title.
    pub title: String,
    /// One or two sentences for the catalogue.
    pub summary: String,
    /// What the learner can do afterwards.
    pub objectives: Vec<String>,
    /// One section for each step.
    pub steps: BTreeMap<StepId, Section>,
}

/// The prose of one step: its title and its parts in reading order.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Section {
    /// The step's title, plain text.
    pub title: String,
    /// What follows, in order.
    pub parts: Vec<Part>,
}

/// A piece of a step's section.
#[derive(Debug, Clone, PartialEq)]
pub enum Part {
    /// Prose, as sanitised HTML. Variables are still in it, as `{{ name }}`.
    Html(String),
    /// Where a command block stands.
    Command(CommandId),
    /// Where a file's editor stands.
    File(String),
    /// Where a question stands, with its text as sanitised HTML.
    Question(QuestionId, String),
    /// Where a prediction stands, with its text and the words of its choices as sanitised HTML.
    Predict(QuestionId, String, Vec<(QuestionId, String)>),
    /// What the learner should see, as sanitised HTML.
    See(String),
    /// A hint, opened on demand, as sanitised HTML.
    Hint(String),
    /// The solution, opened on demand, as sanitised HTML.
    Solution(String),
    /// What this lab says besides when the step's verdict has the message of that key, as sanitised HTML.
    Told(String, String),
    /// An aside, for instance a correction to the source document, as sanitised HTML.
    Note(String),
}

impl Section {
    /// What the lab says besides a message of that key.
    #[must_use]
    pub fn told(&self, key: &str) -> Option<&str> {
        self.parts.iter().find_map(|part| match part {
            Part::Told(of, html) if of == key => Some(html.as_str()),
            _ => None,
        })
    }
}

impl Lab {
    /// The lab's id.
    #[must_use]
    pub fn id(&self) -> &LabId {
        &self.file.id
    }

    /// The prose in `lang`.
    ///
    /// # Panics
    /// Never for a lab made by [`load`], which refuses a lab with a missing language.
    #[must_use]
    pub fn prose(&self, lang: Lang) -> &Prose {
        &self.prose[&lang]
    }

    /// The step with this id.
    #[must_use]
    pub fn step(&self, id: &StepId) -> Option<&Step> {
        self.file.steps.iter().find(|step| step.id == *id)
    }

    /// The steps before this one, in reading order.
    #[must_use]
    pub fn before(&self, id: &StepId) -> &[Step] {
        let at = self.file.steps.iter().position(|step| step.id == *id).unwrap_or(0);
        &self.file.steps[..at]
    }

    /// The prediction with this id, and its step.
    #[must_use]
    pub fn prediction(&self, id: &QuestionId) -> Option<(&Step, &Prediction)> {
        let all = self.file.steps.iter().flat_map(|step| step.predictions.iter().map(move |known| (step, known)));
        all.into_iter().find(|(_, known)| known.id == *id)
    }

    /// The command with this id, wherever it stands.
    #[must_use]
    pub fn command(&self, id: &CommandId) -> Option<&Command> {
        self.file.steps.iter().flat_map(|step| &step.commands).find(|command| command.id == *id)
    }
}
