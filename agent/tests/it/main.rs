//! The agent as the server meets it: the built program, its arguments, its answers. Nothing is faked but the cluster.

mod aftermath;
mod files;
mod names;
mod node;
mod output;
mod prober;
mod proof;
mod reader;
mod runs;
mod shell;
mod stop;
mod support;
mod terminal;
mod workbench;
