//! A way to the API server that can be cut: connections break, are refused, or stay open and say nothing.

use std::net::SocketAddr;
use std::path::Path;

use kube::config::Kubeconfig;
use tokio::io::copy_bidirectional;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::watch;
use tokio::task::JoinHandle;

use crate::support::cluster::cluster;
use crate::support::http::RUNTIME;

/// What becomes of the connections that are open.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Fate {
    Live,
    Break,
    /// Nothing more passes, in either direction, and nobody is told.
    Silence,
}

/// The way from a server to the cluster's API server.
pub struct Proxy {
    address: SocketAddr,
    target: String,
    /// Of the connections that are open; those that come later have another.
    fate: watch::Sender<Fate>,
    door: Option<JoinHandle<()>>,
}

impl Proxy {
    /// Opens the way, and writes the server's kubeconfig with the way's address into this file.
    pub fn open(kubeconfig: &Path) -> Self {
        let mut file = Kubeconfig::read_from(cluster().server_kubeconfig()).expect("the server's kubeconfig");
        let listener = RUNTIME.block_on(TcpListener::bind("127.0.0.1:0")).expect("an address");
        let address = listener.local_addr().expect("an address");
        let known = file.clusters.iter_mut().filter_map(|named| named.cluster.as_mut()?.server.as_mut());
        let mut servers: Vec<&mut String> = known.collect();
        let [server] = servers.as_mut_slice() else { panic!("one cluster is named: {servers:?}") };
        let target = server.trim_start_matches("https://").trim_end_matches('/').to_owned();
        // The certificate names the host, not the port.
        **server = format!("https://127.0.0.1:{}", address.port());
        std::fs::write(kubeconfig, serde_json::to_string(&file).expect("JSON")).expect("the kubeconfig is written");
        let mut proxy = Self { address, target, fate: watch::Sender::new(Fate::Live), door: None };
        proxy.accept(listener);
        proxy
    }

    fn accept(&mut self, listener: TcpListener) {
        self.fate = watch::Sender::new(Fate::Live);
        let (target, fate) = (self.target.clone(), self.fate.subscribe());
        self.door = Some(RUNTIME.spawn(async move {
            while let Ok((client, _)) = listener.accept().await {
                tokio::spawn(pass(client, target.clone(), fate.clone()));
            }
        }));
    }

    /// Breaks every connection. New ones are taken at once.
    pub fn cut(&mut self) {
        self.close();
        self.reopen();
    }

    /// Breaks every connection, and refuses new ones.
    pub fn close(&mut self) {
        if let Some(door) = self.door.take() {
            door.abort();
            // Only when it has ended is its socket closed.
            let _ = RUNTIME.block_on(door);
        }
        self.fate.send_replace(Fate::Break);
    }

    /// Takes connections again.
    #[track_caller]
    pub fn reopen(&mut self) {
        let listener = RUNTIME.block_on(TcpListener::bind(self.address)).expect("the same address again");
        self.accept(listener);
    }

    /// Nothing passes through the connections that are open, as when a router forgets them. New ones work.
    pub fn silence(&mut self) {
        if let Some(door) = self.door.take() {
            door.abort();
            let _ = RUNTIME.block_on(door);
        }
        self.fate.send_replace(Fate::Silence);
        self.reopen();
    }
}

async fn pass(mut client: TcpStream, target: String, mut fate: watch::Receiver<Fate>) {
    let Ok(mut server) = TcpStream::connect(&target).await else { return };
    let met = tokio::select! {
        _ = copy_bidirectional(&mut client, &mut server) => return,
        met = fate.wait_for(|fate| *fate != Fate::Live) => met.map(|fate| *fate),
    };
    if matches!(met, Ok(Fate::Silence)) {
        // Held open until the program ends.
        std::future::pending::<()>().await;
    }
}
