//! What the agents did, built only from graded records.

mod event;
mod happening;
mod names;
mod part;
mod places;
mod replies;
mod rows;

pub use event::{Cited, Event, ResourceRef};
pub use happening::{Artifact, Happening, What};
pub use names::{Distinct, Name, NameList, Names};
pub use part::{Part, base_name};
pub use places::BlobPlaces;
pub use rows::{Assurance, Citation, Context, Detail, Resource, Rows, Tables, print_of};
