//! The one integration-test binary: every module of `suite` is one subject.

mod suite {
    pub mod cases;
    pub mod ed25519;
    pub mod example;
    pub mod merkle;
    pub mod shared;
    pub mod tidy;
}
