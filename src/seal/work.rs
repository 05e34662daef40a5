//! The folder beside the output in which a run works: `<out>.partial`, gone when the run ends.

use super::disk;
use super::error::{SealError, io_at};
use super::log_folder;
use std::fs::{self, File};
use std::path::{Path, PathBuf};

/// A folder of one's own, on the disk of the output.
#[derive(Debug)]
pub(super) struct Workplace {
    /// Where it is.
    pub dir: PathBuf,
    _lock: File,
}

impl Workplace {
    /// Makes the folder; what a killed run left in it is removed.
    pub fn beside(out: &Path) -> Result<Workplace, SealError> {
        let bare: PathBuf = out.components().collect();
        if bare.file_name().is_none() {
            return Err(SealError::usage(format!("{} names no file to write", out.display())));
        }
        if let Some(folder) = bare.parent().filter(|folder| !folder.as_os_str().is_empty()) {
            fs::metadata(folder).map_err(io_at("write to", folder))?;
        }
        let dir = disk::beside(&bare, ".partial");
        // What lies here for a while is the same that the bundle will hold, salted payloads included.
        disk::make_secret_folder(&dir)?;
        let lock = log_folder::lock(&dir)?;
        for name in disk::names(&dir)?.into_iter().filter(|name| name != "lock") {
            let path = dir.join(name);
            if path.is_dir() {
                disk::remove_folder(&path)?;
            } else {
                fs::remove_file(&path).map_err(io_at("remove", &path))?;
            }
        }
        Ok(Workplace { dir, _lock: lock })
    }
}

impl Drop for Workplace {
    fn drop(&mut self) {
        // Best effort: what stays is removed by the next run with this output.
        let _ = disk::remove_folder(&self.dir);
    }
}
