//! Reads the dates of a query: `2024-05`, `2024-01..2024-06`, `>=now-7d`.
//!
//! Ranges in brackets are taken apart by `parser`, which hands their bounds to `bound`.

use super::ast::{DateBound, DatePoint, Query, Unit};
use crate::article::Date;

/// Why a text is no date.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Problem {
    NoDate,
    /// The range ends before it begins.
    Backwards,
}

/// Reads what follows `date:`, brackets apart.
pub(super) fn read(text: &str) -> Result<Query, Problem> {
    for (sign, upper, inclusive) in
        [(">=", false, true), ("<=", true, true), (">", false, false), ("<", true, false)]
    {
        if let Some(rest) = text.strip_prefix(sign) {
            let bound = Some(DateBound { point: point(rest)?, inclusive });
            return if upper { range(None, bound) } else { range(bound, None) };
        }
    }
    let (from, to) = text.split_once("..").unwrap_or((text, text));
    if from.is_empty() && to.is_empty() {
        return Err(Problem::NoDate);
    }
    let end = |text: &str| if text.is_empty() { Ok(None) } else { bound(text, true) };
    range(end(from)?, end(to)?)
}

/// Reads one end of a range; `*` is no bound.
pub(super) fn bound(text: &str, inclusive: bool) -> Result<Option<DateBound>, Problem> {
    if text == "*" {
        return Ok(None);
    }
    Ok(Some(DateBound { point: point(text)?, inclusive }))
}

/// The range between two bounds, if it does not run backwards.
pub(super) fn range(from: Option<DateBound>, to: Option<DateBound>) -> Result<Query, Problem> {
    if let (Some(from), Some(to)) = (from, to) {
        let same = from.point == to.point;
        if is_after(from.point, to.point) || (same && !(from.inclusive && to.inclusive)) {
            return Err(Problem::Backwards);
        }
    }
    Ok(Query::Dates { from, to })
}

/// A day, month or year, or a time before now.
fn point(text: &str) -> Result<DatePoint, Problem> {
    let lower = text.to_ascii_lowercase();
    if let Some(ago) = lower.strip_prefix("now") {
        return ago_point(ago).ok_or(Problem::NoDate);
    }
    let is_plain = text.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let date: Option<Date> = text.parse().ok().filter(|_| is_plain);
    date.map(DatePoint::At).ok_or(Problem::NoDate)
}

/// What follows `now`: nothing, or `-7d`.
fn ago_point(ago: &str) -> Option<DatePoint> {
    if ago.is_empty() {
        return Some(DatePoint::Ago(0, Unit::Day));
    }
    let ago = ago.strip_prefix('-')?;
    let unit = match ago.chars().last()? {
        'd' => Unit::Day,
        'w' => Unit::Week,
        'm' => Unit::Month,
        'y' => Unit::Year,
        _ => return None,
    };
    let number = &ago[..ago.len() - 1];
    let is_number = number.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number.parse().ok()).flatten().map(|count| DatePoint::Ago(count, unit))
}

/// Whether all of `from` surely comes after `to`. A date of the calendar and one relative to
/// today cannot be compared without a clock.
fn is_after(from: DatePoint, to: DatePoint) -> bool {
    match (from, to) {
        (DatePoint::At(from), DatePoint::At(to)) => from.first_day() > to.last_day(),
        (DatePoint::Ago(from, unit), DatePoint::Ago(to, other)) => {
            u64::from(from) * days(unit).1 < u64::from(to) * days(other).0
        }
        _ => false,
    }
}

/// The fewest and the most days of a unit.
fn days(unit: Unit) -> (u64, u64) {
    match unit {
        Unit::Day => (1, 1),
        Unit::Week => (7, 7),
        Unit::Month => (28, 31),
        Unit::Year => (365, 366),
    }
}
