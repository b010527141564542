//! Dates as programs and pages write them, to [`Date`].

use crate::article::{Date, Time};

/// The date that a text names: `2024-05-31T10:00Z`, `Fri, 31 May 2024 10:00:00 GMT`, `May 31, 2024`,
/// `20240531T100000Z`. Days and months as mere numbers in another order are no date: nobody knows
/// which is which.
pub(super) fn date(text: &str) -> Option<Date> {
    text.parse().ok().or_else(|| compact(text)).or_else(|| in_words(text))
}

/// The day in the path of an address: `/2024/05/31/`, `/2024/may/31/`, `/2024-05-31-`.
pub(super) fn in_address(url: &str) -> Option<Date> {
    let parts: Vec<&str> = url.split(['/', '-', '_', '.']).collect();
    parts.windows(3).find_map(|parts| {
        let month = month(parts[1]).map(|month| format!("{month:02}"));
        let month = month.unwrap_or_else(|| parts[1].to_owned());
        let date = format!("{}-{month}-{}", parts[0], parts[2]);
        date.parse().ok().filter(|date: &Date| date.first_day() > 19_000_000)
    })
}

/// `20240531`, and with a time `20240531T100000+0200`.
fn compact(text: &str) -> Option<Date> {
    let (day, rest) = text.trim().split_at_checked(8)?;
    if !day.bytes().all(|byte| byte.is_ascii_digit()) {
        return None;
    }
    let date: Date = format!("{}-{}-{}", &day[..4], &day[4..6], &day[6..]).parse().ok()?;
    let Some(clock) = rest.strip_prefix(['T', ' ']) else {
        return rest.is_empty().then_some(date);
    };
    let (digits, zone) = clock.split_at_checked(6)?;
    let all_digits = digits.bytes().all(|byte| byte.is_ascii_digit());
    let time = || format!("{}:{}:{}{zone}", &digits[..2], &digits[2..4], &digits[4..]);
    all_digits.then(|| date.at(Time::read(&time())))
}

/// A day, the name of a month and a year, in any order, with a time or without.
fn in_words(text: &str) -> Option<Date> {
    if text.len() > 80 {
        return None;
    }
    let words = || text.split([' ', ',', '\t', '\n']).filter(|word| !word.is_empty());
    let month = words().find_map(month)?;
    let number = |word: &str| {
        let digits = word.trim_end_matches(['.', 's', 't', 'n', 'd', 'r', 'h']);
        digits.parse::<u16>().ok()
    };
    let year = words().filter(|word| word.len() == 4).find_map(|word| word.parse::<u16>().ok())?;
    let day = words().filter_map(number).find(|&number| (1..=31).contains(&number))?;
    let date: Date = format!("{year:04}-{month:02}-{day:02}").parse().ok()?;
    Some(date.at(time(text)))
}

/// The first time of day in a text, with the zone right behind it.
fn time(text: &str) -> Option<Time> {
    let colon = text.find(':')?;
    let start = text[..colon].trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let hour: u8 = text[start..colon].parse().ok()?;
    let clock = format!("{hour:02}{}", &text[colon..]);
    let lower = text[start..].to_ascii_lowercase();
    let half = lower.split_ascii_whitespace().take(2).find_map(|word| {
        let word = word.trim_start_matches(|c: char| c.is_ascii_digit() || c == ':');
        let word = word.trim_end_matches(',');
        [("am", 0), ("a.m.", 0), ("pm", 12), ("p.m.", 12)].into_iter().find(|half| half.0 == word)
    });
    match half {
        None => {
            let end = clock.match_indices(' ').nth(1).map_or(clock.len(), |(at, _)| at);
            Time::read(&clock[..end])
        }
        Some((_, ahead)) => {
            let end = clock.find(|c: char| !c.is_ascii_digit() && c != ':').unwrap_or(clock.len());
            Time::read(&format!("{:02}{}", hour % 12 + ahead, &clock[2..end]))
        }
    }
}

/// The number of a month by its English name, whole or short.
fn month(word: &str) -> Option<u8> {
    const MONTHS: [&str; 12] = [
        "january",
        "february",
        "march",
        "april",
        "may",
        "june",
        "july",
        "august",
        "september",
        "october",
        "november",
        "december",
    ];
    let word = word.trim_end_matches('.').to_ascii_lowercase();
    let is_short = word.len() == 3 || word == "sept";
    let number =
        MONTHS.iter().position(|month| *month == word || (is_short && month.starts_with(&word)))?;
    u8::try_from(number + 1).ok()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn dates_of_all_sorts_are_read() {
        let cases = [
            ("2024-05-31T10:00:00+02:00", Some("2024-05-31T10:00:00+02:00")),
            ("20240531", Some("2024-05-31")),
            ("20240531T100000Z", Some("2024-05-31T10:00:00Z")),
            ("20240531T100000-0500", Some("2024-05-31T10:00:00-05:00")),
            ("Fri, 31 May 2024 10:00:00 +0100", Some("2024-05-31T10:00:00+01:00")),
            ("Fri, 31 May 2024 10:00:00 GMT", Some("2024-05-31T10:00:00Z")),
            ("3 Mar 2024", Some("2024-03-03")),
            ("May 31st, 2024", Some("2024-05-31")),
            ("31 May 2024 07:09 GMT", Some("2024-05-31T07:09Z")),
            ("May 31, 2024 at 7:09 p.m.", Some("2024-05-31T19:09")),
            ("12:09AM, Sept. 1, 2024", Some("2024-09-01T00:09")),
            ("Fri 6:45 PM, Feb 16, 2018", Some("2018-02-16T18:45")),
            ("31/05/2024", None),
            ("31 Mai 2024", None),
            ("May 2024", None),
            ("", None),
        ];
        for (text, expected) in cases {
            let found = date(text).map(String::from);
            assert_eq!(found.as_deref(), expected, "in {text:?}");
        }
    }

    #[test]
    fn an_address_may_hold_a_day() {
        let cases = [
            ("https://x.example/2024/05/31/story", Some("2024-05-31")),
            ("https://x.example/news/2024/may/31/story", Some("2024-05-31")),
            ("https://x.example/2024-05-31-story.html", Some("2024-05-31")),
            ("https://x.example/2024/31/05/story", None),
            ("https://x.example/1206/12/13", None),
        ];
        for (url, expected) in cases {
            assert_eq!(in_address(url).map(String::from).as_deref(), expected, "in {url}");
        }
    }

    proptest! {
        #[test]
        fn any_text_is_a_date_or_none(text in "[0-9a-zA-Zé:., +/-]{0,40}") {
            date(&text);
            in_address(&text);
        }
    }
}
