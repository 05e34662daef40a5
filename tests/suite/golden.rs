//! Texts that are compared whole with a file of `tests/golden`. `RECOUNT_BLESS=1` writes the files anew.

use std::path::Path;

/// Compares; the first line that differs is told.
#[track_caller]
pub fn same(name: &str, text: &str) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/golden").join(name);
    if std::env::var_os("RECOUNT_BLESS").is_some_and(|bless| bless == "1") {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, text).unwrap();
        return;
    }
    let wanted = std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"));
    let first = wanted.lines().zip(text.lines()).position(|(a, b)| a != b);
    assert!(
        wanted == text,
        "{name}, line {}:\n{text}",
        first.map_or(wanted.lines().count().min(text.lines().count()), |at| at) + 1
    );
}
