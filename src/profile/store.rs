//! Named profiles in the user's configuration folder. The only place that reads the environment.
//!
//! Layout: `profiles/NAME/` with the five files, `seen/NAME/` with remembered checkpoints, `default` with one name. A profile is
//! copied only after it loads cleanly, and from the bytes that were checked.

use super::TrustProfile;
use super::files::{ProfileFiles, read_at_most, temporary_beside, write_atomically};
use super::lines::ProfileError;
use crate::bundle::Failure;
use std::env;
use std::ffi::OsString;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use thiserror::Error;

/// The folder of the user's profiles.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct ProfileStore {
    root: PathBuf,
}

/// Why the store cannot do what was asked.
#[derive(Debug, Error)]
pub enum StoreError {
    /// The name breaks the rule.
    #[error(
        "{0:?} cannot be the name of a profile: use 1 to 64 of a-z, 0-9, dot, underscore and hyphen, beginning with a letter or digit and not ending in a dot"
    )]
    Name(String),
    /// No profile has the name.
    #[error("there is no profile {0}")]
    Unknown(String),
    /// A profile has the name already.
    #[error("there is a profile {0} already; replace it or choose another name")]
    Exists(String),
    /// The files are not a profile that can be used.
    #[error("{}", .0.first().map_or("the trust profile cannot be used", |failure| failure.message.as_str()))]
    Profile(Vec<Failure>),
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// What was read or written.
        path: String,
        /// What the system said.
        source: io::Error,
    },
}

impl ProfileStore {
    /// The user's own store: `$RECOUNT_CONFIG`, else `$XDG_CONFIG_HOME/recount`, else `$HOME/.config/recount`; on Windows
    /// `%APPDATA%\recount`. `None` where the environment names none.
    pub fn user() -> Option<ProfileStore> {
        user_root(&|name| env::var_os(name)).map(ProfileStore::at)
    }

    /// Where the program keeps what is about itself, such as reports of a crash: `$RECOUNT_CONFIG/state`, else
    /// `$XDG_STATE_HOME/recount`, else `$HOME/.local/state/recount`; on Windows `%LOCALAPPDATA%\recount`.
    pub fn user_state() -> Option<PathBuf> {
        state_root(&|name| env::var_os(name))
    }

    /// The store in the folder `root`, which need not exist yet.
    pub fn at(root: impl Into<PathBuf>) -> ProfileStore {
        ProfileStore { root: root.into() }
    }

    /// The folder of the store: the user's configuration folder.
    pub fn root(&self) -> &Path {
        &self.root
    }

    /// The names of all profiles, sorted.
    ///
    /// # Errors
    /// What the file system says; a folder that is absent is an empty list.
    pub fn list(&self) -> io::Result<Vec<String>> {
        let entries = match fs::read_dir(self.root.join(PROFILES)) {
            Ok(entries) => entries,
            Err(fault) if fault.kind() == io::ErrorKind::NotFound => return Ok(Vec::new()),
            Err(fault) => return Err(fault),
        };
        let mut names = Vec::new();
        for entry in entries {
            let entry = entry?;
            let name = entry.file_name().into_string().ok().filter(|name| is_name(name));
            names.extend(name.filter(|_| entry.path().is_dir()));
        }
        names.sort_unstable();
        Ok(names)
    }

    /// Loads the profile `name`.
    ///
    /// # Errors
    /// [`StoreError::Name`], [`StoreError::Unknown`], [`StoreError::Profile`].
    pub fn load(&self, name: &str) -> Result<TrustProfile, StoreError> {
        let path = self.existing(name)?;
        TrustProfile::load(&path, name).map_err(StoreError::Profile)
    }

    /// Adds the profile in `source` under a new name.
    ///
    /// # Errors
    /// Any [`StoreError`]; nothing has changed then.
    pub fn add(&self, name: &str, source: &Path) -> Result<TrustProfile, StoreError> {
        let path = self.path(name)?;
        if path.exists() {
            return Err(StoreError::Exists(name.to_owned()));
        }
        let (profile, staged) = stage(&path, source, name)?;
        keep_or_drop(&staged, fs::rename(&staged, &path).map_err(at(&path)))?;
        Ok(profile)
    }

    /// Adds a profile made of the texts of its files under a new name.
    ///
    /// # Errors
    /// As [`ProfileStore::add`].
    pub fn add_texts(&self, name: &str, [policy, authority, exporters]: [&str; 3]) -> Result<(), StoreError> {
        let path = self.path(name)?;
        if path.exists() {
            return Err(StoreError::Exists(name.to_owned()));
        }
        let (policy, authority, exporters) = (policy.to_owned(), authority.to_owned(), Some(exporters.to_owned()));
        let files = ProfileFiles { policy, authority, exporters, limits: None, tsa: None };
        let (_, staged) = stage_files(&path, &files, name)?;
        keep_or_drop(&staged, fs::rename(&staged, &path).map_err(at(&path)))
    }

    /// Puts the profile in `source` in the place of the one that has the name. What was remembered under the name stays.
    ///
    /// # Errors
    /// Any [`StoreError`]; the old profile is still there then.
    pub fn replace(&self, name: &str, source: &Path) -> Result<TrustProfile, StoreError> {
        let path = self.existing(name)?;
        let (profile, staged) = stage(&path, source, name)?;
        keep_or_drop(&staged, exchange(&path, &staged))?;
        Ok(profile)
    }

    /// Removes a profile, also as the default. The checkpoints seen stay: they say what an operator signed, and must be verified
    /// anew before they count.
    ///
    /// # Errors
    /// [`StoreError::Name`], [`StoreError::Unknown`], [`StoreError::Io`].
    pub fn remove(&self, name: &str) -> Result<(), StoreError> {
        let path = self.existing(name)?;
        if self.stated_default().as_deref() == Some(name) {
            let default = self.root.join(DEFAULT);
            fs::remove_file(&default).map_err(at(&default))?;
        }
        let away = temporary_beside(&path).map_err(at(&path))?;
        fs::rename(&path, &away).map_err(at(&path))?;
        fs::remove_dir_all(&away).map_err(at(&away))
    }

    /// The folder of the profile `name`, whether or not it exists.
    ///
    /// # Errors
    /// [`StoreError::Name`].
    pub fn path(&self, name: &str) -> Result<PathBuf, StoreError> {
        self.folder(PROFILES, name)
    }

    /// The folder of the checkpoints seen under the profile `name`, whether or not it exists.
    ///
    /// # Errors
    /// [`StoreError::Name`].
    pub fn seen_dir(&self, name: &str) -> Result<PathBuf, StoreError> {
        self.folder(SEEN, name)
    }

    /// The profile to use where none is named: the one that `default` names, even if it is gone, so that another never takes its
    /// place unasked; without that file the only profile there is.
    pub fn default_name(&self) -> Option<String> {
        if self.root.join(DEFAULT).exists() {
            return self.stated_default();
        }
        let mut names = self.list().ok()?;
        names.pop().filter(|_| names.is_empty())
    }

    /// Makes `name` the default.
    ///
    /// # Errors
    /// [`StoreError::Name`], [`StoreError::Unknown`], [`StoreError::Io`].
    pub fn set_default(&self, name: &str) -> Result<(), StoreError> {
        self.existing(name)?;
        let path = self.root.join(DEFAULT);
        write_atomically(&path, format!("{name}\n").as_bytes()).map_err(at(&path))
    }

    fn stated_default(&self) -> Option<String> {
        let bytes = read_at_most(&self.root.join(DEFAULT), DEFAULT_MAX).ok()?;
        let name = String::from_utf8(bytes).ok()?.trim().to_owned();
        is_name(&name).then_some(name)
    }

    fn existing(&self, name: &str) -> Result<PathBuf, StoreError> {
        let path = self.path(name)?;
        if path.is_dir() { Ok(path) } else { Err(StoreError::Unknown(name.to_owned())) }
    }

    fn folder(&self, kind: &str, name: &str) -> Result<PathBuf, StoreError> {
        if is_name(name) { Ok(self.root.join(kind).join(name)) } else { Err(StoreError::Name(name.to_owned())) }
    }
}

fn user_root(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(root) = folder("RECOUNT_CONFIG") {
        return Some(root);
    }
    if cfg!(windows) {
        return folder("APPDATA").map(|base| base.join("recount"));
    }
    // The XDG base directory specification: a relative path is to be ignored.
    let xdg = folder("XDG_CONFIG_HOME").filter(|base| base.is_absolute());
    let base = xdg.or_else(|| folder("HOME").map(|home| home.join(".config")))?;
    Some(base.join("recount"))
}

fn state_root(variable: &dyn Fn(&str) -> Option<OsString>) -> Option<PathBuf> {
    let folder = |name| variable(name).filter(|value| !value.is_empty()).map(PathBuf::from);
    if let Some(root) = folder("RECOUNT_CONFIG") {
        return Some(root.join("state"));
    }
    if cfg!(windows) {
        return folder("LOCALAPPDATA").map(|base| base.join("recount"));
    }
    let xdg = folder("XDG_STATE_HOME").filter(|base| base.is_absolute());
    let base = xdg.or_else(|| folder("HOME").map(|home| home.join(".local/state")))?;
    Some(base.join("recount"))
}

/// Checks the profile in `source` and writes it to a hidden folder beside `path`.
fn stage(path: &Path, source: &Path, name: &str) -> Result<(TrustProfile, PathBuf), StoreError> {
    let unusable = |faults: Vec<ProfileError>| faults.iter().map(ProfileError::failure).collect();
    let files = ProfileFiles::read(source).map_err(|faults| StoreError::Profile(unusable(faults)))?;
    stage_files(path, &files, name)
}

fn stage_files(path: &Path, files: &ProfileFiles, name: &str) -> Result<(TrustProfile, PathBuf), StoreError> {
    let profile = TrustProfile::from_files(files, name).map_err(StoreError::Profile)?;
    let staged = temporary_beside(path).map_err(at(path))?;
    fs::create_dir_all(&staged).map_err(at(&staged))?;
    keep_or_drop(&staged, files.write(&staged).map_err(at(&staged)))?;
    Ok((profile, staged))
}

/// Moves `staged` to `path`, which exists. No system of ours exchanges two folders in one step through `std`, so between the two
/// renames the profile is absent: whoever asks then is told so, and never gets half of each.
fn exchange(path: &Path, staged: &Path) -> Result<(), StoreError> {
    let away = temporary_beside(path).map_err(at(path))?;
    fs::rename(path, &away).map_err(at(path))?;
    if let Err(fault) = fs::rename(staged, path) {
        fs::rename(&away, path).map_err(at(&away))?;
        return Err(at(path)(fault));
    }
    // The new profile is in force; a leftover of the old one has a dot name and is never listed.
    let _ = fs::remove_dir_all(&away);
    Ok(())
}

/// Drops the staged folder where the result is an error, which is the one to tell.
fn keep_or_drop(staged: &Path, result: Result<(), StoreError>) -> Result<(), StoreError> {
    if result.is_err() {
        let _ = fs::remove_dir_all(staged);
    }
    result
}

fn at(path: &Path) -> impl Fn(io::Error) -> StoreError {
    let path = path.display().to_string();
    move |source| StoreError::Io { path: path.clone(), source }
}

/// `[a-z0-9][a-z0-9._-]{0,63}`, not ending in a dot, which Windows would drop.
fn is_name(name: &str) -> bool {
    let plain = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    let bytes = name.as_bytes();
    bytes.len() <= NAME_MAX
        && bytes.first().is_some_and(plain)
        && bytes.iter().all(|byte| plain(byte) || b"._-".contains(byte))
        && !name.ends_with('.')
}

const PROFILES: &str = "profiles";
const SEEN: &str = "seen";
const DEFAULT: &str = "default";
/// Long enough for a line of a shell, short enough for any file system.
const NAME_MAX: usize = 64;
/// Far more than a name and a line end.
const DEFAULT_MAX: u64 = 1024;

#[cfg(test)]
mod tests;
