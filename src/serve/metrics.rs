//! Figures for Prometheus: what was asked, how it ended, how long it took.

use std::{sync::Arc, time::Duration};

use axum::{
    extract::State,
    http::header,
    response::{IntoResponse, Response},
};
use prometheus_client::{
    encoding::{EncodeLabelSet, text::encode},
    metrics::{counter::Counter, family::Family, gauge::Gauge, histogram::Histogram},
    registry::{Registry, Unit},
};

use super::{App, Problem};

/// The bounds of the histogram of times, in seconds.
const BOUNDS: [f64; 12] =
    [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 10.0];

/// What is counted.
pub struct Metrics {
    requests: Family<Request, Counter>,
    seconds: Family<Route, Histogram, fn() -> Histogram>,
    pub(super) connections: Gauge,
    pub(super) reloads: Counter,
}

/// The labels of a request.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Request {
    method: &'static str,
    route: Arc<str>,
    status: u16,
}

/// The label of a time.
#[derive(Clone, Debug, Hash, PartialEq, Eq, EncodeLabelSet)]
struct Route {
    route: Arc<str>,
}

impl Default for Metrics {
    fn default() -> Metrics {
        Metrics {
            requests: Family::default(),
            seconds: Family::new_with_constructor(|| Histogram::new(BOUNDS)),
            connections: Gauge::default(),
            reloads: Counter::default(),
        }
    }
}

impl Metrics {
    /// Counts an answer. A route is one of few, never what was asked for.
    pub(super) fn count(
        &self,
        method: &'static str,
        route: &Arc<str>,
        status: u16,
        took: Duration,
    ) {
        let route = route.clone();
        self.seconds.get_or_create(&Route { route: route.clone() }).observe(took.as_secs_f64());
        self.requests.get_or_create(&Request { method, route, status }).inc();
    }

    /// All figures, in the text format of OpenMetrics.
    fn text(&self, app: &App) -> Result<String, std::fmt::Error> {
        let mut all = Registry::with_prefix("dixit");
        all.register("http_requests", "Answers", self.requests.clone());
        let seconds = self.seconds.clone();
        all.register_with_unit("http_request_duration", "Time to answer", Unit::Seconds, seconds);
        all.register("http_connections", "Open connections", self.connections.clone());
        all.register("index_reloads", "Commits that were gone to", self.reloads.clone());
        if let Ok(size) = app.index().size() {
            let gauge = |value: u64| {
                let gauge: Gauge = Gauge::default();
                gauge.set(i64::try_from(value).unwrap_or(i64::MAX));
                gauge
            };
            all.register("index_articles", "Articles in the index", gauge(size.articles));
            all.register("index_quotes", "Quotations in the index", gauge(size.quotes));
            let bytes = gauge(size.bytes);
            all.register_with_unit("index_size", "The index on disk", Unit::Bytes, bytes);
        }
        let mut text = String::new();
        encode(&mut text, &all)?;
        Ok(text)
    }
}

/// All figures.
pub(super) async fn metrics(State(app): State<Arc<App>>) -> Result<Response, Problem> {
    let shared = app.clone();
    let text = app.ask(move |_| shared.metrics.text(&shared)).await?;
    let text = text.map_err(|_| Problem::internal())?;
    let kind = "application/openmetrics-text; version=1.0.0; charset=utf-8";
    Ok(([(header::CONTENT_TYPE, kind), (header::CACHE_CONTROL, "no-store")], text).into_response())
}
