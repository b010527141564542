//! The state of a search as an address: everything that a page of results shows follows from it.

use super::page::encoded;
use crate::{
    article::Date,
    error::DateError,
    extract::EntityKind,
    field::Field,
    query::{DateBound, DatePoint, Query, Sort},
};

/// What was asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Asked {
    /// The query as it was typed.
    pub query: String,
    /// What the hits are.
    pub tab: Tab,
    /// The order that was chosen, if one was.
    pub order: Option<Sort>,
    /// The cursor that the page before gave.
    pub after: Option<String>,
    /// The earliest date, as it was typed; empty if there is none.
    pub from: String,
    /// The latest date.
    pub to: String,
    /// What was chosen from the lists beside the hits.
    pub filters: Vec<Filter>,
}

/// What the hits are.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Tab {
    /// Quotations.
    #[default]
    Quotations,
    /// Articles.
    Articles,
    /// People and organisations.
    Names,
}

/// One value that was chosen or excluded.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Filter {
    /// Of which list.
    pub facet: Facet,
    /// The value.
    pub value: String,
    /// Whether hits must not have it.
    pub is_excluded: bool,
}

/// A list of values beside the hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Facet {
    /// Who speaks.
    Speaker,
    /// Whom the speaker belongs to.
    Organisation,
    /// Who published it.
    Outlet,
    /// Direct, indirect or mixed.
    Kind,
    /// Stated, inferred or unattributed.
    Attribution,
}

impl Tab {
    /// All of them, in the order of the page.
    pub const ALL: [Tab; 3] = [Tab::Quotations, Tab::Articles, Tab::Names];

    /// Its name in an address.
    pub fn name(self) -> &'static str {
        match self {
            Tab::Quotations => "quotations",
            Tab::Articles => "articles",
            Tab::Names => "names",
        }
    }

    /// What it is called on the page.
    pub fn label(self) -> &'static str {
        match self {
            Tab::Quotations => "Quotations",
            Tab::Articles => "Articles",
            Tab::Names => "People and organisations",
        }
    }
}

/// The orders that can be chosen, as the page lists them.
pub const ORDERS: [(Sort, &str); 3] =
    [(Sort::Relevance, "Best match"), (Sort::Newest, "Newest"), (Sort::Oldest, "Oldest")];

impl Facet {
    /// All of them, in the order of the page.
    pub const ALL: [Facet; 5] =
        [Facet::Speaker, Facet::Organisation, Facet::Outlet, Facet::Kind, Facet::Attribution];

    /// Its name in an address; after `not-` it excludes.
    pub fn name(self) -> &'static str {
        self.field().name()
    }

    /// What it is called on the page.
    pub fn label(self) -> &'static str {
        match self {
            Facet::Speaker => "Speaker",
            Facet::Organisation => "Organisation",
            Facet::Outlet => "Outlet",
            Facet::Kind => "Kind",
            Facet::Attribution => "Attribution",
        }
    }

    /// The field that holds its values.
    pub fn field(self) -> Field {
        match self {
            Facet::Speaker => Field::Speaker,
            Facet::Organisation => Field::Org,
            Facet::Outlet => Field::Outlet,
            Facet::Kind => Field::Kind,
            Facet::Attribution => Field::Attribution,
        }
    }

    /// What its values are the names of, if they are names that have spellings.
    pub fn kind(self) -> Option<EntityKind> {
        match self {
            Facet::Speaker => Some(EntityKind::Person),
            Facet::Organisation => Some(EntityKind::Organisation),
            _ => None,
        }
    }
}

impl Filter {
    fn read(name: &str, value: &str) -> Option<Filter> {
        let (is_excluded, name) = match name.strip_prefix("not-") {
            Some(name) => (true, name),
            None => (false, name),
        };
        let facet = Facet::ALL.into_iter().find(|facet| facet.name() == name)?;
        let known = facet.field().info().values;
        let is_value = !value.trim().is_empty() && (known.is_empty() || known.contains(&value));
        is_value.then(|| Filter { facet, value: value.to_owned(), is_excluded })
    }

    fn name(&self) -> String {
        format!("{}{}", if self.is_excluded { "not-" } else { "" }, self.facet.name())
    }
}

impl Asked {
    /// Reads the parameters of an address. What is none of ours is passed over.
    pub fn read(parameters: &[(String, String)]) -> Asked {
        let mut asked = Asked::default();
        for (name, value) in parameters {
            match name.as_str() {
                "q" => value.trim().clone_into(&mut asked.query),
                "in" => {
                    let tab = Tab::ALL.into_iter().find(|tab| tab.name() == value);
                    asked.tab = tab.unwrap_or_default();
                }
                "sort" => {
                    asked.order = Sort::from_name(value);
                }
                "after" => asked.after = Some(value.clone()).filter(|cursor| !cursor.is_empty()),
                "from" => value.trim().clone_into(&mut asked.from),
                "to" => value.trim().clone_into(&mut asked.to),
                name => {
                    let filter = Filter::read(name, value);
                    asked.filters.extend(filter.filter(|filter| !asked.filters.contains(filter)));
                }
            }
        }
        asked
    }

    /// What a form of the page must send along, besides the query and the dates.
    pub fn kept(&self) -> Vec<(String, String)> {
        let mut kept = Vec::new();
        if self.tab != Tab::default() {
            kept.push(("in".to_owned(), self.tab.name().to_owned()));
        }
        if let Some(order) = self.order {
            kept.push(("sort".to_owned(), order.name().to_owned()));
        }
        kept.extend(self.filters.iter().map(|filter| (filter.name(), filter.value.clone())));
        kept
    }

    /// The dates, as a form sends them.
    pub fn dates(&self) -> Vec<(String, String)> {
        let all = [("from", &self.from), ("to", &self.to)];
        let given = all.into_iter().filter(|(_, date)| !date.is_empty());
        given.map(|(name, date)| (name.to_owned(), date.clone())).collect()
    }

    /// The address.
    pub fn href(&self) -> String {
        let query = ("q".to_owned(), self.query.clone());
        let after = self.after.iter().map(|cursor| ("after".to_owned(), cursor.clone()));
        let all = std::iter::once(query).chain(self.kept()).chain(self.dates()).chain(after);
        let written: Vec<String> =
            all.map(|(name, value)| format!("{name}={}", encoded(&value))).collect();
        format!("/search?{}", written.join("&"))
    }

    /// The same for other hits, from the first one on.
    pub fn on(&self, tab: Tab) -> Asked {
        Asked { tab, after: None, ..self.clone() }
    }

    /// The same in another order.
    pub fn sorted(&self, order: Sort) -> Asked {
        Asked { order: Some(order), after: None, ..self.clone() }
    }

    /// The page after this one.
    pub fn after(&self, cursor: String) -> Asked {
        Asked { after: Some(cursor), ..self.clone() }
    }

    /// The same with another query.
    pub fn querying(&self, query: String) -> Asked {
        Asked { query, after: None, ..self.clone() }
    }

    /// The same between two dates.
    pub fn between(&self, from: &str, to: &str) -> Asked {
        Asked { from: from.to_owned(), to: to.to_owned(), after: None, ..self.clone() }
    }

    /// The same with one more filter.
    pub fn with(&self, filter: Filter) -> Asked {
        let mut asked =
            self.without(&Filter { is_excluded: !filter.is_excluded, ..filter.clone() });
        if !asked.filters.contains(&filter) {
            asked.filters.push(filter);
        }
        asked
    }

    /// The same without a filter.
    pub fn without(&self, filter: &Filter) -> Asked {
        let filters = self.filters.iter().filter(|own| *own != filter).cloned().collect();
        Asked { filters, after: None, ..self.clone() }
    }

    /// The same without any filter or date.
    pub fn bare(&self) -> Asked {
        Asked { filters: Vec::new(), after: None, ..self.clone() }.between("", "")
    }

    /// The order of the hits: without words none is better than another, and the newest come first.
    pub fn sort(&self) -> Sort {
        let everything = self.query.is_empty() || self.query == "*";
        self.order.unwrap_or(if everything { Sort::Newest } else { Sort::Relevance })
    }

    /// What the article must match to lie between the dates, if there are some.
    ///
    /// # Errors
    ///
    /// Fails if one of them is no date.
    pub fn date_clause(&self) -> Result<Option<Query>, DateError> {
        let bound = |text: &String| -> Result<Option<DateBound>, DateError> {
            if text.is_empty() {
                return Ok(None);
            }
            let point = DatePoint::At(text.parse::<Date>()?);
            Ok(Some(DateBound { point, inclusive: true }))
        };
        let (from, to) = (bound(&self.from)?, bound(&self.to)?);
        Ok((from.is_some() || to.is_some()).then_some(Query::Dates { from, to }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(address: &str) -> Asked {
        let pairs = address.split('&').filter_map(|pair| pair.split_once('='));
        let pairs: Vec<(String, String)> =
            pairs.map(|(name, value)| (name.to_owned(), value.to_owned())).collect();
        Asked::read(&pairs)
    }

    #[test]
    fn an_address_is_read_and_written() {
        let cases = [
            ("q=toll", "/search?q=toll"),
            ("q= a b ", "/search?q=a%20b"),
            ("", "/search?q="),
            ("q=x&in=articles&sort=oldest", "/search?q=x&in=articles&sort=date"),
            ("q=x&in=nothing&sort=nothing&from=&after=", "/search?q=x"),
            (
                "q=x&speaker=Ana&speaker=Ana&not-outlet=The Wire&kind=direct&kind=bad&colour=red",
                "/search?q=x&speaker=Ana&not-outlet=The%20Wire&kind=direct",
            ),
            ("from=2024-01&to=2024&after=ff", "/search?q=&from=2024-01&to=2024&after=ff"),
        ];
        for (address, expected) in cases {
            assert_eq!(read(address).href(), expected, "of {address:?}");
        }
    }

    #[test]
    fn what_narrows_can_be_taken_back() {
        let asked = read("q=x&speaker=Ana&from=2024&after=ff");
        let ana = asked.filters[0].clone();
        let not_ana = Filter { is_excluded: true, ..ana.clone() };
        assert_eq!(asked.with(not_ana).href(), "/search?q=x&not-speaker=Ana&from=2024");
        assert_eq!(asked.without(&ana).href(), "/search?q=x&from=2024");
        assert_eq!(asked.bare().href(), "/search?q=x");
    }

    #[test]
    fn dates_become_a_clause() {
        let clause =
            |address: &str| read(address).date_clause().map(|it| it.map(|it| it.to_string()));
        assert_eq!(clause("q=x"), Ok(None));
        assert_eq!(clause("from=2024-01&to=2024-03").unwrap().unwrap(), "date:2024-01..2024-03");
        assert_eq!(clause("from=2024").unwrap().unwrap(), "date:>=2024");
        assert!(clause("to=soon").is_err());
    }
}
