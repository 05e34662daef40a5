//! The graph tab: its state, where its camera stands, and how it is drawn.

mod camera;
mod canvas;
mod edges;
mod kept;
mod legend;
mod list;
mod lit;
mod nodes;
pub mod state;
mod strip;
mod tab;
mod toolbar;

pub use camera::{Camera, Frame};
pub use canvas::{PAN, ZOOM, canvas_id, keys};
pub use legend::item as legend_item;
pub use nodes::sign;
pub use tab::graph_ui;
