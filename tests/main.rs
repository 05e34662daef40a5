//! The one integration-test binary: every module of `suite` is one subject.

mod suite {
    pub mod attacks;
    pub mod cases;
    pub mod cli;
    pub mod differential;
    pub mod ed25519;
    pub mod example;
    pub mod forge;
    pub mod merkle;
    pub mod mutations;
    pub mod seeds;
    pub mod shared;
    #[path = "../../fuzz/src/targets/mod.rs"]
    pub mod targets;
    pub mod tidy;
}
