//! What the page of privileges knows, and what can be wished for there.

use crate::case::{Case, Row};
use crate::view::privilege::{Detail, Index, Only, Pick, PrivilegeView, Request, Sort};
use std::sync::Arc;

/// The page.
#[derive(Debug, Default)]
pub struct PrivilegeState {
    /// As a list; else as a matrix.
    pub list: bool,
    /// In which order.
    pub sort: Sort,
    /// What is left out.
    pub only: Only,
    /// What was asked for last: of which case, what.
    pub asked: Option<(Arc<Case>, Request)>,
    /// The index of the case.
    pub index: Option<Arc<Index>>,
    /// Agents by scopes.
    pub view: Option<Arc<PrivilegeView>>,
    /// A newer one is being made.
    pub busy: bool,
    /// Why there is none.
    pub failed: Option<String>,
    /// The scope at the left edge.
    pub column: usize,
    /// Scopes that fit.
    pub columns: usize,
    /// The chosen cell.
    pub pick: Option<Pick>,
    /// What it was asked for last: by which index, at which record, which cell.
    pub detail_asked: Option<(Arc<Index>, Row, Pick)>,
    /// The chosen cell in full.
    pub detail: Option<Arc<Detail>>,
    /// Why it cannot be shown.
    pub detail_failed: Option<String>,
}

/// A wish.
#[derive(Clone, PartialEq, Debug)]
pub enum PrivilegeIntent {
    /// As a list, or as a matrix.
    List(bool),
    /// In which order.
    Sort(Sort),
    /// What is left out.
    Only(Only),
    /// Another scope at the left edge.
    Column(usize),
    /// There is room for so many scopes.
    Columns(usize),
    /// Choose a cell; `None`: none.
    Pick(Option<Pick>),
    /// Choose the cell so many to the right and so many further down.
    Move(i32, i32),
    /// Ask again for what failed.
    Again,
}
