//! Buckets of dates: years, quarters, months, weeks and days, and where each begins.

use std::collections::BTreeMap;

use jiff::{ToSpan, civil};
use serde_json::{Map, Value};

use super::refusal::Refusal;
use crate::{
    article::Date,
    query::{DateBound, DatePoint, FacetValue, Interval, Query},
};

/// So many buckets of a histogram are given at most, empty ones included.
const MOST_BUCKETS: usize = 65_536;

/// The width of a bucket.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// Years.
    Year,
    /// Quarters.
    Quarter,
    /// Months.
    Month,
    /// Weeks.
    Week,
    /// Days.
    Day,
}

impl Step {
    /// What is counted, so that it can be put together.
    pub fn counted(self) -> Interval {
        match self {
            Step::Year => Interval::Year,
            Step::Quarter | Step::Month => Interval::Month,
            Step::Week | Step::Day => Interval::Day,
        }
    }

    /// The first day of the bucket that a date belongs to.
    fn start(self, day: civil::Date) -> civil::Date {
        let month = match self {
            Step::Year => 1,
            Step::Quarter => (day.month() - 1) / 3 * 3 + 1,
            Step::Month => day.month(),
            Step::Day => return day,
            Step::Week => {
                let since = i64::from(day.weekday().to_monday_zero_offset());
                return day.checked_sub(since.days()).unwrap_or(day);
            }
        };
        civil::Date::new(day.year(), month, 1).unwrap_or(day)
    }

    /// The first day of the next bucket; `None` at the end of the calendar.
    fn next(self, day: civil::Date) -> Option<civil::Date> {
        let span = match self {
            Step::Year => 1.years(),
            Step::Quarter => 3.months(),
            Step::Month => 1.months(),
            Step::Week => 7.days(),
            Step::Day => 1.days(),
        };
        day.checked_add(span).ok()
    }

    /// What matches the bucket that begins with a day.
    pub fn clause(self, day: civil::Date) -> Query {
        let last = self.next(day).and_then(|next| next.yesterday().ok()).unwrap_or(day);
        let bound =
            |day| Some(DateBound { point: DatePoint::At(Date::from_day(day)), inclusive: true });
        Query::Dates { from: bound(day), to: bound(last) }
    }
}

/// Counts by date, as they are asked for.
#[derive(Debug)]
pub struct Histogram {
    /// The width of the buckets.
    pub step: Step,
    /// How their dates are written.
    pub format: &'static str,
    /// With at least so many.
    pub least: u64,
    /// Whether the newest come first.
    pub descending: bool,
}

/// One bucket.
#[derive(Clone, Copy, Debug)]
pub struct Bucket {
    /// Its first day.
    pub day: civil::Date,
    /// How many are in it.
    pub count: u64,
}

impl Histogram {
    /// The buckets of these dates, with the empty ones between them if none is too few.
    pub fn buckets(&self, values: &[FacetValue]) -> Result<Vec<Bucket>, Refusal> {
        let mut counts: BTreeMap<civil::Date, u64> = BTreeMap::new();
        for value in values {
            if let Some(day) = first_day(&value.value) {
                *counts.entry(self.step.start(day)).or_default() += value.count;
            }
        }
        if self.least == 0 {
            let last = counts.keys().next_back().copied();
            let mut next = counts.keys().next().copied();
            while let (Some(day), true) = (next, next < last) {
                counts.entry(day).or_default();
                if counts.len() > MOST_BUCKETS {
                    let reason = format!(
                        "there are more than {MOST_BUCKETS} buckets: use a longer interval, or \
                         [min_doc_count] 1"
                    );
                    return Err(Refusal::bad("too_many_buckets_exception", reason));
                }
                next = self.step.next(day);
            }
        }
        let kept = counts.into_iter().filter(|(_, count)| *count >= self.least);
        let mut buckets: Vec<Bucket> = kept.map(|(day, count)| Bucket { day, count }).collect();
        if self.descending {
            buckets.reverse();
        }
        Ok(buckets)
    }

    /// A bucket as clients read it.
    pub fn shown(&self, day: civil::Date, count: u64) -> Map<String, Value> {
        let mut bucket = Map::new();
        bucket.insert("key_as_string".to_owned(), day.strftime(self.format).to_string().into());
        bucket.insert("key".to_owned(), millis(day).into());
        bucket.insert("doc_count".to_owned(), count.into());
        bucket
    }
}

/// The first day of `2024`, `2024-05` or `2024-05-31`.
fn first_day(text: &str) -> Option<civil::Date> {
    let number = text.parse::<Date>().ok()?.first_day();
    day(number)
}

/// The day with the number `yyyymmdd`.
fn day(number: u64) -> Option<civil::Date> {
    let year = i16::try_from(number / 10_000).ok()?;
    let part = |number: u64| i8::try_from(number % 100).ok();
    civil::Date::new(year, part(number / 100)?, part(number)?).ok()
}

/// The milliseconds from the beginning of 1970 to that of a day, in UTC.
fn millis(day: civil::Date) -> i64 {
    let since = civil::date(1970, 1, 1).until(day).map_or(0, |span| i64::from(span.get_days()));
    since * 24 * 60 * 60 * 1000
}

/// The same for a date of an article.
pub fn date_millis(date: Date) -> Option<i64> {
    day(date.first_day()).map(millis)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn buckets_begin_where_their_step_does() {
        let day = civil::date(2024, 5, 31);
        let cases = [
            (Step::Year, "2024-01-01"),
            (Step::Quarter, "2024-04-01"),
            (Step::Month, "2024-05-01"),
            (Step::Week, "2024-05-27"),
            (Step::Day, "2024-05-31"),
        ];
        for (step, expected) in cases {
            assert_eq!(step.start(day).to_string(), expected, "{step:?}");
        }
        assert_eq!(millis(civil::date(1970, 1, 2)), 86_400_000);
        assert_eq!(millis(civil::date(1969, 12, 31)), -86_400_000);
    }

    #[test]
    fn a_bucket_holds_what_lies_in_it() {
        let day = civil::date(2024, 4, 1);
        let cases = [
            (Step::Year, "date:2024-04-01..2025-03-31"),
            (Step::Quarter, "date:2024-04-01..2024-06-30"),
            (Step::Month, "date:2024-04-01..2024-04-30"),
            (Step::Week, "date:2024-04-01..2024-04-07"),
            (Step::Day, "date:2024-04-01"),
        ];
        for (step, expected) in cases {
            assert_eq!(step.clause(day).to_string(), expected, "{step:?}");
        }
    }

    #[test]
    fn empty_buckets_are_given_unless_they_are_too_few() {
        let value = |value: &str, count| FacetValue { value: value.to_owned(), count };
        let values = [value("2024-01", 2), value("2024-04", 1)];
        let histogram = |step, least| Histogram { step, format: "%Y-%m", least, descending: false };
        let keys = |least| -> Vec<String> {
            let histogram = histogram(Step::Month, least);
            let buckets = histogram.buckets(&values).unwrap().into_iter();
            let shown = buckets.map(|Bucket { day, count }| histogram.shown(day, count));
            shown.map(|it| format!("{}:{}", it["key_as_string"], it["doc_count"])).collect()
        };
        assert_eq!(keys(0).join(" "), r#""2024-01":2 "2024-02":0 "2024-03":0 "2024-04":1"#);
        assert_eq!(keys(1).join(" "), r#""2024-01":2 "2024-04":1"#);
        let far = [value("0001-01-01", 1), value("9999-12-31", 1)];
        assert!(histogram(Step::Day, 0).buckets(&far).is_err());
        assert_eq!(histogram(Step::Year, 0).buckets(&far).unwrap().len(), 9999);
    }
}
