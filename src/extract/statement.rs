//! Something that somebody said, before anybody asks who that is.

use std::ops::Range;

use super::{
    Kind,
    scene::Scene,
    token::{Shape, Text},
};

/// Something that somebody said, as ranges of tokens.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Statement {
    /// What was said, in pieces.
    pub content: Vec<Range<usize>>,
    /// The words that announce it.
    pub cue: Option<Range<usize>>,
    /// The mention of who said it.
    pub source: Option<Range<usize>>,
    /// How the source was found.
    pub link: Link,
}

/// How the source of a statement was found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Link {
    /// It stands beside the cue.
    Beside,
    /// It is the source or subject of a cue before, in the same sentence: "and added".
    Inherited,
    /// There is no cue: it is the one who spoke before.
    Continued,
    /// It is the label of a turn.
    Turn,
    /// It signs what it wrote.
    Signed,
    /// There is none.
    Unknown,
}

impl Statement {
    /// How much of it stands in quotation marks. A turn of an interview needs none: its words are
    /// the speaker's own.
    pub fn kind(&self, scene: &Scene) -> Kind {
        let words = || self.content.iter().cloned().flatten().filter(|&it| scene.is_word(it));
        let quoted = words().filter(|&token| scene.quoted(token)).count();
        match quoted {
            _ if matches!(self.link, Link::Turn | Link::Signed) => Kind::Direct,
            0 => Kind::Indirect,
            _ if quoted == words().count() => Kind::Direct,
            _ => Kind::Mixed,
        }
    }

    /// The number of words in its content.
    pub fn words(&self, text: &Text) -> usize {
        let tokens = self.content.iter().cloned().flatten();
        tokens.filter(|&it| text.shape(it) != Shape::Mark).count()
    }

    /// Whether its content holds a token.
    pub fn holds(&self, token: usize) -> bool {
        self.content.iter().any(|piece| piece.contains(&token))
    }

    /// Whether its content shares a token with `tokens`.
    pub fn overlaps(&self, tokens: &Range<usize>) -> bool {
        self.content.iter().any(|piece| piece.start < tokens.end && tokens.start < piece.end)
    }

    /// One past the last token of its content.
    pub fn content_end(&self) -> usize {
        self.content.last().map_or(0, |piece| piece.end)
    }

    /// One past the last token of content, cue and source.
    pub fn end(&self) -> usize {
        let end = |part: &Option<Range<usize>>| part.as_ref().map_or(0, |tokens| tokens.end);
        self.content_end().max(end(&self.cue)).max(end(&self.source))
    }
}
