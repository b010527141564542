//! The few styles of what is printed; the stream leaves them out where there is no terminal.

use anstyle::{AnsiColor, Style};

/// The word "error".
pub const ERROR: Style = AnsiColor::Red.on_default().bold();
/// The words "note" and "skipped".
pub const NOTE: Style = AnsiColor::Yellow.on_default();
/// Headlines and names.
pub const STRONG: Style = Style::new().bold();
/// Words that matched.
pub const MATCH: Style = AnsiColor::Yellow.on_default().bold();
/// What is said about what is shown.
pub const FAINT: Style = Style::new().dimmed();

/// The colours of speakers, given out in turn.
pub const SPEAKERS: [Style; 6] = [
    AnsiColor::Cyan.on_default(),
    AnsiColor::Green.on_default(),
    AnsiColor::Magenta.on_default(),
    AnsiColor::Blue.on_default(),
    AnsiColor::Yellow.on_default(),
    AnsiColor::Red.on_default(),
];

/// `text` in a style.
pub fn styled(style: Style, text: &str) -> String {
    format!("{style}{text}{style:#}")
}
