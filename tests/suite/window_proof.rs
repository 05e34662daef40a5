//! The proof, the checks and the bytes in the window.
