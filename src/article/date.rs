//! Dates as precise as they are known: a year, a month, a day, or a time of a day.

use std::fmt;

use jiff::civil;
use serde::{Deserialize, Serialize};

use crate::error::DateError;

/// A date as precise as it is known. Shown, it is at most a day, the one where it was written; as
/// JSON it has all that is known.
///
/// ```
/// use dixit::article::Date;
/// let month: Date = "2024-05".parse().unwrap();
/// assert_eq!(month.to_string(), "2024-05");
/// assert_eq!(month.first_day(), 20240501);
/// assert_eq!(month.last_day(), 20240531);
/// let evening: Date = "2024-05-31T22:10:00-05:00".parse().unwrap();
/// assert_eq!(evening.to_string(), "2024-05-31");
/// assert_eq!(String::from(evening), "2024-05-31T22:10:00-05:00");
/// assert!("2023-02-31".parse::<Date>().is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Date {
    year: i16,
    month: Option<i8>,
    day: Option<i8>,
    time: Option<Time>,
}

/// A time of day, and how many minutes its place is ahead of UTC if that is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Time {
    hour: i8,
    minute: i8,
    second: Option<i8>,
    zone: Option<i16>,
}

impl Date {
    /// The date of a day.
    pub fn from_day(day: civil::Date) -> Date {
        Date { year: day.year(), month: Some(day.month()), day: Some(day.day()), time: None }
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

    /// The time of day, if it is known.
    pub fn time(self) -> Option<Time> {
        self.time
    }

    /// The same day at this time of day.
    pub fn at(self, time: Option<Time>) -> Date {
        Date { time: time.filter(|_| self.day.is_some()), ..self }
    }
}

fn number(year: i16, month: i8, day: i8) -> u64 {
    let part = |n: i64| u64::try_from(n).unwrap_or(0);
    part(year.into()) * 10_000 + part(month.into()) * 100 + part(day.into())
}

impl std::str::FromStr for Date {
    type Err = DateError;

    /// Reads `2024`, `2024-05`, `2024-05-31`, and a day followed by a time of day. What follows a
    /// day and is no time is left out.
    fn from_str(text: &str) -> Result<Date, DateError> {
        let error = || DateError(text.trim().to_owned());
        let (date, time) = text.trim().split_once(['T', ' ']).unwrap_or((text.trim(), ""));
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
        Ok(Date { year, month, day, time: None }.at(Time::read(time)))
    }
}

impl Time {
    /// Reads `10:00`, `10:00:30`, `10:00:30.123Z`, `10:00:30+0100` and `10:00 +01:00`.
    pub fn read(text: &str) -> Option<Time> {
        let text = text.trim();
        let end = text.find(|c: char| !matches!(c, '0'..='9' | ':' | '.')).unwrap_or(text.len());
        let (clock, zone) = text.split_at(end);
        let mut parts = clock.split('.').next()?.split(':');
        let hour = two_digits(parts.next()?, 23)?;
        let minute = two_digits(parts.next()?, 59)?;
        let second = parts.next().map_or(Some(None), |part| two_digits(part, 60).map(Some))?;
        parts.next().is_none().then(|| Time { hour, minute, second, zone: offset(zone.trim()) })
    }
}

/// Minutes ahead of UTC: of `Z`, `UTC`, `GMT`, `+01:00`, `-0530`, `+02`; other names are not known.
fn offset(zone: &str) -> Option<i16> {
    if ["z", "utc", "gmt"].contains(&zone.to_ascii_lowercase().as_str()) {
        return Some(0);
    }
    let (sign, rest) = match zone.split_at_checked(1)? {
        ("+", rest) => (1, rest),
        ("-", rest) => (-1, rest),
        _ => return None,
    };
    let (hours, minutes) = rest.split_at_checked(2)?;
    let minutes = match minutes.strip_prefix(':').unwrap_or(minutes) {
        "" => 0,
        minutes => two_digits(minutes, 59)?,
    };
    Some(sign * (i16::from(two_digits(hours, 23)?) * 60 + i16::from(minutes)))
}

fn two_digits(part: &str, most: i16) -> Option<i8> {
    digits(Some(part), 2).filter(|&number| number <= most).and_then(|n| i8::try_from(n).ok())
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
        date.time.map_or_else(|| date.to_string(), |time| format!("{date}T{time}"))
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

impl fmt::Display for Time {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        match self.zone {
            None => Ok(()),
            Some(0) => f.write_str("Z"),
            Some(zone) => {
                let sign = if zone < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", zone.abs() / 60, zone.abs() % 60)
            }
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

    #[test]
    fn times_keep_their_precision_and_zone() {
        let cases = [
            ("2024", "2024"),
            ("2024-05-31", "2024-05-31"),
            ("2024-05-31T10:05", "2024-05-31T10:05"),
            ("2024-05-31 10:05:09", "2024-05-31T10:05:09"),
            ("2024-05-31T10:05:09.123456Z", "2024-05-31T10:05:09Z"),
            ("2024-05-31T10:05:09+0530", "2024-05-31T10:05:09+05:30"),
            ("2024-05-31T10:05-05:00", "2024-05-31T10:05-05:00"),
            ("2024-05-31 10:05:09 +01", "2024-05-31T10:05:09+01:00"),
            ("2024-05-31 10:05 GMT", "2024-05-31T10:05Z"),
            ("2024-05-31 10:05 Lima", "2024-05-31T10:05"),
            ("2024-05-31T25:00", "2024-05-31"),
            ("2024-05-31Tnoon", "2024-05-31"),
            ("2024-05T10:05", "2024-05"),
        ];
        for (text, expected) in cases {
            let date: Date = text.parse().unwrap();
            assert_eq!(String::from(date), expected, "in {text:?}");
            assert_eq!(expected.parse::<Date>().unwrap(), date, "{expected} comes back");
        }
    }
}
