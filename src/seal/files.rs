//! Blobs that lie in files: only below the folder of `--files`, without `..`, following no link.

use super::error::{SealError, io_at};
use std::fs;
use std::path::{Component, Path};

/// Reads the file that a blob names.
pub(super) fn read(folder: Option<&Path>, path: &str, line: u64) -> Result<Vec<u8>, SealError> {
    let Some(folder) = folder else {
        return Err(SealError::input(line, format!("a blob is the file {path:?}"), "text or base64, or --files DIR"));
    };
    let fault =
        |what: String| SealError::input(line, what, "a regular file below the folder of --files, no .. and no links");
    let parts: Vec<Component> = Path::new(path).components().collect();
    if parts.is_empty() || path.contains('\0') || parts.iter().any(|part| !matches!(part, Component::Normal(_))) {
        return Err(fault(format!("the path {path:?} is not a plain relative one")));
    }
    let mut at = folder.to_path_buf();
    for part in &parts {
        at.push(part);
        let data = fs::symlink_metadata(&at).map_err(|e| fault(format!("the file {path:?} of a blob: {e}")))?;
        if data.is_symlink() {
            return Err(fault(format!("the path {path:?} goes over a link")));
        }
    }
    if !at.is_file() {
        return Err(fault(format!("{path:?} is no regular file")));
    }
    fs::read(&at).map_err(io_at("read", &at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_plain_files_below_the_folder() {
        let dir = tempfile::tempdir().unwrap();
        fs::create_dir(dir.path().join("in")).unwrap();
        fs::write(dir.path().join("in/a"), b"x").unwrap();
        fs::write(dir.path().join("out"), b"secret").unwrap();
        let inside = dir.path().join("in");
        assert_eq!(read(Some(&inside), "a", 1).unwrap(), b"x");
        #[cfg(unix)]
        std::os::unix::fs::symlink("../out", inside.join("link")).unwrap();
        for path in ["../out", "/etc/hostname", "", "link", "none", ".", "a\0"] {
            let told = read(Some(&inside), path, 3).err().map(|e| e.to_string()).unwrap_or_default();
            assert!(told.starts_with("line 3: "), "{path}: {told}");
        }
        assert!(read(None, "a", 1).is_err());
    }
}
