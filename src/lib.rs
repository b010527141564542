//! dixit
pub mod analyze;
pub mod article;
pub mod error;
pub mod extract;
pub mod field;
pub mod query;
pub mod sentence;
pub mod text;
