//! `/`: the search box, what the archive holds, and where one may begin.

use std::sync::Arc;

use askama::Template;
use axum::{extract::State, http::StatusCode, response::Response};

use super::{
    Front,
    address::Asked,
    failure::Failure,
    page::{Frame, send},
};
use crate::serve::App;

/// So many examples are shown.
const EXAMPLES: usize = 5;

#[derive(Template)]
#[template(path = "home.html", config = "src/serve/web/askama.toml")]
struct HomePage<'f> {
    frame: Frame,
    front: &'f Front,
    everything: String,
}

/// Shows where one may begin.
pub async fn home(State(app): State<Arc<App>>) -> Result<Response, Failure> {
    let server = app.clone();
    app.ask(move |index| {
        let front = server.front.get(index, Front::of)?;
        let frame = Frame::new("Who said what");
        let page = HomePage { frame, front: &front, everything: Asked::default().href() };
        Ok(send(StatusCode::OK, &page))
    })
    .await?
}
