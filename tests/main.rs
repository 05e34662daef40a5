//! The one integration-test binary: every module of `suite` is one subject.

mod suite {
    pub mod archive;
    pub mod attacks;
    pub mod case;
    pub mod cases;
    pub mod cli;
    pub mod desk;
    pub mod differential;
    pub mod ed25519;
    pub mod example;
    pub mod filter;
    pub mod forge;
    #[cfg(unix)]
    pub mod interrupt;
    pub mod limits;
    pub mod merkle;
    pub mod replay;
    pub mod report;
    #[cfg(feature = "store")]
    pub mod session;
    pub mod shared;
    pub mod tidy;
    #[cfg(feature = "gui")]
    pub mod window;
}
