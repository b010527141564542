//! What comes in: one article, with what is known about it.
//!
//! How it is read is left to `read`, what it says to `extract`.

use std::fmt;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::error::DateError;

/// The identity of an article: the id it came with, else its path below the indexed root.
pub type ArticleId = String;

/// One article as it came in. `body` is the text that all spans point into.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Article {
    /// Unique in an index.
    pub id: ArticleId,
    /// The headline, empty if there is none.
    #[serde(default)]
    pub title: String,
    /// When it was published.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub date: Option<Date>,
    /// Who published it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub outlet: Option<String>,
    /// Who wrote it. A byline is never a speaker.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub authors: Vec<String>,
    /// The part of the paper.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub section: Option<String>,
    /// Keywords that came with it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub tags: Vec<String>,
    /// Where it can be read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// ISO 639-1 code such as `en`, if it is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub language: Option<String>,
    /// The text as decoded, paragraphs and all, never changed.
    pub body: String,
    /// Keys that dixit gives no meaning, as they came.
    #[serde(default, skip_serializing_if = "serde_json::Map::is_empty")]
    pub metadata: serde_json::Map<String, serde_json::Value>,
}

/// A date as precise as it is known: a year, a month or a day.
///
/// ```
/// use dixit::article::Date;
/// let month: Date = "2024-05".parse().unwrap();
/// assert_eq!(month.to_string(), "2024-05");
/// assert_eq!(month.first_day(), 20240501);
/// assert_eq!(month.last_day(), 20240531);
/// assert!("2023-02-31".parse::<Date>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
}

impl Date {
    /// The date of a day.
    pub fn from_day(day: civil::Date) -> Date {
        Date { year: day.year(), month: Some(day.month()), day: Some(day.day()) }
    }

    /// The first day it may be, as the number `yyyymmdd`.
    pub fn first_day(self) -> u64 {
        number(self.year, self.month.unwrap_or(1), self.day.unwrap_or(1))
    }

    /// The last day it may be, as the number `yyyymmdd`.
    pub fn last_day(self) -> u64 {
        let month = self.month.unwrap_or(12);
        let day = self.day.unwrap_or_else(|| {
            civil::Date::new(self.year, month, 1).map_or(31, |first| first.days_in_month())
        });
        number(self.year, month, day)
    }
}

fn number(year: i16, month: i8, day: i8) -> u64 {
    let part = |n: i64| u64::try_from(n).unwrap_or(0);
    part(year.into()) * 10_000 + part(month.into()) * 100 + part(day.into())
}

impl std::str::FromStr for Date {
    type Err = DateError;

    /// Reads `2024`, `2024-05`, `2024-05-31`, and a day followed by a time of day.
    fn from_str(text: &str) -> Result<Date, DateError> {
        let error = || DateError(text.trim().to_owned());
        let date = text.trim().split(['T', ' ']).next().unwrap_or_default();
        let mut parts = date.split('-');
        let year = digits(parts.next(), 4).ok_or_else(error)?;
        let month = parts.next().map(|part| digits(Some(part), 2).ok_or_else(error)).transpose()?;
        let day = parts.next().map(|part| digits(Some(part), 2).ok_or_else(error)).transpose()?;
        let month = month.and_then(|month| i8::try_from(month).ok());
        let day = day.and_then(|day| i8::try_from(day).ok());
        let exists =
            civil::Date::new(year, month.unwrap_or(1), day.unwrap_or(1)).is_ok() && year > 0;
        if !exists || parts.next().is_some() {
            return Err(error());
        }
        Ok(Date { year, month, day })
    }
}

/// A number of exactly `length` digits.
fn digits(part: Option<&str>, length: usize) -> Option<i16> {
    let part = part?;
    let all_digits = part.len() == length && part.bytes().all(|byte| byte.is_ascii_digit());
    all_digits.then(|| part.parse().ok()).flatten()
}

impl TryFrom<String> for Date {
    type Error = DateError;

    fn try_from(text: String) -> Result<Date, DateError> {
        text.parse()
    }
}

impl From<Date> for String {
    fn from(date: Date) -> String {
        date.to_string()
    }
}

impl fmt::Display for Date {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:04}", self.year)?;
        if let Some(month) = self.month {
            write!(f, "-{month:02}")?;
        }
        match self.day {
            Some(day) => write!(f, "-{day:02}"),
            None => Ok(()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_precise_as_they_are() {
        let cases = [
            ("2024", Some(("2024", 20240101, 20241231))),
            ("2024-02", Some(("2024-02", 20240201, 20240229))),
            ("2024-02-29", Some(("2024-02-29", 20240229, 20240229))),
            ("2016-09-20T10:00:00Z", Some(("2016-09-20", 20160920, 20160920))),
            (" 2016-09-20 10:00 ", Some(("2016-09-20", 20160920, 20160920))),
            ("2023-02-29", None),
            ("2023-02-31", None),
            ("2023-13", None),
            ("0000", None),
            ("24-01-01", None),
            ("2024-1-1", None),
            ("2024-01-01-01", None),
            ("2024-", None),
            ("yesterday", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let date = text.parse::<Date>().ok();
            let found = date.map(|date| (date.to_string(), date.first_day(), date.last_day()));
            let expected = expected.map(|(shown, first, last)| (shown.to_owned(), first, last));
            assert_eq!(found, expected, "in {text:?}");
        }
    }
}
