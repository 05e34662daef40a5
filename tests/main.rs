//! The one integration-test binary: every module of `suite` is one subject.

mod suite {
    pub mod archive;
    pub mod attacks;
    pub mod case;
    #[cfg(feature = "store")]
    pub mod case_cli;
    pub mod cases;
    pub mod cli;
    pub mod desk;
    pub mod differential;
    pub mod ed25519;
    pub mod example;
    pub mod filter;
    pub mod filter_chance;
    pub mod forge;
    #[path = "../../benches/generate/mod.rs"]
    #[allow(dead_code, reason = "the benches use the rest")]
    pub mod generate;
    pub mod golden;
    pub mod graph;
    pub mod growth;
    #[cfg(unix)]
    pub mod interrupt;
    pub mod limits;
    pub mod merkle;
    pub mod mutations;
    #[cfg(feature = "store")]
    pub mod proof;
    pub mod replay;
    pub mod report;
    pub mod second_reading;
    pub mod seeds;
    pub mod sequence;
    #[cfg(feature = "store")]
    pub mod session;
    pub mod shared;
    #[path = "../../fuzz/src/targets/mod.rs"]
    pub mod targets;
    pub mod tidy;
    pub mod timeline;
    pub mod unproven;
    #[cfg(feature = "store")]
    pub mod whowhen;
    #[cfg(feature = "gui")]
    pub mod window;
    #[cfg(feature = "gui")]
    pub mod window_graph;
    #[cfg(feature = "gui")]
    pub mod window_notes;
    #[cfg(feature = "gui")]
    pub mod window_open;
    #[cfg(feature = "gui")]
    pub mod window_proof;
    #[cfg(feature = "gui")]
    pub mod window_timeline;
}
