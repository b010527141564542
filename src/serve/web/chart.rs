//! When what matches was published: bars for months or years, each a way to narrow the search to it.

use super::address::Asked;
use crate::{query::Facet, text::grouped};

/// The height of the chart, in its own units.
const HEIGHT: u64 = 100;

/// The width of a bar with the gap after it, in its own units.
const STEP: usize = 10;

/// Fewer bars do not fill the room.
const FEW: usize = 13;

/// A longer span of years is shown without those that have nothing.
const MOST_YEARS: usize = 150;

/// A histogram of dates.
pub struct Chart {
    /// The bars, in order of time.
    pub bars: Vec<Bar>,
    /// In its own units.
    pub width: usize,
    /// The years below the bars.
    pub years: Vec<Year>,
    /// What a bar stands for: month or year.
    pub step: &'static str,
    /// Whether there are so few bars that they would be wide in all the room.
    pub is_narrow: bool,
    /// The highest count.
    pub most: String,
    /// How many hits have no date that is precise enough.
    pub without: Option<String>,
}

/// A month or a year.
pub struct Bar {
    /// `2024-05`
    pub date: String,
    /// Where it begins, in units of the chart.
    pub x: usize,
    /// Where its top is.
    pub y: u64,
    /// How high it is.
    pub height: u64,
    /// The search narrowed to it.
    pub href: String,
    /// `2024-05: 12`
    pub label: String,
    /// Whether it lies between the chosen dates.
    pub is_chosen: bool,
}

/// A year, or several.
pub struct Year {
    /// `2024`
    pub label: String,
    /// `24`, where there is little room.
    pub short: String,
    /// How many bars it has.
    pub bars: usize,
    /// How many hits.
    pub count: String,
    /// The search narrowed to it.
    pub href: String,
}

/// A month, counted from the year 0.
type Month = usize;

impl Chart {
    /// The chart of a facet of months, in years if there are more than `most_months` between the first and
    /// the last. `None` if there is no choice between two bars.
    pub fn new(facet: &Facet, asked: &Asked, most_months: usize) -> Option<Chart> {
        let months: Vec<(Month, u64)> = facet
            .values
            .iter()
            .filter_map(|found| Some((month(&found.value)?, found.count)))
            .collect();
        let (first, last) = (months.first()?.0, months.last()?.0);
        if first == last {
            return None;
        }
        let in_years = last - first >= most_months;
        let counts = if in_years { by_year(&months) } else { by_month(&months, first, last) };
        let most = counts.iter().map(|(_, count)| *count).max()?.max(1);
        let bar = |(at, (date, count)): (usize, &(String, u64))| {
            // What is there is seen, however little it is.
            let height = if *count == 0 { 0 } else { (count * HEIGHT).div_ceil(most).max(2) };
            Bar {
                x: at * STEP,
                y: HEIGHT - height,
                height,
                href: asked.between(date, date).href(),
                label: format!("{date}: {}", grouped(*count)),
                is_chosen: is_between(date, &asked.from, &asked.to),
                date: date.clone(),
            }
        };
        Some(Chart {
            bars: counts.iter().enumerate().map(bar).collect(),
            width: counts.len() * STEP,
            years: years(&counts, asked),
            step: if in_years { "year" } else { "month" },
            is_narrow: counts.len() < FEW,
            most: grouped(most),
            without: (facet.without > 0).then(|| grouped(facet.without)),
        })
    }
}

fn month(date: &str) -> Option<Month> {
    let (year, month) = date.split_once('-')?;
    let (year, month) = (year.parse::<usize>().ok()?, month.parse::<usize>().ok()?);
    (1..=12).contains(&month).then_some(year * 12 + month - 1)
}

fn by_month(counts: &[(Month, u64)], first: Month, last: Month) -> Vec<(String, u64)> {
    let mut known = counts.iter().peekable();
    let count = |month| {
        let count = known.next_if(|(own, _)| *own == month).map_or(0, |(_, count)| *count);
        (format!("{:04}-{:02}", month / 12, month % 12 + 1), count)
    };
    (first..=last).map(count).collect()
}

fn by_year(counts: &[(Month, u64)]) -> Vec<(String, u64)> {
    let mut years: Vec<(usize, u64)> = Vec::new();
    for &(month, count) in counts {
        let year = month / 12;
        let next = years.last().map_or(year, |(last, _)| last + 1);
        if year.saturating_sub(next) < MOST_YEARS {
            years.extend((next..year).map(|empty| (empty, 0)));
        }
        match years.last_mut() {
            Some((last, sum)) if *last == year => *sum += count,
            _ => years.push((year, count)),
        }
    }
    years.into_iter().map(|(year, count)| (format!("{year:04}"), count)).collect()
}

/// The years of the bars, so many that their names have room: one, two, five or more together.
fn years(counts: &[(String, u64)], asked: &Asked) -> Vec<Year> {
    let mut years: Vec<(String, String, usize, u64)> = Vec::new();
    for (date, count) in counts {
        let year = date.split('-').next().unwrap_or_default();
        match years.last_mut() {
            Some((_, own, bars, sum)) if own == year => {
                *bars += 1;
                *sum += count;
            }
            _ => years.push((year.to_owned(), year.to_owned(), 1, *count)),
        }
    }
    let together = years.len().div_ceil(12).max(1);
    let year = |group: &[(String, String, usize, u64)]| {
        let (first, last) = (group.first()?, group.last()?);
        Some(Year {
            label: first.0.clone(),
            short: first.0.get(2..).unwrap_or_default().to_owned(),
            bars: group.iter().map(|(.., bars, _)| bars).sum(),
            count: grouped(group.iter().map(|(.., count)| count).sum()),
            href: asked.between(&first.0, &last.1).href(),
        })
    };
    years.chunks(together).filter_map(year).collect()
}

/// Whether a month or year lies between two dates, as far as they are given.
fn is_between(date: &str, from: &str, to: &str) -> bool {
    let shared = |other: &str| date.len().min(other.len());
    let after = from.is_empty() || date.get(..shared(from)) >= from.get(..shared(from));
    let before = to.is_empty() || date.get(..shared(to)) <= to.get(..shared(to));
    after && before
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{field::Field, query::FacetValue};

    fn chart(values: &[(&str, u64)], asked: &Asked, most_months: usize) -> Option<Chart> {
        let value =
            |(value, count): &(&str, u64)| FacetValue { value: (*value).to_owned(), count: *count };
        let values: Vec<FacetValue> = values.iter().map(value).collect();
        let facet = Facet { field: Field::Date, total: values.len() as u64, without: 0, values };
        Chart::new(&facet, asked, most_months)
    }

    #[test]
    fn months_without_hits_are_bars_too() {
        let found = chart(&[("2023-11", 1), ("2024-02", 200)], &Asked::default(), 24).unwrap();
        let bars: Vec<(&str, u64)> =
            found.bars.iter().map(|bar| (bar.date.as_str(), bar.height)).collect();
        assert_eq!(bars, [("2023-11", 2), ("2023-12", 0), ("2024-01", 0), ("2024-02", 100)]);
        let years: Vec<(&str, usize)> =
            found.years.iter().map(|year| (year.label.as_str(), year.bars)).collect();
        assert_eq!(years, [("2023", 2), ("2024", 2)]);
    }

    #[test]
    fn many_months_are_years_and_many_years_are_together() {
        let found = chart(&[("1990-01", 1), ("1990-05", 1), ("2019-12", 4)], &Asked::default(), 24);
        let found = found.unwrap();
        assert_eq!((found.step, found.bars.len(), found.bars[0].height), ("year", 30, 50));
        assert_eq!(found.years.len(), 10);
        assert!(found.years[0].href.ends_with("from=1990&to=1992"), "{}", found.years[0].href);
    }

    #[test]
    fn centuries_without_hits_are_left_out() {
        let found = chart(&[("0001-01", 1), ("2019-12", 4)], &Asked::default(), 24).unwrap();
        assert_eq!(found.bars.len(), 2);
    }

    #[test]
    fn one_month_is_no_chart() {
        assert!(chart(&[("2024-01", 3)], &Asked::default(), 24).is_none());
        assert!(chart(&[], &Asked::default(), 24).is_none());
    }

    #[test]
    fn chosen_months_are_known_whatever_the_precision() {
        let cases = [
            ("2024-05", "", "", true),
            ("2024-05", "2024", "2024", true),
            ("2024-05", "2024-05-10", "", true),
            ("2024-05", "2024-06", "", false),
            ("2024-05", "", "2024-04-30", false),
            ("2024", "2024-06", "2025", true),
        ];
        for (date, from, to, expected) in cases {
            assert_eq!(is_between(date, from, to), expected, "{date} in {from}..{to}");
        }
    }
}
