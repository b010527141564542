//! Each repaired bug, by what went wrong.
