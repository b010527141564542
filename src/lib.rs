//! dixit
pub mod analyze;
pub mod article;
pub mod error;
pub mod eval;
pub mod extract;
mod extraction;
pub mod field;
pub mod index;
pub mod pipeline;
pub mod query;
pub mod read;
pub mod sentence;
pub mod text;
pub mod view;
