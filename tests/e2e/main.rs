//! Tests on a real cluster, through the real program. Each makes a learner of its own; several may run at once.
//!
//! They take the cluster from KINDLAB_TEST_KUBECONFIG and KINDLAB_TEST_CONTEXT and fail without one. They make and
//! remove namespaces in it: never point them at a cluster that somebody works on.

mod apart;
mod attacks;
mod backup;
mod class;
mod crash;
mod fences;
mod guide;
mod isolation;
mod life;
mod live;
mod needs;
mod others;
mod pod_pages;
mod pods_refused;
mod runs;
mod scaling;
mod server_account;
mod stuck;
mod support;
mod survival;
mod terminal;
mod troubles;
mod values;
mod warm;
mod whole_lab;
