//! The page: three files and a picture, with nothing from outside.

use axum::http::HeaderValue;
use axum::http::header::{
    CACHE_CONTROL, CONTENT_SECURITY_POLICY, CONTENT_TYPE, HeaderName, REFERRER_POLICY,
    X_CONTENT_TYPE_OPTIONS,
};
use axum::response::{Html, IntoResponse, Response};

const PAGE: &str = include_str!("assets/index.html");
const CSS: &str = include_str!("assets/dashboard.css");
const JS: &str = include_str!("assets/dashboard.js");
const ICON: &str = include_str!("assets/icon.svg");

/// Nothing runs or loads that we do not serve ourselves, and no other site frames the page.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; \
                      connect-src 'self'; base-uri 'self'; form-action 'none'; frame-ancestors 'none'";

/// The page as it is asked for at `path`, from where its relative addresses lead here.
pub(super) fn page(path: &str) -> Response {
    Html(PAGE.replace("{base}", &base(path))).into_response()
}

/// Where the page's files lie, as seen from `path`: `/ops/` has them in it, and so has `/ops`.
fn base(path: &str) -> String {
    let last = path.rsplit('/').next().unwrap_or_default();
    let last: String = last.chars().map(escaped).collect();
    if last.is_empty() {
        "./".to_owned()
    } else {
        format!("./{last}/")
    }
}

/// A character of a path, as it may stand in an attribute.
fn escaped(char: char) -> String {
    match char {
        '"' => "%22".to_owned(),
        '<' => "%3C".to_owned(),
        '>' => "%3E".to_owned(),
        '&' => "&amp;".to_owned(),
        char => char.to_string(),
    }
}

pub(super) async fn css() -> Response {
    file("text/css; charset=utf-8", CSS)
}

pub(super) async fn js() -> Response {
    file("text/javascript; charset=utf-8", JS)
}

pub(super) async fn icon() -> Response {
    file("image/svg+xml", ICON)
}

fn file(kind: &'static str, text: &'static str) -> Response {
    ([(CONTENT_TYPE, kind)], text).into_response()
}

/// What every answer is sent with.
pub(super) async fn with_headers(mut response: Response) -> Response {
    let headers = [
        (CONTENT_SECURITY_POLICY, POLICY),
        (X_CONTENT_TYPE_OPTIONS, "nosniff"),
        (REFERRER_POLICY, "no-referrer"),
        (CACHE_CONTROL, "no-store"),
        // Or nginx keeps the stream back.
        (HeaderName::from_static("x-accel-buffering"), "no"),
    ];
    for (name, value) in headers {
        let value = HeaderValue::from_static(value);
        response.headers_mut().insert(name, value);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::base;

    #[test]
    fn the_files_lie_where_the_page_is_asked_for() {
        for (path, there) in [
            ("/", "./"),
            ("/ops/", "./"),
            ("/ops", "./ops/"),
            ("/a/b:c", "./b:c/"),
            ("/\"><script>", "./%22%3E%3Cscript%3E/"),
        ] {
            assert_eq!(base(path), there, "{path}");
        }
    }
}
