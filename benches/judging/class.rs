//! A server of its own with more and more open sandboxes.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

use anyhow::{Context, ensure};
use futures::{StreamExt, TryStreamExt};
use kube::config::{KubeConfigOptions, Kubeconfig};
use kube::{Client, Config};

use crate::page::Page;
use crate::room::Room;
use crate::stop::Stop;
use crate::support::class as taught;
use crate::support::cluster::cluster;
use crate::support::http::RUNTIME;
use crate::support::learner::Learner;
use crate::support::server::{LAB, Server};

/// How many sandboxes have a StatefulSet of two: machines are small, and a pod is a pod whatever it costs the server.
const WITH_PODS: usize = 10;
/// How many are opened at once.
const DOORS: usize = 6;

/// A server and its open sandboxes.
pub struct Class {
    pub server: Server,
    /// What its learners joined.
    taught: taught::Class,
    pub rooms: Vec<Room>,
    pub stop: Stop,
    kube: Client,
}

impl Class {
    /// Starts the server.
    pub fn begin(largest: usize, stop: &Stop) -> anyhow::Result<Self> {
        let kube = stop.run(administrator())?;
        stop.say("the server starts");
        let server = Server::with("labs", &["--max-sandboxes", &largest.to_string()]);
        let taught = taught::Class::open(&server, largest);
        Ok(Self { server, taught, rooms: Vec::new(), stop: stop.clone(), kube })
    }

    /// Opens sandboxes until there are so many.
    pub fn grows_to(&mut self, size: usize) -> anyhow::Result<()> {
        let stop = self.stop.clone();
        stop.say(&format!("opening up to {size} sandboxes"));
        let learners = self.open(size - self.rooms.len());
        let first = self.rooms.len();
        let rooms = learners.into_iter().enumerate().map(|(number, learner)| {
            let (kube, has_pods) = (self.kube.clone(), first + number < WITH_PODS);
            async move { Room::furnish(learner, kube, has_pods).await }
        });
        let rooms = futures::stream::iter(rooms).buffered(DOORS).try_collect::<Vec<_>>();
        self.rooms.extend(stop.run(rooms)?);
        ensure!(self.rooms.len() == size, "stopped before the end");
        Ok(())
    }

    /// As many as the time lets.
    fn open(&self, count: usize) -> Vec<Learner> {
        let (taken, opened) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
        std::thread::scope(|scope| {
            for _ in 0..DOORS {
                scope.spawn(|| {
                    while !self.stop.is_over() && taken.fetch_add(1, Ordering::SeqCst) < count {
                        let (client, _) = self.taught.joins(&self.server.address, "Ana");
                        let learner = Learner::open(client, LAB);
                        opened.lock().expect("the opened").push(learner);
                    }
                });
            }
        });
        opened.into_inner().expect("the opened")
    }

    /// Ends the server and starts it again, with lines of this kind in its log; everybody's page connects again.
    pub fn starts_again(&mut self, log: Option<&'static str>) -> anyhow::Result<()> {
        self.server.will_log(log);
        self.server.terminate();
        self.server.start_again();
        let rooms = &mut self.rooms;
        self.stop.run(async {
            futures::future::join_all(rooms.iter_mut().map(Room::connects_again)).await;
            Ok(())
        })
    }

    /// Opens the instructor's board.
    pub fn board(&self) -> anyhow::Result<Page> {
        let session = self.taught.session();
        let path = format!("/en/instructor/classes/{}/events", self.taught.id);
        self.stop.run(async { Ok(Page::open(&session, &path).await) })
    }

    /// The API server's version.
    pub async fn kubernetes_version(&self) -> anyhow::Result<String> {
        Ok(self.kube.apiserver_version().await?.git_version)
    }
}

async fn administrator() -> anyhow::Result<Client> {
    // The first look at the cluster waits for a process.
    let cluster = RUNTIME.spawn_blocking(cluster).await.context("no cluster to measure on")?;
    let file = Kubeconfig::read_from(&cluster.kubeconfig)?;
    let options = KubeConfigOptions { context: Some(cluster.context.clone()), ..KubeConfigOptions::default() };
    Ok(Client::try_from(Config::from_custom_kubeconfig(file, &options).await?)?)
}
