//! A class, opened with the instructor's token that the server printed.

use serde_json::{Value, json};

use super::http::Client;
use super::server::{LAB, Server};

/// A class, and who teaches it.
pub struct Class {
    pub teacher: Client,
    pub id: String,
    pub code: String,
    pub token: String,
}

impl Class {
    #[track_caller]
    pub fn open(server: &Server, size: usize) -> Self {
        let token = server.printed.iter().find_map(|line| line.strip_prefix("instructor token")?.rsplit_once(": "));
        let token = token.expect("a token").1.to_owned();
        let teacher = Client::with_code(&server.address, &token);
        let asked = json!({ "name": "Segunda <b>", "labs": [LAB], "lang": "pt", "size": size, "hours": 2 });
        let opened = teacher.post_json("/api/classes", &asked).is(201).json();
        Self { id: text(&opened["id"]), code: text(&opened["code"]), teacher, token }
    }

    pub fn api(&self, rest: &str) -> String {
        format!("/api/classes/{}{rest}", self.id)
    }

    /// The teacher in a browser.
    #[track_caller]
    pub fn session(&self) -> Client {
        let session = Client::new(self.teacher.address());
        session.post_form("/en/instructor/login", &format!("token={}", self.token)).is(303);
        session
    }

    /// Somebody new joins, and is called as they are told.
    #[track_caller]
    pub fn joins(&self, address: &str, name: &str) -> (Client, String) {
        let (client, joined) = self.member(address, name);
        (client, text(&joined["name"]))
    }

    /// The same, with all that they are told.
    #[track_caller]
    pub fn member(&self, address: &str, name: &str) -> (Client, Value) {
        let client = Client::new(address);
        let joined = client.post_json("/api/join", &json!({ "code": self.code, "name": name })).is(200).json();
        (client, joined)
    }
}

#[track_caller]
pub fn text(value: &Value) -> String {
    value.as_str().unwrap_or_else(|| panic!("no text: {value}")).to_owned()
}
