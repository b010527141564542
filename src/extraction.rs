//! Reading access to what was found in an article.

use crate::{
    extract::{Attribution, Entity, EntityId, EntityKind, Extraction, Kind, Quotation},
    text::Span,
};

/// The version of the extractor: rules, lists and what they give.
pub const VERSION: u32 = 1;

impl Extraction {
    /// The entity with this number, if there is one.
    pub fn entity(&self, id: Option<EntityId>) -> Option<&Entity> {
        self.entities.get(id? as usize)
    }
}

impl Entity {
    /// All forms of the name, the fullest first.
    pub fn names(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.name).chain(&self.spellings).map(String::as_str)
    }

    /// Whether it is an organisation.
    pub fn is_organisation(&self) -> bool {
        self.kind == EntityKind::Organisation
    }
}

impl Quotation {
    /// What was said, its pieces joined by a space. `body` is the text of the article.
    pub fn text(&self, body: &str) -> String {
        let pieces: Vec<&str> = self.content.iter().map(|span| span.of(body)).collect();
        pieces.join(" ")
    }

    /// From the first byte that belongs to it to the last: content, cue and source.
    pub fn extent(&self) -> Span {
        let spans = self.content.iter().chain(&self.cue).chain(&self.source);
        spans.copied().reduce(Span::hull).unwrap_or_default()
    }
}

impl Kind {
    /// The name in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Kind::Direct => "direct",
            Kind::Indirect => "indirect",
            Kind::Mixed => "mixed",
        }
    }
}

impl Attribution {
    /// The name in queries and output.
    pub fn name(self) -> &'static str {
        match self {
            Attribution::Stated => "stated",
            Attribution::Inferred => "inferred",
            Attribution::Unattributed => "unattributed",
        }
    }
}
