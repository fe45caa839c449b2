//! Which image the nodes are made of: the one named, one that Docker has, one
//! from the registry, or one built from Debian packages.

use super::command::Run;
use super::config::Version;
use super::docker;
use super::{KindError, KindSettings, Progress};

/// The repository of the node images that `cluster/build` makes.
const BUILT: &str = "kindlab.test/node";

/// The repository of stock node images.
const STOCK: &str = "kindest/node";

/// The stock image that kind 0.27.0 was made for.
const STOCK_IMAGE: &str = "kindest/node:v1.32.2";

/// How long the registry has to answer; a room without internet shouldn't wait long to learn it.
const REGISTRY_SECONDS: u64 = 5;

/// Where a node image came from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImageSource {
    /// It was named.
    Named,
    /// Docker had it.
    Present,
    /// It was pulled from a registry.
    Pulled,
    /// It was built from Debian packages.
    Built,
}

/// A node image in Docker.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NodeImage {
    /// `repository:tag`.
    pub name: String,
    /// Docker's id of it.
    pub id: String,
    /// Kubernetes' version in it, as `v1.20.2`.
    pub version: String,
    /// How it was found.
    pub source: ImageSource,
}

impl NodeImage {
    /// Whether it carries the offline stand-ins of the labs' images.
    #[must_use]
    pub fn is_offline(&self) -> bool {
        is_offline(&self.name)
    }
}

/// Whether an image of that name carries the offline stand-ins.
pub(super) fn is_offline(image: &str) -> bool {
    image.starts_with(BUILT)
}

/// Finds or makes the node image.
pub(super) async fn choose(
    settings: &KindSettings,
    named: Option<&str>,
    progress: &Progress,
) -> Result<NodeImage, KindError> {
    if let Some(name) = named {
        if docker::image_id(name).await.is_none() {
            progress.say(&format!("pulling the node image {name}"));
            pull(name, progress)
                .await
                .map_err(|error| KindError::NoImage { image: name.to_owned(), reason: error.to_string() })?;
        }
        return describe(name, ImageSource::Named).await;
    }
    if let Some(name) = present(settings, progress).await? {
        return describe(&name, ImageSource::Present).await;
    }
    let stock = settings.pulled_from(STOCK_IMAGE);
    if registry_has(settings, &stock).await {
        progress.say(&format!("pulling the node image {stock}"));
        pull(&stock, progress).await?;
        return describe(&stock, ImageSource::Pulled).await;
    }
    progress
        .say("no registry in reach: building the node image from Debian packages (once; about 8 minutes on 2 cores)");
    build(settings, &["node"], progress).await?;
    let name = expected(settings).await?;
    describe(&name, ImageSource::Built).await
}

/// An image that Docker has: the one this source tree builds, else a built one (made anew where that can be done: it is
/// of another state of `cluster/`, and may lack what this server counts on), else a stock one.
async fn present(settings: &KindSettings, progress: &Progress) -> Result<Option<String>, KindError> {
    let built = docker::images_of(BUILT).await?;
    let expected = expected(settings).await.ok();
    if let Some(name) = expected.as_ref().filter(|name| built.contains(name)) {
        return Ok(Some(name.clone()));
    }
    match (built.into_iter().next(), expected) {
        (Some(older), Some(expected)) => renew(settings, older, expected, progress).await.map(Some),
        (Some(older), None) => Ok(Some(older)),
        (None, _) => Ok(docker::images_of(&settings.pulled_from(STOCK)).await?.into_iter().next()),
    }
}

/// Builds the image of this source tree in place of an older one; a room without a package mirror goes on with that.
async fn renew(
    settings: &KindSettings,
    older: String,
    expected: String,
    progress: &Progress,
) -> Result<String, KindError> {
    progress.say(&format!("{older} is of another state of `cluster/`: building what changed"));
    match build(settings, &["node"], progress).await {
        Ok(_) => Ok(expected),
        Err(error) => {
            progress.say(&format!("it could not be built ({error}): going on with {older}"));
            Ok(older)
        }
    }
}

/// Whether a registry answers for that image.
async fn registry_has(settings: &KindSettings, image: &str) -> bool {
    let mut args = vec!["manifest", "inspect"];
    // One's own registry in a workshop room rarely has a certificate; Docker itself decides whether to pull from it.
    if settings.registry.is_some() {
        args.push("--insecure");
    }
    args.push(image);
    Run::new("docker", &args).limit(REGISTRY_SECONDS).output().await.is_ok()
}

/// The name of the image that this source tree builds.
pub(super) async fn expected(settings: &KindSettings) -> Result<String, KindError> {
    let script = settings.source.join("cluster/build");
    let names =
        Run::new(&script.to_string_lossy(), &["--names"]).env("KINDLAB_CACHE", &settings.cache).output().await?;
    let name = names.lines().find_map(|line| line.strip_prefix("node ")).map(str::to_owned);
    name.ok_or_else(|| KindError::Unexpected { command: "cluster/build --names".into(), reason: names })
}

/// The image that this source tree builds, where a cluster's nodes are of a built one of another state.
pub(super) async fn newer(settings: &KindSettings, image: &str) -> Option<String> {
    if !is_offline(image) {
        return None;
    }
    expected(settings).await.ok().filter(|expected| expected != image)
}

/// Runs `cluster/build` and hands on what it says.
pub(super) async fn build(settings: &KindSettings, args: &[&str], progress: &Progress) -> Result<String, KindError> {
    let script = settings.source.join("cluster/build");
    Run::new(&script.to_string_lossy(), args).env("KINDLAB_CACHE", &settings.cache).limit(3_600).lines(progress).await
}

async fn pull(name: &str, progress: &Progress) -> Result<(), KindError> {
    Run::new("docker", &["pull", "-q", name]).limit(1_800).lines(progress).await.map(|_| ())
}

async fn describe(name: &str, source: ImageSource) -> Result<NodeImage, KindError> {
    let Some(id) = docker::image_id(name).await else {
        return Err(KindError::NoImage { image: name.to_owned(), reason: "it is not in Docker".into() });
    };
    let text = Run::new("docker", &["run", "--rm", "--network=none", "--entrypoint=cat", name, "/kind/version"])
        .output()
        .await?;
    match Version::parse(&text) {
        Some(version) => Ok(NodeImage { name: name.to_owned(), id, version: version.text, source }),
        None => Err(KindError::NoImage {
            image: name.to_owned(),
            reason: format!("it is no node image: /kind/version says `{}`", text.trim()),
        }),
    }
}
