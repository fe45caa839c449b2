//! What every page shares: its frame, and how a template becomes an answer.

use askama::Template;
use axum::http::StatusCode;
use axum::response::{Html, IntoResponse, Response};

use super::asset;
use super::at::Place;
use crate::i18n::Tr;
use crate::lab::Lang;

/// What the base template needs.
#[derive(Clone)]
pub struct Frame {
    /// The page's strings.
    pub tr: &'static Tr,
    /// The page's language.
    pub lang: Lang,
    /// The page's title, before the product's name.
    pub title: String,
    /// Where this build's style sheets and scripts are.
    pub assets: &'static str,
    /// The same page in each language.
    pub languages: Vec<LanguageLink>,
    /// Whether the cluster answers; a page about a lab says so when it doesn't.
    pub cluster_ok: bool,
    /// Why no lab is opened here, as a key; `None` where labs are.
    pub shut: Option<&'static str>,
    /// What is wrong with labs, while the server watches them for an author; else nothing.
    pub problems: Vec<String>,
}

/// A link to the same page in another language.
#[derive(Clone)]
pub struct LanguageLink {
    /// The short code, as shown.
    pub code: &'static str,
    /// The BCP 47 tag.
    pub tag: &'static str,
    /// The language's own name.
    pub name: &'static str,
    /// The address.
    pub href: String,
    /// Whether this is the page's language.
    pub current: bool,
}

impl Frame {
    /// A frame whose title is a UI string.
    #[must_use]
    pub fn new(place: &Place, title_key: &str) -> Self {
        Self::titled(place, Tr::new(place.lang).msg(title_key))
    }

    /// A frame with a title of its own.
    #[must_use]
    pub fn titled(place: &Place, title: String) -> Self {
        let languages = Lang::ALL
            .into_iter()
            .map(|lang| LanguageLink {
                code: lang.code(),
                tag: lang.tag(),
                name: own_name(lang),
                href: place.in_lang(lang),
                current: lang == place.lang,
            })
            .collect();
        Self {
            tr: Tr::new(place.lang),
            lang: place.lang,
            title,
            assets: asset::prefix(),
            languages,
            cluster_ok: true,
            shut: None,
            problems: Vec::new(),
        }
    }
}

fn own_name(lang: Lang) -> &'static str {
    match lang {
        Lang::Pt => "Português",
        Lang::Es => "Español",
        Lang::En => "English",
    }
}

/// Renders a page.
pub fn html(template: &impl Template) -> Response {
    match template.render() {
        Ok(text) => Html(text).into_response(),
        Err(error) => {
            tracing::error!(%error, "a page could not be rendered");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

/// Renders a fragment for a live stream; one that fails is logged and left out.
pub fn fragment(template: &impl Template) -> String {
    template.render().unwrap_or_else(|error| {
        tracing::error!(%error, "a fragment could not be rendered");
        String::new()
    })
}
