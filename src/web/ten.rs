//! Ten requests to a Service, and which pod answered each, as a small picture.

use askama::Template;
use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;

use super::AppState;
use super::at::{At, OfPodPage};
use super::format;
use super::page::Frame;
use super::pod_page::{NoPage, ours};
use super::problem::{Failure, Problem};
use super::session::Visitor;
use crate::engine::{Answerer, Answers, PageKind};

/// Which pods answered ten requests.
#[derive(Template)]
#[template(path = "learner/ten.html")]
pub struct TenPage {
    frame: Frame,
    service: String,
    rows: Vec<Row>,
}

/// Who answered, and which of the requests.
struct Row {
    name: String,
    is_pod: bool,
    hits: Vec<bool>,
    count: String,
}

impl TenPage {
    /// The page of what was answered: a row for each pod, those that answered nothing too.
    #[must_use]
    pub fn new(frame: Frame, service: String, answers: Answers) -> Self {
        let pods = answers.pods.into_iter().map(|pod| (pod.clone(), Answerer::Pod(pod), true));
        let others = [("pages-ten-unknown", Answerer::Unknown), ("pages-ten-nobody", Answerer::Nobody)];
        let others = others.map(|(key, who)| (frame.tr.msg(key), who, false)).into_iter();
        let others = others.filter(|(_, who, _)| answers.answered.contains(who));
        let row = |(name, who, is_pod)| {
            let hits: Vec<_> = answers.answered.iter().map(|one| *one == who).collect();
            Row { name, is_pod, count: hits.iter().filter(|hit| **hit).count().to_string(), hits }
        };
        Self { rows: pods.chain(others).map(row).collect(), frame, service }
    }

    /// What was done, cut at its code.
    #[must_use]
    pub fn what(&self) -> Vec<(bool, String)> {
        format::pieces(&self.frame.tr.with("pages-ten-what", &[("service", self.service.as_str().into())]))
    }
}

/// Sends ten requests and shows who answered.
pub async fn show(State(app): State<AppState>, at: At<OfPodPage>, visitor: Visitor) -> Result<Response, Failure> {
    let At { place, on: OfPodPage { lab, target } } = at;
    let learner = visitor.known(&place)?;
    let view = app.engine.view(learner, lab.id()).await.map_err(|error| place.fail(error))?;
    let view = view.ok_or_else(|| place.fail(Problem::NotOpen))?;
    if target.kind != PageKind::Service {
        return Err(place.fail(Problem::NotFound("page")));
    }
    let answered = app.engine.ten_requests(&view, &target.name, target.port).await;
    Ok(match answered.map_err(|error| place.fail(error))? {
        Ok(answers) => ours(StatusCode::OK, &TenPage::new(Frame::new(&place, "pages-ten"), target.name, answers)),
        Err(why) => NoPage::because(&place, why),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::i18n::Tr;
    use crate::lab::Lang;
    use crate::web::at::Place;

    #[test]
    fn each_answer_is_at_its_place_in_the_row_of_its_pod() {
        let pod = |name: &str| Answerer::Pod(name.to_owned());
        let answered = vec![pod("b"), pod("a"), pod("b"), Answerer::Nobody];
        let answers = Answers { pods: ["a", "b", "c"].map(str::to_owned).to_vec(), answered };
        let place = Place { lang: Lang::En, path: "/en/labs/x".to_owned() };
        let page = TenPage::new(Frame::new(&place, "pages-ten"), "web".to_owned(), answers);
        let rows: Vec<_> =
            page.rows.iter().map(|row| (row.name.as_str(), row.hits.clone(), row.count.as_str())).collect();
        let nobody = Tr::new(Lang::En).msg("pages-ten-nobody");
        assert_eq!(
            rows,
            [
                ("a", vec![false, true, false, false], "1"),
                ("b", vec![true, false, true, false], "2"),
                ("c", vec![false; 4], "0"),
                (nobody.as_str(), vec![false, false, false, true], "1"),
            ]
        );
        assert!(page.render().expect("a page").contains("<code"));
    }
}
