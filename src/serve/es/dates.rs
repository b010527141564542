//! Dates of the dialect as those of the query language, which are days, months or years.

use crate::{
    article::Date,
    query::{DateBound, DatePoint, Query, Unit},
};

/// Which end of a range a date is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// `gte`: from the beginning of the day.
    Gte,
    /// `gt`: after the end of the day.
    Gt,
    /// `lte`: to the end of the day.
    Lte,
    /// `lt`: before the beginning of the day.
    Lt,
}

impl End {
    /// All of them with their names.
    pub const ALL: [(&'static str, End); 4] =
        [("gte", End::Gte), ("gt", End::Gt), ("lte", End::Lte), ("lt", End::Lt)];

    /// Whether it is a lower end.
    pub fn is_lower(self) -> bool {
        matches!(self, End::Gte | End::Gt)
    }

    /// Whether it stands at the end of its day.
    fn ends_day(self) -> bool {
        matches!(self, End::Gt | End::Lte)
    }
}

/// The bound that `text` is, and whether a time was read as a day; `Err` says why it is none.
pub fn bound(text: &str, end: End) -> Result<(DateBound, bool), String> {
    let (point, rounded) = point(text.trim(), end)?;
    Ok((DateBound { point, inclusive: matches!(end, End::Gte | End::Lte) }, rounded))
}

/// Published on this day, in this month or year.
pub fn on(text: &str) -> Result<Query, String> {
    let (from, _) = bound(text, End::Gte)?;
    Ok(Query::Dates { from: Some(from), to: Some(from) })
}

fn point(text: &str, end: End) -> Result<(DatePoint, bool), String> {
    if let Some(rest) = text.strip_prefix("now") {
        return ago(rest).ok_or_else(|| {
            format!(
                "[{text}] is not a time before now in days, weeks, months or years: write [now-7d/d], \
                 [now-1M/d]"
            )
        });
    }
    let (day, time) = text.split_once(['T', ' ']).unwrap_or((text, ""));
    let day: Date = day.parse().map_err(|_| {
        format!("[{text}] is not a date: write [2024], [2024-05], [2024-05-31] or [now-7d/d]")
    })?;
    if !is_edge(time, end) {
        return Err(format!(
            "[{text}] is a time of day, and articles are found by their day: write [{day}]"
        ));
    }
    Ok((DatePoint::At(day), false))
}

/// Whether a time of day is the edge of a day that this end of a range means.
fn is_edge(time: &str, end: End) -> bool {
    let time = time.trim_end_matches('Z').trim_end_matches("+00:00");
    let (clock, fraction) = time.split_once('.').unwrap_or((time, ""));
    let all = |digit: char| fraction.chars().all(|c| c == digit);
    match clock {
        "" => fraction.is_empty(),
        "23:59:59" => end.ends_day() && all('9'),
        "23:59" => end.ends_day() && fraction.is_empty(),
        "00:00" | "00:00:00" => !end.ends_day() && all('0'),
        _ => false,
    }
}

/// What follows `now`: `-7d/d`; and whether it is rounded here and not there.
fn ago(text: &str) -> Option<(DatePoint, bool)> {
    let (text, rounded) = match text.strip_suffix("/d") {
        Some(text) => (text, false),
        None => (text, true),
    };
    if text.is_empty() {
        return Some((DatePoint::Ago(0, Unit::Day), rounded));
    }
    let text = text.strip_prefix('-')?;
    let unit = match text.chars().last()? {
        'd' => Unit::Day,
        'w' => Unit::Week,
        'M' => Unit::Month,
        'y' => Unit::Year,
        _ => return None,
    };
    let number = &text[..text.len() - 1];
    let is_number = !number.is_empty() && number.bytes().all(|byte| byte.is_ascii_digit());
    let count = is_number.then(|| number.parse().ok()).flatten()?;
    Some((DatePoint::Ago(count, unit), rounded))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_days_months_and_years() {
        let cases = [
            ("2024", End::Gte, Some("2024")),
            ("2024-05", End::Lte, Some("2024-05")),
            ("2024-05-31", End::Lt, Some("2024-05-31")),
            ("2024-05-31T00:00:00Z", End::Gte, Some("2024-05-31")),
            ("2024-05-31T00:00:00.000Z", End::Lt, Some("2024-05-31")),
            ("2024-05-31T23:59:59.999", End::Lte, Some("2024-05-31")),
            ("2024-05-31T00:00:00Z", End::Lte, None),
            ("2024-05-31T23:59:59Z", End::Gte, None),
            ("2024-05-31T12:00:00Z", End::Gte, None),
            ("2024-05-31T00:00:00+02:00", End::Gte, None),
            ("now-7d/d", End::Gte, Some("now-7d")),
            ("now", End::Lte, Some("now")),
            ("now-1M", End::Gte, Some("now-1m")),
            ("now-3h", End::Gte, None),
            ("now+1d", End::Gte, None),
            ("now-1d/M", End::Gte, None),
            ("now-é", End::Gte, None),
            ("2024-05-31||-1M", End::Gte, None),
            ("31/05/2024", End::Gte, None),
            ("1717106400000", End::Gte, None),
            ("", End::Gte, None),
        ];
        for (text, end, expected) in cases {
            let found = bound(text, end).ok().map(|(bound, _)| bound.point.to_string());
            assert_eq!(found.as_deref(), expected, "in {text:?}");
        }
    }
}
