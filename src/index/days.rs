//! Ranges of dates as numbers: what `date:…` means on a given day.

use jiff::{ToSpan, civil};

use crate::query::{DateBound, DatePoint, Unit};

/// Two days as `yyyymmdd`, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Days {
    /// The earliest day.
    pub from: u64,
    /// The latest day.
    pub to: u64,
}

/// The days between two bounds of a query; a missing bound is no bound.
pub fn days(from: &Option<DateBound>, to: &Option<DateBound>, today: civil::Date) -> Days {
    let from = from.map_or(0, |bound| {
        let (first, last) = first_and_last(bound.point, today);
        if bound.inclusive { first } else { moved(last, 1) }
    });
    let to = to.map_or(u64::MAX, |bound| {
        let (first, last) = first_and_last(bound.point, today);
        if bound.inclusive { last } else { moved(first, -1) }
    });
    Days { from, to }
}

impl Days {
    /// Whether something published between the days `published` was certainly published within.
    pub fn contain(self, published: Option<(u64, u64)>) -> bool {
        published.is_some_and(|(first, last)| self.from <= first && last <= self.to)
    }
}

fn first_and_last(point: DatePoint, today: civil::Date) -> (u64, u64) {
    match point {
        DatePoint::At(date) => (date.first_day(), date.last_day()),
        DatePoint::Ago(count, unit) => {
            let day = number(before(today, count, unit));
            (day, day)
        }
    }
}

/// The day so many units before `today`; the first day of the calendar if there is none.
fn before(today: civil::Date, count: u32, unit: Unit) -> civil::Date {
    let count = i64::from(count);
    let span = match unit {
        Unit::Day => jiff::Span::new().try_days(count),
        Unit::Week => jiff::Span::new().try_weeks(count),
        Unit::Month => jiff::Span::new().try_months(count),
        Unit::Year => jiff::Span::new().try_years(count),
    };
    let day = span.and_then(|span| today.checked_sub(span));
    day.unwrap_or(civil::Date::ZERO)
}

/// The day so many days after the day `yyyymmdd`; that day itself at the ends of the calendar.
fn moved(day: u64, by: i64) -> u64 {
    let part = |divisor: u64, modulo: u64| i16::try_from(day / divisor % modulo).unwrap_or(1);
    let date = civil::Date::new(part(10_000, 10_000), part(100, 100) as i8, part(1, 100) as i8);
    let moved = date.and_then(|date| date.checked_add(by.days()));
    moved.map_or(day, number)
}

fn number(day: civil::Date) -> u64 {
    crate::article::Date::from_day(day).first_day()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn bounds_become_days() {
        let today = civil::date(2024, 3, 1);
        let at = |text: &str| DatePoint::At(text.parse().unwrap());
        let ago = DatePoint::Ago;
        let bound = |point, inclusive| Some(DateBound { point, inclusive });
        let cases = [
            (bound(at("2024"), true), bound(at("2024"), true), 20240101, 20241231),
            (bound(at("2024-02"), false), bound(at("2024-02"), false), 20240301, 20240131),
            (bound(ago(7, Unit::Day), true), None, 20240223, u64::MAX),
            (None, bound(ago(1, Unit::Month), true), 0, 20240201),
            (bound(ago(u32::MAX, Unit::Year), true), None, 101, u64::MAX),
            (bound(at("2023-12-31"), false), None, 20240101, u64::MAX),
            (None, None, 0, u64::MAX),
        ];
        for (from, to, first, last) in cases {
            let expected = Days { from: first, to: last };
            assert_eq!(days(&from, &to, today), expected, "{from:?} {to:?}");
        }
    }

    #[test]
    fn only_what_certainly_lies_within_is_contained() {
        let may = Days { from: 20240501, to: 20240531 };
        assert!(may.contain(Some((20240503, 20240503))));
        assert!(may.contain(Some((20240501, 20240531))));
        assert!(!may.contain(Some((20240101, 20241231))));
        assert!(!may.contain(None));
    }
}
