//! The query language: text in, a tree and notices or errors out.
pub mod ast;
