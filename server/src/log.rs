//! The log: one JSON object a line, for whoever runs the server.
//!
//! What people wrote, titles and tokens never go into it.

use tracing_subscriber::EnvFilter;
use tracing_subscriber::fmt::MakeWriter;

/// The log could not be begun.
#[derive(Debug, thiserror::Error)]
pub enum LogError {
    /// The filter is none.
    #[error("the log filter cannot be read: {0}")]
    Filter(#[from] tracing_subscriber::filter::ParseError),
    /// The process logs already.
    #[error("this process logs already: {0}")]
    Begun(#[from] tracing_subscriber::util::TryInitError),
}

/// Lets this process log what the filter lets through (`info`, `warroom_server=debug`).
pub fn begin<W>(filter: &str, writer: W) -> Result<(), LogError>
where
    W: for<'a> MakeWriter<'a> + Send + Sync + 'static,
{
    use tracing_subscriber::util::SubscriberInitExt as _;
    let filter = EnvFilter::try_new(filter)?;
    let lines = tracing_subscriber::fmt().json().flatten_event(true).with_env_filter(filter);
    Ok(lines.with_writer(writer).finish().try_init()?)
}
