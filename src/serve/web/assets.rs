//! Style, script and icon: part of the program, each under a name that changes with its content, so
//! that browsers may keep it.

use std::sync::LazyLock;

use axum::{
    extract::Path,
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use xxhash_rust::xxh3::xxh3_64;

/// A file that pages need.
struct Asset {
    /// Its name in the address.
    name: String,
    content_type: &'static str,
    content: &'static str,
}

impl Asset {
    fn new(stem: &str, ending: &str, content_type: &'static str, content: &'static str) -> Asset {
        let name = format!("{stem}-{:016x}.{ending}", xxh3_64(content.as_bytes()));
        Asset { name, content_type, content }
    }

    fn path(&self) -> String {
        format!("/assets/{}", self.name)
    }
}

static STYLE: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("style", "css", "text/css; charset=utf-8", include_str!("assets/style.css"))
});

static SCRIPT: LazyLock<Asset> = LazyLock::new(|| {
    Asset::new("script", "js", "text/javascript; charset=utf-8", include_str!("assets/script.js"))
});

static ICON: LazyLock<Asset> =
    LazyLock::new(|| Asset::new("icon", "svg", "image/svg+xml", include_str!("assets/icon.svg")));

/// Where the style sheet is.
pub fn style() -> String {
    STYLE.path()
}

/// Where the script is.
pub fn script() -> String {
    SCRIPT.path()
}

/// Where the icon is.
pub fn icon() -> String {
    ICON.path()
}

/// Sends a file; it never changes under its name.
pub async fn asset(Path(name): Path<String>) -> Response {
    let all: [&Asset; 3] = [&STYLE, &SCRIPT, &ICON];
    match all.into_iter().find(|asset| asset.name == name) {
        None => (StatusCode::NOT_FOUND, "no such file\n").into_response(),
        Some(asset) => {
            let headers = [
                (header::CONTENT_TYPE, asset.content_type),
                (header::CACHE_CONTROL, "public, max-age=31536000, immutable"),
            ];
            (headers, asset.content).into_response()
        }
    }
}
