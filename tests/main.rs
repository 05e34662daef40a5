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
    pub mod second_reading;
    pub mod shared;
    pub mod tidy;
}
