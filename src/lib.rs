//! Kindlab: guided Kubernetes labs, judged by the state of a real cluster.
//!
//! The rooms and who may import whom are described in ARCHITECTURE.md and held
//! apart by `tests/it/rooms.rs`.

pub mod check;
pub mod class;
pub mod cli;
pub mod cluster;
pub mod config;
pub mod engine;
pub mod i18n;
pub mod id;
pub mod lab;
pub mod picture;
pub mod progress;
pub mod prove;
pub mod store;
pub mod web;
