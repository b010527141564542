//! dixit
pub mod analyze;
pub mod article;
pub mod error;
pub mod extract;
mod extraction;
pub mod field;
pub mod index;
pub mod query;
pub mod sentence;
pub mod text;
