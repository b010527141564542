//! A place in the JSON that came in: its value, and where it stands, for messages.

use serde_json::{Map, Value};

use super::refusal::Refusal;

/// A value of the body and its path, a JSON pointer.
#[derive(Clone, Debug)]
pub struct Node<'v> {
    /// The value.
    pub value: &'v Value,
    /// Where it stands.
    pub path: String,
}

impl<'v> Node<'v> {
    /// The whole body.
    pub fn root(value: &'v Value) -> Node<'v> {
        Node { value, path: String::new() }
    }

    /// The value of a key or at a number.
    fn child(&self, name: &str, value: &'v Value) -> Node<'v> {
        let name = name.replace('~', "~0").replace('/', "~1");
        Node { value, path: format!("{}/{name}", self.path) }
    }

    /// What is wrong here.
    pub fn refuse(&self, reason: impl std::fmt::Display) -> Refusal {
        Refusal::at(&self.path, reason)
    }

    /// The keys and values of an object.
    pub fn object(&self) -> Result<&'v Map<String, Value>, Refusal> {
        self.value.as_object().ok_or_else(|| self.expected("an object"))
    }

    /// The entries of an object, in order.
    pub fn entries(&self) -> Result<Vec<(&'v str, Node<'v>)>, Refusal> {
        let entries = self.object()?.iter();
        Ok(entries.map(|(name, value)| (name.as_str(), self.child(name, value))).collect())
    }

    /// The one entry of an object, `what` it is, in messages.
    pub fn only(&self, what: &str) -> Result<(&'v str, Node<'v>), Refusal> {
        let mut entries = self.entries()?;
        match entries.len() {
            1 => Ok(entries.remove(0)),
            count => Err(self.refuse(format!("expected one {what}, found {count}"))),
        }
    }

    /// The value of a key, if it is there and not null.
    pub fn get(&self, name: &str) -> Option<Node<'v>> {
        let value = self.value.get(name).filter(|value| !value.is_null())?;
        Some(self.child(name, value))
    }

    /// The items of a list; what is no list is a list of itself.
    pub fn list(&self) -> Vec<Node<'v>> {
        match self.value {
            Value::Array(items) => {
                let items = items.iter().enumerate();
                items.map(|(number, item)| self.child(&number.to_string(), item)).collect()
            }
            _ => vec![self.clone()],
        }
    }

    /// A string.
    pub fn string(&self) -> Result<&'v str, Refusal> {
        self.value.as_str().ok_or_else(|| self.expected("a string"))
    }

    /// A string, or a number or truth value as it is written.
    pub fn text(&self) -> Result<String, Refusal> {
        match self.value {
            Value::String(text) => Ok(text.clone()),
            Value::Number(_) | Value::Bool(_) => Ok(self.value.to_string()),
            _ => Err(self.expected("a string, a number or true or false")),
        }
    }

    /// True or false, also as a string.
    pub fn flag(&self) -> Result<bool, Refusal> {
        match self.value {
            Value::Bool(flag) => Ok(*flag),
            Value::String(text) if text == "true" => Ok(true),
            Value::String(text) if text == "false" => Ok(false),
            _ => Err(self.expected("true or false")),
        }
    }

    /// A whole number that is not negative, also as a string.
    pub fn count(&self) -> Result<usize, Refusal> {
        let number = match self.value {
            Value::String(text) => text.parse().ok(),
            value => value.as_u64().and_then(|number| usize::try_from(number).ok()),
        };
        number.ok_or_else(|| self.expected("a whole number"))
    }

    fn expected(&self, what: &str) -> Refusal {
        let found = match self.value {
            Value::Null => "null",
            Value::Bool(_) => "true or false",
            Value::Number(_) => "a number",
            Value::String(_) => "a string",
            Value::Array(_) => "a list",
            Value::Object(_) => "an object",
        };
        self.refuse(format!("expected {what}, found {found}"))
    }
}
