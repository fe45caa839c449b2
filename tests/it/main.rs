//! Tests of the whole that need no cluster: the rooms' walls, and the web server on a real database.
//! Those that need a cluster are in `tests/e2e`.

mod api;
mod labs;
mod limits;
mod pages;
mod rooms;
mod support;
mod tls;
mod tools;
