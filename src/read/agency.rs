//! News agencies: whose copy an article is, whoever printed it.

/// The names of agencies, and how they are written in bylines and datelines.
const AGENCIES: &[(&str, &[&str])] = &[
    ("AAP", &["aap", "australian associated press"]),
    ("AFP", &["afp", "agence france-presse", "agence france presse"]),
    ("ANI", &["ani", "asian news international"]),
    ("ANSA", &["ansa"]),
    ("APA", &["austria presse agentur"]),
    ("Associated Press", &["ap", "associated press", "the associated press"]),
    ("Bloomberg", &["bloomberg", "bloomberg news"]),
    ("dpa", &["dpa", "deutsche presse-agentur"]),
    ("EFE", &["efe", "agencia efe"]),
    ("IANS", &["ians"]),
    ("Interfax", &["interfax"]),
    ("Kyodo", &["kyodo", "kyodo news"]),
    ("PA Media", &["pa media", "press association", "the press association"]),
    ("PTI", &["pti", "press trust of india"]),
    ("Reuters", &["reuters", "thomson reuters"]),
    ("TASS", &["tass", "itar-tass"]),
    ("The Canadian Press", &["canadian press", "the canadian press"]),
    ("UPI", &["upi", "united press international"]),
    ("Xinhua", &["xinhua", "xinhua news agency"]),
    ("Yonhap", &["yonhap", "yonhap news agency"]),
];

/// How far into a text a dateline goes, in bytes.
const DATELINE: usize = 120;

/// The agency that a byline, credit or publisher names, alone or as the writer's: `Reuters`,
/// `Associated Press`, `Jo Doe, AP Auto Writer`.
pub(super) fn named(name: &str) -> Option<&'static str> {
    let name = name.trim().to_lowercase();
    let is = |own: &&str| {
        let mut parts = name.split([',', '/', '|', '(', ')']).map(str::trim);
        parts.any(|part| part == *own)
            || (own.len() <= 3
                && name.split([',', '/', '|']).skip(1).any(|part| {
                    part.trim().strip_prefix(own).is_some_and(|rest| rest.starts_with(' '))
                }))
    };
    AGENCIES.iter().find(|(_, names)| names.iter().any(&is)).map(|(agency, _)| *agency)
}

/// The agency in the dateline that a text begins with: `LONDON (Reuters) - `.
pub(super) fn in_dateline(text: &str) -> Option<&'static str> {
    let mut end = text.len().min(DATELINE);
    while !text.is_char_boundary(end) {
        end -= 1;
    }
    let (_, rest) = text[..end].split_once('(')?;
    let (name, rest) = rest.split_once(')')?;
    let is_dateline = rest.trim_start().starts_with(['-', '–', '—']);
    named(name).filter(|_| is_dateline)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn agencies_are_known_by_byline_and_dateline() {
        let cases = [
            ("Reuters", Some("Reuters")),
            ("The Associated Press", Some("Associated Press")),
            ("By JO DOE, AP Auto Writer", Some("Associated Press")),
            ("Jo Doe/AFP", Some("AFP")),
            ("Ap Rhys", None),
            ("Jo Doe", None),
            ("", None),
        ];
        for (name, expected) in cases {
            assert_eq!(named(name), expected, "in {name:?}");
        }
        let cases = [
            ("LONDON (Reuters) - The bank", Some("Reuters")),
            ("HANOI, Vietnam (AP) — The minister", Some("Associated Press")),
            ("The union (AP) said no", None),
            ("The mayor (Labour) - who said", None),
            ("LONDON (", None),
            ("", None),
        ];
        for (text, expected) in cases {
            assert_eq!(in_dateline(text), expected, "in {text:?}");
        }
    }
}
