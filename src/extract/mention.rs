//! Who and what an article names, and where: the order of the passes over names.
//!
//! `tagger` says which words are names (`listed` in German and French, `marked` where a publisher did), `identity` which names are one
//! person's, `affiliation` who works where. What a quotation's source means is left to `coreference`.

use super::{
    EntityKind, affiliation, definite, glued, identity, interviewee,
    language::Language,
    listed, marked,
    person::Gender,
    profile::Profile,
    subject::Subjects,
    tag::Name,
    tagger::{self, Weights},
    token::Text,
};

pub use super::identity::Names;

/// Finds the names in the body `text`; those that are `marked` are names in any case. The title helps
/// with given names and says who is interviewed; no mention points into it.
pub fn find(text: &Text, title: &str, marked: Vec<Name>, weights: &Weights) -> Names {
    let mut names = match text.language.lexicon() {
        None => tagger::names(&Profile::new(text), weights),
        Some(lexicon) => listed::tag(text, lexicon),
    };
    names.retain(|name| name.kind != EntityKind::Other);
    if text.language == Language::English {
        names = definite::no_persons(names, text);
    }
    let names = marked::merge(glued::cut(names, text), marked, text);
    let mut found = identity::identify(text, &names, title, &[]);
    if found.entities.iter().any(|it| !it.one_of.is_empty()) {
        let genders = genders(text, &found);
        found = identity::identify(text, &names, title, &genders);
    }
    affiliation::add(text, &mut found);
    found.interviewee = interviewee::find(text, title, &mut found, weights);
    found
}

/// What titles and pronouns say of the person of each mention: with it "Ms Roe" may be decided.
fn genders(text: &Text, names: &Names) -> Vec<Option<Gender>> {
    let of_entities = Subjects::new(text, names).genders(text, names);
    names.mentions.iter().map(|it| of_entities[it.entity as usize]).collect()
}

#[cfg(test)]
pub mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::{
        extract::{coreference::Discourse, extractor::embedded},
        text::Span,
    };

    /// "PER Ann Roe (Ms Roe)", one for each entity.
    pub fn shown(text: &Text, title: &str) -> String {
        let names = find(text, title, Vec::new(), embedded());
        let shown = names.entities.iter().map(|it| {
            let kind = match it.kind {
                EntityKind::Person => "PER",
                EntityKind::Organisation => "ORG",
                EntityKind::Place => "LOC",
                EntityKind::Other => "MISC",
            };
            match it.spellings[..] {
                [] => format!("{kind} {}", it.name),
                _ => format!("{kind} {} ({})", it.name, it.spellings.join(", ")),
            }
        });
        shown.collect::<Vec<_>>().join("; ")
    }

    fn entities(body: &str, title: &str) -> String {
        shown(&Text::new(body), title)
    }

    #[test]
    fn everybody_is_one_entity() {
        let cases = [
            (
                "Labour MP Linda Poe met Guardian columnist Owen Roe. Ms Poe and Roe talked.",
                "ORG Labour; PER Linda Poe (Ms Poe); ORG Guardian; PER Owen Roe (Roe)",
            ),
            (
                "Marie van der Poe, of the Board of Fair Trade (BFT), left. Ms van der Poe runs the BFT. The Board paid.",
                "PER Marie van der Poe (Ms van der Poe); ORG Board of Fair Trade (BFT, Board)",
            ),
            (
                "Ann Roe met Bob Roe. They spoke.\n\nLater it rained.\n\nAll left.\n\nRoe was late.",
                "PER Ann Roe; PER Bob Roe; PER Roe",
            ),
            (
                "The plan came from Ann Roe. Ann Roe said she met Bob Roe.\n\nIt rained.\n\nMs Roe was late.",
                "PER Ann Roe (Ms Roe); PER Bob Roe",
            ),
            ("By Jane Roe\n\nPolice said nothing.", ""),
            ("Theresa May left on Monday. In May it rained. May said no.", "PER Theresa May (May)"),
            (
                "The French left on Friday. Police in Paris, France, saw them.",
                "LOC Paris; LOC France",
            ),
            (
                "Workers at Sainsbury's and AT&T met at St Paul's Hospital.",
                "ORG Sainsbury's; ORG AT&T; ORG St Paul's Hospital",
            ),
            ("Mark Roe will mark it. Will Poe will go.", "PER Mark Roe; PER Will Poe"),
            (
                "The news: Bob Poe Jr. left. On Monday Mr. Poe Jr. came. Ann Roe III did not.",
                "PER Bob Poe Jr. (Mr. Poe Jr.); PER Ann Roe III",
            ),
            ("Bob Poe left. Mrs. Poe stayed.", "PER Bob Poe; PER Poe (Mrs. Poe)"),
            ("Lord Poe and Linda Poe left.", "PER Poe (Lord Poe); PER Linda Poe"),
            ("They stood on the Somme, and spoke of the Somme.", "LOC Somme"),
            (
                "He wrote for the Grassroots Labour site. Labour said no.",
                "ORG Grassroots Labour; ORG Labour",
            ),
            ("Young Democrats like it. It joined the Young Democrats.", "ORG Young Democrats"),
            ("Senior Trump aides left. They told Senior Trump so. Trump said no.", "PER Trump"),
        ];
        for (body, expected) in cases {
            assert_eq!(entities(body, ""), expected, "in {body:?}");
        }
    }

    #[test]
    fn the_title_gives_a_given_name_and_no_mention() {
        assert_eq!(entities("Mr Poe left.", "Why Peter Poe left"), "PER Peter Poe (Mr Poe)");
    }

    const TEXT: &str = "(\\PC|[a-zA-Z]{1,4}|[.!?,:;—] ?|[\"'’&(\n] ?|( (Mr|Labour|MP|Ann|Roe|van der|NEC|Board|of|the|and|for|May|’s|'s|he|said|Committee|\\(NEC\\)|By|who|is|a|member|chief|Lord|St|Dr\\.|J\\.)[ ,]?)){0,60}";

    proptest! {
        #[test]
        fn every_text_gives_sound_names(body in TEXT, title in "\\PC{0,20}") {
            let text = Text::new(&body);
            let names = find(&text, &title, Vec::new(), embedded());
            let mut end = 0;
            for mention in &names.mentions {
                prop_assert!(mention.span.start() >= end && !mention.span.is_empty());
                prop_assert!(body.get(mention.span.range()).is_some());
                prop_assert!((mention.entity as usize) < names.entities.len());
                end = mention.span.end();
            }
            for it in names.entities.iter().flat_map(|it| &it.affiliations) {
                prop_assert!(body.get(it.evidence.range()).is_some());
                prop_assert!(it.role.is_none_or(|role| body.get(role.range()).is_some()));
                prop_assert!(it.organisation.is_none_or(|id| (id as usize) < names.entities.len()));
            }
        }

        #[test]
        fn every_source_is_resolved(
            body in TEXT,
            cuts in prop::collection::vec((0usize..200, 0usize..40), 0..12),
        ) {
            let text = Text::new(&body);
            let names = find(&text, "", Vec::new(), embedded());
            let mut discourse = Discourse::new(&text, &names);
            for (start, length) in cuts {
                let source = Span::new(&body, start..start + length);
                let found = discourse.resolve(source, None, source.as_slice());
                prop_assert!(found.speaker.is_none_or(|id| (id as usize) < names.entities.len()));
                prop_assert!((0.0..=1.0).contains(&found.confidence));
            }
        }
    }
}
