//! Pages for people: server-rendered, every state in the address, nothing needed but a browser.
//!
//! A file a page (`home`, `search`, `article`, `name`, `help`), its template beside it in `templates`.
//! `address` is the state of a search as an address, `who` the person that a name in one means; `card`,
//! `chart` and `reading` lay out what was found, when, and where it stands, `similar` what is like it; `front` is the
//! archive at first sight; `assets` are style and script, `page` is
//! what all pages share, `failure` the page that says what went wrong. What is found is left to
//! `index`.
//!
//! Always true: everything that comes from an article or an address is escaped by the templates; only
//! http and https addresses become links; without script every page does all but shortcuts.

mod address;
mod article;
mod assets;
mod card;
mod chart;
mod failure;
mod front;
mod help;
mod home;
mod name;
mod page;
mod reading;
mod search;
mod similar;
#[cfg(test)]
mod tests;
mod who;

use std::sync::Arc;

use axum::{Router, routing::get};

use super::App;
pub(super) use failure::nothing;
pub use front::Front;

/// All pages, and what they need.
pub fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/", get(home::home))
        .route("/search", get(search::search))
        .route("/a/{*id}", get(article::article))
        .route("/s/{name}", get(name::speaker))
        .route("/o/{name}", get(name::organisation))
        .route("/help", get(help::help))
        .route("/assets/{name}", get(assets::asset))
}
