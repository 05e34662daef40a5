//! Why a record came about and what followed from it, along what the records themselves say.
//!
//! A link is a reference by leaf, an answer to a message, or a name that an earlier record established (a grant, an order). Nothing
//! is concluded from times, names of agents or texts. What no record links to is not found here; that it was not recorded does not
//! show that it did not happen. References of a record that failed its checks are not followed, but told where it is looked at.

pub mod blast;
mod direct;
mod entry;
mod lost;
mod text;
mod tie;
mod walk;

pub use direct::{COUNTED_MAX, Direct, Reach, Side, direct, walk_from};
pub use entry::{Entry, LISTED_MAX, Listed, listed, page};
pub use lost::Lost;
pub use text::{direct_text, page_text, question, side_words};
pub use tie::Tie;
pub use walk::Walk;

/// Which way.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum Way {
    /// What led to it.
    Before,
    /// What followed.
    After,
}

impl Way {
    /// Both, causes first.
    pub const ALL: [Way; 2] = [Way::Before, Way::After];

    /// The other one.
    pub fn back(self) -> Way {
        match self {
            Way::Before => Way::After,
            Way::After => Way::Before,
        }
    }
}
