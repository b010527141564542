//! What a file of weights is made of: its name and licence, the data and how much each counts, and how
//! it is learned. A recipe is a TOML file that stands beside the weights.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::crf::Settings;
use crate::error::{Error, Result};

/// A recipe.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recipe {
    /// The name of the weights.
    pub name: String,
    /// What they are for, for the model card.
    pub description: String,
    /// The licence that the weights are given under.
    pub licence: String,
    /// How weights are learned.
    pub settings: Settings,
    /// Annotated data.
    pub data: Vec<Data>,
    /// Texts without annotation: weights that were learned from `data` alone annotate them, and all is
    /// learned from again.
    #[serde(default)]
    pub unlabelled: Vec<Unlabelled>,
    /// Annotated data to score the weights on, for the model card; nothing is learned from them.
    #[serde(default)]
    pub score: Vec<Score>,
}

/// Annotated articles: JSON lines of `{"id", "text", "entities": [{"start", "end", "type"}]}`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Data {
    /// The file, below the folder of the data.
    pub file: String,
    /// What it is called.
    pub title: String,
    /// Its licence.
    pub licence: String,
    /// Whom to name, and where it is from.
    pub attribution: String,
    /// Only lines whose key has one of these values.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// How much each chain counts.
    #[serde(default = "one")]
    pub weight: f32,
    /// Whether names of other things are annotated, as `MISC`.
    #[serde(default = "yes")]
    pub has_other: bool,
}

/// Texts: JSON lines with a `text` or `body`.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Unlabelled {
    /// The file, below the folder of the data.
    pub file: String,
    /// What it is called.
    pub title: String,
    /// Its licence.
    pub licence: String,
    /// Whom to name, and where it is from.
    pub attribution: String,
    /// Only lines whose key has one of these values.
    #[serde(default, rename = "where")]
    pub filter: Filter,
    /// How much each chain counts.
    #[serde(default = "one")]
    pub weight: f32,
}

/// Annotated articles that tell how good the weights are.
#[derive(Clone, Debug, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Score {
    /// The file, below the folder of the data.
    pub file: String,
}

/// Keys of a line, each with the values that are wanted.
pub type Filter = BTreeMap<String, Vec<String>>;

impl Recipe {
    /// Reads a recipe.
    ///
    /// # Errors
    ///
    /// Fails if the text is no TOML, lacks something, or has a key or value that nobody reads.
    pub fn read(text: &str) -> Result<Recipe> {
        let recipe: Recipe =
            toml::from_str(text).map_err(|error| Error::Recipe(error.to_string()))?;
        let Settings { bits, epochs, .. } = recipe.settings;
        let wrong = |reason: String| Err(Error::Recipe(reason));
        if !(8..=24).contains(&bits) {
            return wrong(format!("settings.bits is {bits}: choose 8 to 24"));
        }
        if epochs == 0 {
            return wrong("settings.epochs is 0: choose 1 or more".to_owned());
        }
        if recipe.data.is_empty() {
            return wrong("it has no [[data]]: name a file to learn from".to_owned());
        }
        Ok(recipe)
    }
}

fn one() -> f32 {
    1.0
}

fn yes() -> bool {
    true
}
