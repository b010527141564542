//! Keys: who may read and who may write.
//!
//! A key is compared by its hash, in a time that does not depend on where it differs.

use axum::http::{HeaderMap, header::AUTHORIZATION};
use base64::{Engine, prelude::BASE64_STANDARD};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::error::{Error, Result};

/// The shortest key that is taken.
const SHORTEST: usize = 16;

/// What a key allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Access {
    /// To search.
    Read,
    /// To write too.
    Write,
}

/// The keys of a server, as hashes.
#[derive(Clone, Default)]
pub struct Keys(Vec<(Access, [u8; 32])>);

impl std::fmt::Debug for Keys {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} keys", self.0.len())
    }
}

impl Keys {
    /// Reads a file of keys: lines such as `read KEY` and `write KEY`; one that begins with `#` is a
    /// remark.
    ///
    /// # Errors
    ///
    /// Fails if a line is none of these, or if a key can be guessed; says which line, and never the key.
    ///
    /// ```
    /// use dixit::serve::{Access, Keys};
    /// let keys = Keys::parse("# newsroom\nread 0123456789abcdef\n").unwrap();
    /// assert!(keys.has(Access::Read) && !keys.has(Access::Write));
    /// assert!(Keys::parse("read secret").is_err());
    /// ```
    pub fn parse(text: &str) -> Result<Keys> {
        let mut keys = Keys::default();
        for (number, line) in (1..).zip(text.trim_start_matches('\u{feff}').lines()) {
            let line = line.trim();
            if !line.is_empty() && !line.starts_with('#') {
                let key = key(line)
                    .map_err(|reason| Error::Input(format!("keys, line {number}: {reason}")))?;
                keys.0.push(key);
            }
        }
        Ok(keys)
    }

    /// Whether there is a key for `access`.
    pub fn has(&self, access: Access) -> bool {
        self.0.iter().any(|(own, _)| *own == access)
    }

    /// What a request with these headers may do.
    pub(super) fn of(&self, headers: &HeaderMap) -> Option<Access> {
        presented(headers).iter().filter_map(|key| self.access(key)).max()
    }

    /// What a key allows. All keys are looked at, whichever it is.
    fn access(&self, key: &str) -> Option<Access> {
        let hash = hash(key);
        let is_one = |access: Access| {
            let mut found = Choice::from(0);
            for (own, known) in &self.0 {
                found |= known.ct_eq(&hash) & Choice::from(u8::from(*own == access));
            }
            bool::from(found)
        };
        let (read, write) = (is_one(Access::Read), is_one(Access::Write));
        if write { Some(Access::Write) } else { read.then_some(Access::Read) }
    }
}

/// The key of a line.
fn key(line: &str) -> std::result::Result<(Access, [u8; 32]), &'static str> {
    let Some((access, key)) = line.split_once(char::is_whitespace) else {
        return Err("write `read KEY` or `write KEY`");
    };
    let access = match access {
        "read" => Access::Read,
        "write" => Access::Write,
        _ => return Err("write `read KEY` or `write KEY`"),
    };
    match key.trim() {
        key if key.len() < SHORTEST => {
            Err("a key has at least 16 characters: `openssl rand -hex 32`")
        }
        key if !key.bytes().all(|byte| byte.is_ascii_graphic()) => {
            Err("a key is of ASCII letters, digits and signs, without spaces")
        }
        key => Ok((access, hash(key))),
    }
}

fn hash(key: &str) -> [u8; 32] {
    Sha256::digest(key.as_bytes()).into()
}

/// The keys that a request brings: `X-Api-Key: KEY`, or `Authorization:` with `Bearer KEY`, with
/// `ApiKey KEY` (also as Base64 of `id:KEY`, as clients of Elasticsearch send it) or with `Basic`
/// and the key as password, which browsers can ask for.
fn presented(headers: &HeaderMap) -> Vec<String> {
    let text = |name| headers.get(name).and_then(|value| value.to_str().ok());
    let mut keys: Vec<String> = text("x-api-key").map(str::to_owned).into_iter().collect();
    if let Some((scheme, key)) =
        text(AUTHORIZATION.as_str()).and_then(|value| value.trim().split_once(' '))
    {
        let key = key.trim();
        let scheme = scheme.to_ascii_lowercase();
        if matches!(scheme.as_str(), "bearer" | "apikey") {
            keys.push(key.to_owned());
        }
        if matches!(scheme.as_str(), "basic" | "apikey") {
            keys.extend(second_part(key));
        }
    }
    keys
}

/// `b` of the Base64 of `a:b`.
fn second_part(encoded: &str) -> Option<String> {
    let decoded = String::from_utf8(BASE64_STANDARD.decode(encoded).ok()?).ok()?;
    decoded.split_once(':').map(|(_, key)| key.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    const READ: &str = "read-read-read-read";
    const WRITE: &str = "write-write-write-write";

    #[test]
    fn a_key_is_found_in_every_header_that_may_hold_it() {
        let keys = Keys::parse(&format!("read {READ}\nwrite {WRITE}")).unwrap();
        let encoded = |pair: String| BASE64_STANDARD.encode(pair);
        let cases = [
            ("x-api-key", READ.to_owned(), Some(Access::Read)),
            ("x-api-key", WRITE.to_owned(), Some(Access::Write)),
            ("authorization", format!("Bearer {READ}"), Some(Access::Read)),
            ("authorization", format!("bearer  {WRITE}"), Some(Access::Write)),
            ("authorization", format!("ApiKey {WRITE}"), Some(Access::Write)),
            (
                "authorization",
                format!("ApiKey {}", encoded(format!("me:{READ}"))),
                Some(Access::Read),
            ),
            (
                "authorization",
                format!("Basic {}", encoded(format!("me:{READ}"))),
                Some(Access::Read),
            ),
            ("authorization", format!("Basic {READ}"), None),
            ("authorization", READ.to_owned(), None),
            ("authorization", format!("Bearer {READ}x"), None),
            ("x-api-key", String::new(), None),
        ];
        for (name, value, expected) in cases {
            let mut headers = HeaderMap::new();
            headers.insert(name, value.parse().unwrap());
            assert_eq!(keys.of(&headers), expected, "with {name}: {value}");
        }
        assert_eq!(keys.of(&HeaderMap::new()), None);
    }

    #[test]
    fn a_bad_line_is_named_and_no_key_shown() {
        for line in ["read", "admin 0123456789abcdef", "read short", "read 0123456789 bcdef"] {
            let error = Keys::parse(&format!("# ours\n\n{line}")).unwrap_err().to_string();
            assert!(error.starts_with("keys, line 3: "), "{error}");
            assert!(!error.contains("0123"), "{error}");
        }
        assert!(!format!("{:?}", Keys::parse(&format!("read {READ}"))).contains(READ));
    }
}
