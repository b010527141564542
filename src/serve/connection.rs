//! Connections: accepted up to a limit, cut off when they are too slow, closed in order at the end.

use std::{future::Future, io, sync::Arc, time::Duration};

use axum::{Router, body::Body};
use hyper::{Request, body::Incoming, server::conn::http1};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
    service::TowerToHyperService,
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::Semaphore,
    time::{sleep, timeout},
};
use tokio_io_timeout::TimeoutStream;
use tower::ServiceExt;

use super::{App, Limits};

/// How long to wait when the machine has no room for a connection.
const PAUSE: Duration = Duration::from_millis(50);

/// The smallest room for the head of a request that the server can have.
const SMALLEST_HEAD: usize = 8192;

/// Accepts connections until `stop` is done; then finishes the requests that have begun, for as long
/// as the limits allow.
pub(super) async fn accept(
    app: &Arc<App>,
    router: Router,
    listener: TcpListener,
    stop: impl Future<Output = ()>,
) {
    let limits = &app.settings.limits;
    let room = Arc::new(Semaphore::new(limits.connections));
    let ending = GracefulShutdown::new();
    let builder = builder(limits);
    let mut stop = std::pin::pin!(stop);
    loop {
        // Those for whom there is no room wait in the queue of the system.
        let next = async {
            let place = room.clone().acquire_owned().await;
            (connection(&listener).await, place)
        };
        let (stream, place) = tokio::select! {
            accepted = next => accepted,
            () = &mut stop => break,
        };
        let mut stream = TimeoutStream::new(stream);
        stream.set_write_timeout(Some(limits.time));
        let router =
            router.clone().map_request(|request: Request<Incoming>| request.map(Body::new));
        let service = TowerToHyperService::new(router);
        let served = builder.serve_connection(TokioIo::new(Box::pin(stream)), service);
        let served = ending.watch(served);
        let app = app.clone();
        tokio::spawn(async move {
            let _place = place;
            app.metrics.connections.inc();
            // A connection that breaks off is the client's affair.
            let _ = served.await;
            app.metrics.connections.dec();
        });
    }
    drop(listener);
    if timeout(limits.grace, ending.shutdown()).await.is_err() {
        tracing::warn!("some requests took too long and were cut off");
    }
}

fn builder(limits: &Limits) -> http1::Builder {
    let mut builder = http1::Builder::new();
    builder
        .timer(TokioTimer::new())
        .header_read_timeout(limits.head_time)
        .max_buf_size(limits.head.max(SMALLEST_HEAD));
    builder
}

/// The next connection. When the machine has no room for one, that of others may end.
async fn connection(listener: &TcpListener) -> TcpStream {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let _ = stream.set_nodelay(true);
                return stream;
            }
            Err(error) if is_of_connection(&error) => {}
            Err(error) => {
                tracing::warn!(
                    error = &error as &dyn std::error::Error,
                    "no connection is accepted"
                );
                sleep(PAUSE).await;
            }
        }
    }
}

/// Whether only the connection that would have been next has failed.
fn is_of_connection(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::ConnectionRefused
            | io::ErrorKind::ConnectionAborted
            | io::ErrorKind::ConnectionReset
    )
}
