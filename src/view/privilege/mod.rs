//! Privileges: agents by scopes at a record. How a scope is held, since when, by whom it was given, and whether it was used.
//!
//! An [`Index`] is made once for a case; a [`PrivilegeView`] is asked at every record, and costs what the agents of one log hold.
//! Held is what the records say in the order of the log, judged by the time of the record that is looked at, as in
//! [`crate::case::InForce`]. Used is what calls say of themselves. Where nothing is recorded, that is said; it is never taken for
//! "none".

mod at;
mod detail;
mod held;
mod index;
mod scope;
mod text;
mod used;
mod ways;
mod words;

pub use detail::{CallRow, Detail, Fact, Facts, Pick, detail};
pub use held::By;
pub use index::Index;
pub use scope::Scope;
pub use text::text;
pub use ways::{Stamp, Way, WayState};

use super::mention::Mention;
use crate::case::{Assurance, Name, Row};

/// What is asked. Equal requests over one index give equal views.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Request {
    /// The record: what stood before it counts, and calls up to it.
    pub row: Row,
    /// In which order.
    pub sort: Sort,
    /// What is left out.
    pub only: Only,
}

/// In which order agents, scopes and cells stand.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Sort {
    /// Those with scopes that were never used, or only in part, first.
    #[default]
    Unused,
    /// By name.
    Agent,
}

/// Cells that are shown; all conditions that are set have to hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Only {
    /// Held and never used, or held with a star and used in part.
    pub unused: bool,
    /// Held without a grant: nobody asked for it for a time.
    pub no_grant: bool,
    /// Used where nothing held covers it, or on a grant that does not count.
    pub flagged: bool,
}

/// Agents by scopes at a record.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrivilegeView {
    /// What was asked.
    pub request: Request,
    /// The record.
    pub at: Mention,
    /// The time that it claims, in microseconds since 1970.
    pub time: i64,
    /// The largest time that its log has seen.
    pub clock: i64,
    /// Rows.
    pub agents: Vec<AgentRow>,
    /// Columns.
    pub scopes: Vec<ScopeColumn>,
    /// Where an agent has to do with a scope, by agent and then scope.
    pub cells: Vec<Cell>,
    /// Their numbers in the order of the list: as asked, those wider than their use and those never used first.
    pub listed: Vec<usize>,
    /// How many of them are never used, wider than what was used, and flagged.
    pub counts: [usize; 3],
    /// Cells that the request leaves out.
    pub left_out: usize,
    /// Agents of the log that nothing is recorded of: no scope, no grant, no call.
    pub silent: usize,
}

/// An agent.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct AgentRow {
    /// Name.
    pub name: String,
    /// The same, as the case knows it.
    pub key: (usize, Name),
    /// Role; empty: not recorded.
    pub role: String,
    /// The first registration; `None`: no baseline is recorded.
    pub registered: Option<Stamp>,
    /// Held scopes that were never used.
    pub unused: usize,
    /// Held scopes with a star, of which calls needed a part.
    pub wide: usize,
    /// Calls that nothing held covers, or on grants that do not count.
    pub flagged: usize,
    /// Calls that do not say what they need.
    pub untold: usize,
}

/// A scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ScopeColumn {
    /// The scope.
    pub scope: Scope,
    /// Agents that hold it and never used it, or only a part of it.
    pub unused: usize,
}

/// What an agent has to do with a scope.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Cell {
    /// Number of the agent.
    pub agent: usize,
    /// Number of the scope.
    pub scope: usize,
    /// Every way by which it was held or asked for under this very name.
    pub ways: Vec<Way>,
    /// Wider scopes that are held and cover it.
    pub under: Vec<String>,
    /// What is known about its use.
    pub uses: Uses,
    /// The worst mark of the records that the cell rests on.
    pub mark: Assurance,
}

/// The calls of a cell, up to the record.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Uses {
    /// Whether calls can tell that the scope is used.
    pub told: bool,
    /// Calls that need it.
    pub calls: usize,
    /// Different needs among them, where the scope has a star; else 0.
    pub needs: usize,
    /// Of these, calls that a decision denied.
    pub denied: usize,
    /// Of these, calls that nothing covers which was held just then.
    pub not_held: usize,
    /// Of these, calls that no recorded scope covers, from before a baseline was recorded.
    pub unknown: usize,
    /// Of these, calls that name a grant which did not count.
    pub against_grant: usize,
    /// The first.
    pub first: Option<Stamp>,
    /// The last.
    pub last: Option<Stamp>,
}

impl Cell {
    /// Whether it is held at the record, under its own name.
    pub fn is_held(&self) -> bool {
        self.ways.iter().any(|way| way.state.is_held())
    }

    /// Held, and no call up to the record needed it; never said where calls cannot tell.
    pub fn is_unused(&self) -> bool {
        self.is_held() && self.uses.told && self.uses.calls == 0
    }

    /// Held with a star and used: what was needed is less than what is allowed.
    pub fn is_wide(&self) -> bool {
        self.is_held() && self.uses.needs > 0
    }

    /// Used where nothing held covers it, or on a grant that does not count.
    pub fn is_flagged(&self) -> bool {
        self.uses.not_held > 0 || self.uses.against_grant > 0
    }

    /// Held, and not by a grant.
    pub fn is_without_grant(&self) -> bool {
        self.is_held() && !self.ways.iter().any(|way| way.state.is_held() && matches!(way.by, By::Grant(_)))
    }

    /// Since when it is held; of what is held no longer, since when it was.
    pub fn since(&self) -> Option<Stamp> {
        let held = self.ways.iter().filter(|way| way.state.is_held());
        let since = held.map(|way| way.since).min_by_key(|stamp| stamp.row);
        since.or_else(|| self.ways.iter().map(|way| way.since).min_by_key(|stamp| stamp.row))
    }
}

impl Only {
    /// Whether a cell is shown.
    pub fn shows(&self, cell: &Cell) -> bool {
        (!self.unused || cell.is_unused() || cell.is_wide())
            && (!self.no_grant || cell.is_without_grant())
            && (!self.flagged || cell.is_flagged())
    }

    /// Whether nothing is left out.
    pub fn is_all(&self) -> bool {
        *self == Only::default()
    }
}

impl PrivilegeView {
    /// The cell of an agent and a scope.
    pub fn cell(&self, agent: usize, scope: usize) -> Option<&Cell> {
        let at = self.cells.binary_search_by_key(&(agent, scope), |cell| (cell.agent, cell.scope)).ok()?;
        self.cells.get(at)
    }

    /// The cell of an agent's and a scope's names.
    pub fn find(&self, pick: &Pick) -> Option<&Cell> {
        let agent = self.agents.iter().position(|agent| agent.key == pick.agent)?;
        let scope = self.scopes.iter().position(|column| column.scope.text == pick.scope)?;
        self.cell(agent, scope)
    }

    /// A cell by its place in the list.
    pub fn nth(&self, at: usize) -> Option<&Cell> {
        self.cells.get(*self.listed.get(at)?)
    }

    /// Where a cell of this view stands in the list.
    pub fn place(&self, cell: &Cell) -> Option<usize> {
        self.listed.iter().position(|at| self.cells.get(*at).is_some_and(|known| std::ptr::eq(known, cell)))
    }
}

impl PrivilegeView {
    /// The names of a cell.
    pub fn pick(&self, cell: &Cell) -> Option<Pick> {
        let (agent, column) = (self.agents.get(cell.agent)?, self.scopes.get(cell.scope)?);
        Some(Pick { agent: agent.key, scope: column.scope.text.clone() })
    }

    /// The next cell of the row or, further down or up, the cell of the next agent whose scope stands nearest.
    pub fn beside(&self, cell: &Cell, right: i32, down: i32) -> Option<&Cell> {
        if down == 0 {
            let at = self.cells.iter().position(|known| std::ptr::eq(known, cell))?;
            let next = self.cells.get(at.checked_add_signed(right as isize)?)?;
            return (next.agent == cell.agent).then_some(next);
        }
        // An agent without a cell here is passed over.
        let other = |known: &&Cell| if down > 0 { known.agent > cell.agent } else { known.agent < cell.agent };
        let agents = self.cells.iter().filter(other).map(|known| known.agent);
        let agent = if down > 0 { agents.min() } else { agents.max() }?;
        let row = self.cells.iter().filter(|known| known.agent == agent);
        row.min_by_key(|known| known.scope.abs_diff(cell.scope))
    }
}
