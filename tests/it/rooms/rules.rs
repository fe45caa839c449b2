//! The table: rooms, and the crates that have one door.

/// Rooms that do no I/O and have no clock.
pub const PURE: &[&str] = &["lab", "check", "picture", "progress", "class", "id", "i18n"];

/// The only readers of the environment.
pub const ENVIRONMENT: &[&str] = &["main", "cli", "config"];

/// What a room may import besides itself.
pub fn room_may_import(room: &str) -> Vec<&'static str> {
    let with = |more: &[&'static str]| PURE.iter().copied().chain(more.iter().copied()).collect();
    match room {
        "lab" | "check" | "picture" | "progress" | "class" | "id" | "i18n" => {
            PURE.iter().copied().filter(|pure| *pure != room).collect()
        }
        "cluster" | "store" => with(&[]),
        "engine" => with(&["cluster", "store"]),
        "web" => with(&["engine", "store"]),
        "config" => with(&["engine", "cluster"]),
        "prove" => with(&["engine"]),
        "cli" => with(&["web", "prove", "engine", "cluster", "store", "config"]),
        "main" => vec!["cli"],
        _ => Vec::new(),
    }
}

/// The rooms that may use a crate; `*` is everywhere, `tests` is test code anywhere. `None` is a crate nobody thought of.
pub fn crate_doors(name: &str) -> Option<&'static [&'static str]> {
    Some(match name {
        // Words and data, no I/O: everywhere.
        "serde" | "serde_json" | "schemars" | "thiserror" => &["*"],
        // The doors.
        "kube" | "k8s_openapi" | "hmac" => &["cluster"],
        "http" => &["cluster", "web"],
        "http_body_util" => &["cluster", "tests"],
        "sqlx" => &["store"],
        "axum" => &["web", "tests"],
        "tokio_rustls" => &["web", "tests"],
        "axum_extra" | "askama" | "tower_http" | "rust_embed" | "async_stream" => &["web"],
        "clap" => &["cli", "config", "main"],
        "fluent_bundle" | "fluent_langneg" | "unic_langid" => &["i18n"],
        "fluent_syntax" => &["tests"],
        "serde_saphyr" | "pulldown_cmark" | "ammonia" => &["lab"],
        "tree_sitter_highlight" | "tree_sitter_bash" | "tree_sitter_yaml" => &["lab"],
        "anyhow" => &["main", "cli", "tests"],
        "tracing_subscriber" => &["main"],
        "rustls" => &["main", "tests"],
        "rcgen" => &["tests"],
        // What does I/O or knows the time, and so is not for the pure rooms.
        "tokio" | "tokio_util" | "futures" => &["cluster", "store", "engine", "web", "prove", "cli", "main", "tests"],
        // Logging is an output of its own; a missing translation is worth a line.
        "tracing" => &["cluster", "store", "engine", "web", "prove", "cli", "i18n", "tests"],
        "jiff" => &["cluster", "store", "engine", "web", "cli", "i18n"],
        "getrandom" => &["id", "engine", "cluster"],
        "base64" => &["cluster", "web", "tests"],
        "sha2" => &["store", "cluster", "web", "lab"],
        "proptest" | "tempfile" | "jsonschema" | "tokio_tungstenite" => &["tests"],
        "csv" => &["class"],
        "qrcode" | "if_addrs" => &["web"],
        "kindlab" => &["main"],
        _ => return None,
    })
}
