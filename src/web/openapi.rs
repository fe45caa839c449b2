//! `/api/openapi.json`: the JSON routes described. The bodies' schemas come from the types that read them; that no
//! route is left out is tested against `routes.rs`.

use axum::Json;
use axum::extract::State;
use schemars::generate::SchemaSettings;
use schemars::{JsonSchema, SchemaGenerator};
use serde_json::{Map, Value, json};

use super::AppState;
use super::api::{AnswerRequest, RunRequest};
use super::class_acts::GuideForm;
use super::class_api::{ExtendRequest, OpenRequest, SayRequest};
use super::help::HelpForm;
use super::join_api::{HandRequest, JoinRequest};
use super::predict::PredictForm;
use super::stuck::StuckForm;
use crate::engine::Engine;

/// Answers the description.
pub async fn show(State(app): State<AppState>) -> Json<Value> {
    Json(document(&app.engine))
}

/// Who may ask.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Who {
    Anybody,
    Learner,
    Instructor,
}

/// What is sent.
#[derive(Clone, Copy)]
enum Body {
    Nothing,
    Text,
    Json(fn(&mut SchemaGenerator) -> Value),
}

fn schema<T: JsonSchema>(generator: &mut SchemaGenerator) -> Value {
    generator.subschema_for::<T>().to_value()
}

/// One route: method, path, who, what it is for, what is sent, and the status of success.
type Operation = (&'static str, &'static str, Who, &'static str, Body, u16);

const OPERATIONS: &[Operation] = {
    use Body::{Json, Nothing, Text};
    use Who::{Anybody, Instructor, Learner};
    &[
        ("get", "/api/openapi.json", Anybody, "This description.", Nothing, 200),
        ("get", "/api/labs", Anybody, "The labs, and how far the learner is in each.", Nothing, 200),
        ("get", "/api/labs/{lab}", Learner, "Every step with its verdict, message and evidence.", Nothing, 200),
        ("post", "/api/labs/{lab}/open", Anybody, "Opens the lab; somebody new gets a resume code.", Nothing, 200),
        ("post", "/api/labs/{lab}/reset", Learner, "Begins the lab again.", Nothing, 200),
        (
            "post",
            "/api/labs/{lab}/check",
            Learner,
            "Has every step judged again now; what comes of it is in the next answer, and in the events.",
            Nothing,
            200,
        ),
        ("post", "/api/labs/{lab}/keep", Learner, "Keeps the sandbox for its whole time again.", Nothing, 200),
        ("post", "/api/labs/{lab}/steps/{step}/reset", Learner, "Begins a step again.", Json(schema::<StuckForm>), 202),
        ("post", "/api/labs/{lab}/steps/{step}/catch-up", Learner, "Does the steps before a step.", Nothing, 202),
        (
            "post",
            "/api/labs/{lab}/steps/{step}/help",
            Learner,
            "Shows the next help of a step.",
            Json(schema::<HelpForm>),
            200,
        ),
        ("post", "/api/labs/{lab}/replay/stop", Learner, "Stops what is being done for the learner.", Nothing, 202),
        (
            "post",
            "/api/labs/{lab}/predictions/{prediction}",
            Learner,
            "Notes a prediction.",
            Json(schema::<PredictForm>),
            200,
        ),
        (
            "post",
            "/api/labs/{lab}/commands/{command}/run",
            Learner,
            "Runs a command, once for each id.",
            Json(schema::<RunRequest>),
            202,
        ),
        ("post", "/api/labs/{lab}/commands/{command}/stop", Learner, "Stops what a command started.", Nothing, 202),
        ("get", "/api/labs/{lab}/terminal", Learner, "The terminal, as a WebSocket.", Nothing, 101),
        (
            "post",
            "/api/labs/{lab}/questions/{question}",
            Learner,
            "Answers a question.",
            Json(schema::<AnswerRequest>),
            200,
        ),
        ("put", "/api/labs/{lab}/files/{name}", Learner, "Saves one of the lab's files.", Text, 204),
        ("get", "/api/runs/{run}", Learner, "One of the learner's runs.", Nothing, 200),
        ("post", "/api/resume-code", Learner, "A new resume code; the one before is void.", Nothing, 200),
        (
            "post",
            "/api/join",
            Anybody,
            "Joins a class; somebody new gets a resume code.",
            Json(schema::<JoinRequest>),
            200,
        ),
        ("get", "/api/class", Learner, "The class one is in, and what was said there.", Nothing, 200),
        ("post", "/api/class/hand", Learner, "Raises or lowers one's hand.", Json(schema::<HandRequest>), 204),
        ("post", "/api/class/leave", Learner, "Leaves the class.", Nothing, 204),
        ("get", "/api/classes", Instructor, "The classes.", Nothing, 200),
        ("post", "/api/classes", Instructor, "Opens a class.", Json(schema::<OpenRequest>), 201),
        ("get", "/api/classes/{class}", Instructor, "A class and its members.", Nothing, 200),
        (
            "get",
            "/api/classes/{class}/board",
            Instructor,
            "Who is where; `lab` names one of the class's labs.",
            Nothing,
            200,
        ),
        ("get", "/api/classes/{class}/export", Instructor, "One line for each learner and step.", Nothing, 200),
        (
            "post",
            "/api/classes/{class}/say",
            Instructor,
            "Says something to learners.",
            Json(schema::<SayRequest>),
            200,
        ),
        (
            "post",
            "/api/classes/{class}/guide",
            Instructor,
            "Does steps for learners, or lets them begin again.",
            Json(schema::<GuideForm>),
            202,
        ),
        (
            "post",
            "/api/classes/{class}/extend",
            Instructor,
            "Moves the planned end.",
            Json(schema::<ExtendRequest>),
            200,
        ),
        ("post", "/api/classes/{class}/end", Instructor, "Ends a class; its sandboxes go.", Nothing, 204),
        (
            "post",
            "/api/classes/{class}/purge",
            Instructor,
            "Removes all that was kept of an ended class.",
            Nothing,
            204,
        ),
        (
            "post",
            "/api/classes/{class}/members/{learner}/remove",
            Instructor,
            "Takes a learner out of a class.",
            Nothing,
            204,
        ),
    ]
};

/// The description, with this server's labs.
fn document(engine: &Engine) -> Value {
    let labs: Vec<String> = engine.catalogue().labs.keys().map(ToString::to_string).collect();
    let mut generator = SchemaSettings::draft2020_12()
        .with(|settings| settings.definitions_path = "/components/schemas".into())
        .into_generator();
    let mut paths = Map::new();
    for operation in OPERATIONS {
        let path = paths.entry(operation.1).or_insert_with(|| json!({}));
        path[operation.0] = described(operation, &labs, &mut generator);
    }
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Error".to_owned(), error_schema());
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Kindlab",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Guided Kubernetes labs. Learners send the cookie of a browser or their resume code, \
                instructors their token, as `Authorization: Bearer …`. Times are milliseconds since 1970 (UTC).",
        },
        "paths": paths,
        "components": {
            "schemas": schemas,
            "securitySchemes": {
                "browser": { "type": "apiKey", "in": "cookie", "name": super::session::LEARNER },
                "resumeCode": { "type": "http", "scheme": "bearer", "description": "A learner's resume code." },
                "instructorToken": { "type": "http", "scheme": "bearer", "description": "An instructor's token." },
            },
        },
    })
}

fn described(
    (method, path, who, what, body, success): &Operation,
    labs: &[String],
    generator: &mut SchemaGenerator,
) -> Value {
    let names = path.split('/').filter_map(|part| part.strip_prefix('{')?.strip_suffix('}'));
    let mut parameters: Vec<_> = names.map(|name| parameter(name, labs)).collect();
    if path.ends_with("/board") {
        let schema = json!({ "type": "string", "enum": labs });
        parameters.push(json!({ "name": "lab", "in": "query", "required": false, "schema": schema }));
    }
    let security = match who {
        Who::Anybody => json!([{}, { "browser": [] }, { "resumeCode": [] }]),
        Who::Learner => json!([{ "browser": [] }, { "resumeCode": [] }]),
        Who::Instructor => json!([{ "instructorToken": [] }]),
    };
    let mut responses = Map::new();
    responses.insert(success.to_string(), json!({ "description": "Done." }));
    responses.insert(
        "default".to_owned(),
        json!({
            "description": "What went wrong, in each language.",
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        }),
    );
    let mut described = json!({
        "operationId": format!("{method} {path}"),
        "summary": what,
        "tags": [match who { Who::Instructor => "instructor", _ => "learner" }],
        "security": security,
        "parameters": parameters,
        "responses": responses,
    });
    let content = match body {
        Body::Nothing => None,
        Body::Text => Some(json!({ "text/plain": { "schema": { "type": "string" } } })),
        Body::Json(schema) => Some(json!({ "application/json": { "schema": schema(generator) } })),
    };
    if let Some(content) = content {
        described["requestBody"] = json!({ "required": true, "content": content });
    }
    described
}

fn parameter(name: &str, labs: &[String]) -> Value {
    let schema = match name {
        "lab" => json!({ "type": "string", "enum": labs }),
        _ => json!({ "type": "string", "minLength": 1 }),
    };
    json!({ "name": name, "in": "path", "required": true, "schema": schema })
}

fn error_schema() -> Value {
    let text = json!({ "type": "string" });
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
                "code": { "type": "string" },
                "message": { "type": "object", "properties": { "pt": text, "es": text, "en": text } },
            },
        } },
    })
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_json_route_is_described_and_nothing_else() {
        let source = include_str!("routes.rs");
        let mut routed = BTreeSet::new();
        for line in source.lines().filter_map(|line| line.trim().strip_prefix(".route(\"/api/")) {
            let (path, handlers) = line.split_once("\", ").expect("a path and what answers it");
            let path = format!("/api/{}", path.replace("{*", "{"));
            for method in ["get", "post", "put", "delete"] {
                if handlers.split(|c: char| !c.is_alphanumeric()).any(|word| word == method) {
                    routed.insert((method.to_owned(), path.clone()));
                }
            }
        }
        let described: BTreeSet<_> =
            OPERATIONS.iter().map(|(method, path, ..)| ((*method).to_owned(), (*path).to_owned())).collect();
        assert_eq!(routed, described);
        assert!(routed.len() > 30, "the routes were found");
    }
}
