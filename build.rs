//! A release embeds `static/`: what is put there later (`make assets`) must compile it again. Other builds read the
//! folder as they run.

fn main() {
    let embeds = std::env::var("PROFILE").is_ok_and(|profile| profile == "release");
    println!("cargo:rerun-if-changed={}", if embeds { "static" } else { "build.rs" });
}
