//! dixit
pub mod article;
pub mod error;
pub mod extract;
pub mod field;
pub mod query;
pub mod text;
