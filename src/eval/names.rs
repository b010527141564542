//! Scores names: which were found, where exactly, and as what.
//!
//! *Exact*: the same place and the same type. *Overlap*: a place of the same type that shares a
//! character, each paired once, the longest overlaps first. *Untyped*: the same place, whatever it is
//! said to be.

use std::{cmp::Reverse, collections::BTreeSet, ops::AddAssign};

use serde::{Serialize, Serializer, ser::SerializeMap};

use super::{
    Measure,
    gold::{Annotated, Annotation},
};
use crate::{extract::EntityKind, text::Span};

/// Which names count, and how their bounds are read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Scope {
    /// The types, in the order of the table.
    pub types: Vec<EntityKind>,
    /// Leaves out "the" at the start of a name.
    pub ignore_the: bool,
}

/// What was counted, over any number of articles.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Tally {
    scope: Scope,
    /// In the order of the types.
    exact: Vec<Counts>,
    overlap: Vec<Counts>,
    untyped: Counts,
}

/// How many names there are, and how many are right.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// In the gold data.
    pub gold: usize,
    /// Predicted.
    pub predicted: usize,
    /// Both.
    pub right: usize,
}

/// The figures: rows of measure ("exact", "overlap"), type (or "all", "untyped") and counts. Written
/// as a map from `measure/type` to `[precision, recall, f1, gold]`, in percent of two decimals.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report(pub Vec<(&'static str, &'static str, Counts)>);

/// A name, as it is compared: in the order of the text.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name {
    /// Where it stands.
    pub span: Span,
    /// The name of its type: PER, ORG …
    pub kind: &'static str,
}

/// A way of being wrong.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Fault {
    /// Nothing is predicted there.
    Missed,
    /// Nothing is there in gold.
    Spurious,
    /// The same place is said to be something else.
    WrongType,
    /// Another place that overlaps is predicted.
    WrongBounds,
}

/// A name with something wrong.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    /// What is wrong.
    pub fault: Fault,
    /// What is true; `None` if it is spurious.
    pub gold: Option<Name>,
    /// What is predicted there.
    pub predicted: Vec<Name>,
}

impl Default for Scope {
    fn default() -> Scope {
        Scope { types: EntityKind::ALL.to_vec(), ignore_the: false }
    }
}

impl Scope {
    /// The names that count, each once, in text order.
    fn names(&self, text: &str, annotation: &Annotation) -> BTreeSet<Name> {
        let asked = annotation.entities.iter().filter(|it| self.types.contains(&it.kind));
        let name = |span: Span, kind| {
            let start = if self.ignore_the { after_the(text, span) } else { span.start() };
            let span = Span::new(text, start..span.end().max(start)).unwrap_or(span);
            Name { span, kind }
        };
        asked.map(|it| name(it.span, it.kind.name())).collect()
    }
}

/// Where a name begins without "the".
fn after_the(text: &str, span: Span) -> usize {
    let the = text.get(span.start()..span.start() + 4);
    span.start() + if the.is_some_and(|it| it.eq_ignore_ascii_case("the ")) { 4 } else { 0 }
}

impl Tally {
    /// Nothing counted yet.
    pub fn new(scope: Scope) -> Tally {
        let none = vec![Counts::default(); scope.types.len()];
        Tally { scope, exact: none.clone(), overlap: none, untyped: Counts::default() }
    }

    /// Counts one article.
    pub fn add(&mut self, article: &Annotated, predicted: &Annotation) {
        let gold = self.scope.names(&article.text, &article.annotation);
        let predicted = self.scope.names(&article.text, predicted);
        for (place, kind) in self.scope.types.iter().enumerate() {
            let of_kind = |names: &BTreeSet<Name>| -> BTreeSet<Name> {
                names.iter().filter(|it| it.kind == kind.name()).copied().collect()
            };
            let (gold, predicted) = (of_kind(&gold), of_kind(&predicted));
            let counts = Counts { gold: gold.len(), predicted: predicted.len(), right: 0 };
            let exact = gold.intersection(&predicted).count();
            self.exact[place] += Counts { right: exact, ..counts };
            let overlapping = overlapping(&article.text, &gold, &predicted);
            self.overlap[place] += Counts { right: overlapping, ..counts };
        }
        let places =
            |names: &BTreeSet<Name>| -> BTreeSet<Span> { names.iter().map(|it| it.span).collect() };
        let (gold, predicted) = (places(&gold), places(&predicted));
        let right = gold.intersection(&predicted).count();
        self.untyped += Counts { gold: gold.len(), predicted: predicted.len(), right };
    }

    /// The figures.
    pub fn report(&self) -> Report {
        let mut rows = Vec::new();
        for (measure, counts) in [("exact", &self.exact), ("overlap", &self.overlap)] {
            let mut all = Counts::default();
            for (kind, counts) in self.scope.types.iter().zip(counts) {
                rows.push((measure, kind.name(), *counts));
                all += *counts;
            }
            rows.push((measure, "all", all));
            if measure == "exact" {
                rows.push((measure, "untyped", self.untyped));
            }
        }
        Report(rows)
    }
}

impl Counts {
    /// The measure of the counts.
    pub fn measure(self) -> Measure {
        Measure::new((self.right, self.predicted), (self.right, self.gold))
    }
}

impl AddAssign for Counts {
    fn add_assign(&mut self, other: Counts) {
        self.gold += other.gold;
        self.predicted += other.predicted;
        self.right += other.right;
    }
}

impl Serialize for Report {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (measure, kind, counts) in &self.0 {
            let [precision, recall, f1] = <[f64; 3]>::from(counts.measure()).map(percent);
            map.serialize_entry(
                &format!("{measure}/{kind}"),
                &(precision, recall, f1, counts.gold),
            )?;
        }
        map.end()
    }
}

/// A share in percent of two decimals, rounded as when it is printed.
fn percent(share: f64) -> f64 {
    format!("{:.2}", 100.0 * share).parse().unwrap_or_default()
}

/// How many names of one type overlap, paired one to one: the longest overlaps first, then those
/// that stand last.
fn overlapping(text: &str, gold: &BTreeSet<Name>, predicted: &BTreeSet<Name>) -> usize {
    let mut pairs = Vec::new();
    for a in gold {
        for b in predicted.iter().filter(|b| a.span.overlaps(b.span)) {
            let shared = a.span.start().max(b.span.start())..a.span.end().min(b.span.end());
            let length = text.get(shared).map_or(0, |shared| shared.chars().count());
            pairs.push((length, *a, *b));
        }
    }
    pairs.sort_unstable_by_key(|pair| Reverse(*pair));
    let (mut taken_gold, mut taken) = (BTreeSet::new(), BTreeSet::new());
    for (_, a, b) in pairs {
        if !taken_gold.contains(&a) && !taken.contains(&b) {
            taken_gold.insert(a);
            taken.insert(b);
        }
    }
    taken.len()
}

impl Fault {
    /// All of them.
    pub const ALL: [Fault; 4] =
        [Fault::Missed, Fault::Spurious, Fault::WrongType, Fault::WrongBounds];

    /// The name in output.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Missed => "missed",
            Fault::Spurious => "spurious",
            Fault::WrongType => "wrong type",
            Fault::WrongBounds => "wrong bounds",
        }
    }
}

/// Everything that is wrong in one article.
pub fn mistakes(article: &Annotated, predicted: &Annotation, scope: &Scope) -> Vec<Mistake> {
    let gold = scope.names(&article.text, &article.annotation);
    let predicted = scope.names(&article.text, predicted);
    let mut mistakes = Vec::new();
    for &name in gold.difference(&predicted) {
        let there = predicted.iter().filter(|it| it.span.overlaps(name.span));
        let there: Vec<Name> = there.copied().collect();
        let fault = match there.first() {
            None => Fault::Missed,
            Some(_) if there.iter().any(|it| it.span == name.span) => Fault::WrongType,
            Some(_) => Fault::WrongBounds,
        };
        mistakes.push(Mistake { fault, gold: Some(name), predicted: there });
    }
    for &name in predicted.difference(&gold) {
        if !gold.iter().any(|it| it.span.overlaps(name.span)) {
            mistakes.push(Mistake { fault: Fault::Spurious, gold: None, predicted: vec![name] });
        }
    }
    mistakes
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::eval::gold::{Named, read};

    const TEXT: &str = "The Élan Trust sued Ann Roe of The Hague.";

    fn annotation(names: &[(&str, EntityKind)]) -> Annotation {
        let named = |(name, kind): &(&str, EntityKind)| {
            let start = TEXT.find(name).unwrap();
            let span = Span::new(TEXT, start..start + name.len()).unwrap();
            Named { span, kind: *kind, name: None }
        };
        Annotation { entities: names.iter().map(named).collect(), ..Annotation::default() }
    }

    fn article(names: &[(&str, EntityKind)]) -> Annotated {
        let mut read = read(&serde_json::json!({"id": "1", "text": TEXT}).to_string()).unwrap();
        Annotated { annotation: annotation(names), ..read.remove(0) }
    }

    use EntityKind::{Organisation as Org, Person as Per, Place as Loc};

    #[test]
    fn names_are_compared_by_place_and_type() {
        let gold = [("Élan Trust", Org), ("Ann Roe", Per), ("The Hague", Loc)];
        let found = [("The Élan Trust", Org), ("Ann Roe", Org), ("Roe", Per), ("Hague", Loc)];
        let right = |ignore_the| {
            let mut tally = Tally::new(Scope { ignore_the, ..Scope::default() });
            tally.add(&article(&gold), &annotation(&found));
            let rows = tally.report().0.into_iter().filter(|row| row.2 != Counts::default());
            rows.map(|(measure, kind, it)| format!("{measure} {kind} {}", it.right))
                .collect::<Vec<_>>()
                .join(", ")
        };
        assert_eq!(
            right(false),
            "exact PER 0, exact ORG 0, exact LOC 0, exact all 0, exact untyped 1, \
             overlap PER 1, overlap ORG 1, overlap LOC 1, overlap all 3"
        );
        assert_eq!(
            right(true),
            "exact PER 0, exact ORG 1, exact LOC 1, exact all 2, exact untyped 3, \
             overlap PER 1, overlap ORG 1, overlap LOC 1, overlap all 3"
        );
    }

    #[test]
    fn a_fault_is_told_from_others() {
        let gold = [("Élan Trust", Org), ("Ann Roe", Per), ("The Hague", Loc)];
        let found = [("Ann Roe", Org), ("Hague", Loc), ("sued", Per)];
        let mistakes = mistakes(&article(&gold), &annotation(&found), &Scope::default());
        let faults: Vec<(Fault, usize)> =
            mistakes.iter().map(|it| (it.fault, it.predicted.len())).collect();
        let expected = [
            (Fault::Missed, 0),
            (Fault::WrongType, 1),
            (Fault::WrongBounds, 1),
            (Fault::Spurious, 1),
        ];
        assert_eq!(faults, expected);
    }
}
