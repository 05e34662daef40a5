//! The key folder: secret keys of log, authority, exporter, witnesses and actors, and the public files that `--trust` reads.
//!
//! Missing keys are made in memory and written by [`KeyFolder::save`] only, so that a seal that fails leaves nothing behind.
//! No secret is ever printed: not by an error, not by `Debug`.

use super::disk::{self, Durability};
use super::error::{SealError, io_at};
use crate::crypto::{Hasher, KeyId, KeyType, SecretKey, VKey, b64_decode, b64_encode, key_name_fault, random_bytes};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// A secret key with its public name.
#[derive(Debug)]
pub struct SealKey {
    /// The secret half.
    pub secret: SecretKey,
    /// The public half.
    pub vkey: VKey,
}

/// What a key is for: the subfolder or file that it lies in.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Role {
    /// Signs checkpoints.
    Log,
    /// Signs key events.
    Authority,
    /// Signs manifests.
    Exporter,
    /// Cosigns checkpoints, for demonstrations.
    Witness,
    /// Signs records.
    Actor,
}

impl Role {
    /// The word for it, which is also the stem of its files.
    pub fn word(self) -> &'static str {
        match self {
            Role::Log => "log",
            Role::Authority => "authority",
            Role::Exporter => "exporter",
            Role::Witness => "witness",
            Role::Actor => "actor",
        }
    }

    fn kind(self) -> KeyType {
        match self {
            Role::Log | Role::Exporter => KeyType::Note,
            Role::Witness => KeyType::Cosignature,
            Role::Authority | Role::Actor => KeyType::Record,
        }
    }
}

const ROLES: [Role; 5] = [Role::Log, Role::Authority, Role::Exporter, Role::Witness, Role::Actor];

/// A folder of keys for one origin.
#[derive(Clone, Debug)]
pub struct KeyFolder {
    dir: PathBuf,
    origin: String,
    seed: Option<String>,
    /// By role and name; several keys of one name in the order in which they were made.
    keys: BTreeMap<(Role, String), Vec<Arc<SealKey>>>,
    unsaved: Vec<(Role, Arc<SealKey>)>,
    warnings: Vec<String>,
}

impl KeyFolder {
    /// Reads the folder, which need not be there yet. With a seed, missing keys are derived from it.
    ///
    /// # Errors
    /// An origin that cannot be a key name, a folder of another origin, a key file that is none.
    pub fn open(dir: &Path, origin: &str, seed: Option<&str>) -> Result<KeyFolder, SealError> {
        check_origin(origin)?;
        let mut folder = KeyFolder {
            dir: dir.to_path_buf(),
            origin: origin.to_owned(),
            seed: seed.map(str::to_owned),
            keys: BTreeMap::new(),
            unsaved: Vec::new(),
            warnings: Vec::new(),
        };
        for path in key_files(dir)? {
            folder.load(&path)?;
        }
        let other = folder.keys.keys().find(|(role, name)| *role == Role::Log && name != origin);
        if let Some((_, name)) = other {
            return Err(SealError::usage(format!(
                "{} holds the keys of the log {name}, not of {origin}",
                dir.display()
            )));
        }
        Ok(folder)
    }

    /// The origin whose log key lies in the folder, if one does.
    ///
    /// # Errors
    /// A log key file that cannot be read.
    pub fn origin_of(dir: &Path) -> Result<Option<String>, SealError> {
        let path = dir.join("log.key");
        let Some(bytes) = disk::read_if_there(&path)? else { return Ok(None) };
        Ok(Some(read_key(&path, &bytes)?.1.vkey.name))
    }

    /// The name of the authority actor of a log.
    pub fn authority_name(origin: &str) -> String {
        format!("authority.{origin}")
    }

    /// The log's key.
    ///
    /// # Errors
    /// No random bytes.
    pub fn log(&mut self) -> Result<Arc<SealKey>, SealError> {
        let name = self.origin.clone();
        self.newest_or_new(Role::Log, &name)
    }

    /// The authority's newest key.
    ///
    /// # Errors
    /// No random bytes.
    pub fn authority(&mut self) -> Result<Arc<SealKey>, SealError> {
        let name = KeyFolder::authority_name(&self.origin);
        self.newest_or_new(Role::Authority, &name)
    }

    /// The exporter's key.
    ///
    /// # Errors
    /// No random bytes.
    pub fn exporter(&mut self) -> Result<Arc<SealKey>, SealError> {
        let name = format!("export.{}", self.origin);
        self.newest_or_new(Role::Exporter, &name)
    }

    /// The key of the demonstration witness `name`.
    ///
    /// # Errors
    /// A name that a policy file cannot hold; no random bytes.
    pub fn witness(&mut self, name: &str) -> Result<Arc<SealKey>, SealError> {
        if let Some(fault) = key_name_fault(name) {
            return Err(SealError::usage(format!("the witness name {fault}")));
        }
        if name == "none" || name == GROUP || name.starts_with('#') {
            return Err(SealError::usage(format!("a witness cannot be called {name}")));
        }
        self.newest_or_new(Role::Witness, name)
    }

    /// The keys of one role and name, oldest first.
    pub fn of(&self, role: Role, name: &str) -> &[Arc<SealKey>] {
        self.keys.get(&(role, name.to_owned())).map_or(&[], Vec::as_slice)
    }

    /// Makes a further key; it is written by [`KeyFolder::save`].
    ///
    /// # Errors
    /// No random bytes.
    pub fn make(&mut self, role: Role, name: &str) -> Result<Arc<SealKey>, SealError> {
        let generation = self.of(role, name).len();
        let seed = match &self.seed {
            Some(seed) => derive(seed, role, name, generation),
            None => random_bytes().map_err(io_at("read", Path::new("the system's random source")))?,
        };
        let secret = SecretKey::from_seed(&seed);
        let vkey = VKey::new(name, role.kind(), &secret.public());
        let key = Arc::new(SealKey { secret, vkey });
        self.keys.entry((role, name.to_owned())).or_default().push(Arc::clone(&key));
        self.unsaved.push((role, Arc::clone(&key)));
        Ok(key)
    }

    /// Every key in the folder, by role, then by name: its role and public half.
    pub fn list(&self) -> Vec<(Role, VKey)> {
        let all = self.keys.iter().flat_map(|((role, _), keys)| keys.iter().map(|key| (*role, key.vkey.clone())));
        all.collect()
    }

    /// What is worth telling about the folder, such as a secret that others may read.
    pub fn warnings(&self) -> &[String] {
        &self.warnings
    }

    /// Writes the new secret keys, then the public files `policy`, `authority` and `exporters`.
    ///
    /// # Errors
    /// What cannot be written.
    pub fn save(&mut self) -> Result<(), SealError> {
        disk::make_secret_folder(&self.dir)?;
        for (role, key) in std::mem::take(&mut self.unsaved) {
            let path = self.free_path(role, &key)?;
            disk::write_secret(&path, key_text(role, &key).as_bytes())?;
        }
        self.publish()
    }

    fn newest_or_new(&mut self, role: Role, name: &str) -> Result<Arc<SealKey>, SealError> {
        match self.of(role, name).last() {
            Some(key) => Ok(Arc::clone(key)),
            None => self.make(role, name),
        }
    }

    fn load(&mut self, path: &Path) -> Result<(), SealError> {
        let bytes = fs::read(path).map_err(io_at("read", path))?;
        let (role, key) = read_key(path, &bytes)?;
        if others_may_read(path)? {
            self.warnings.push(format!("{} can be read by others than its owner", path.display()));
        }
        self.keys.entry((role, key.vkey.name.clone())).or_default().push(Arc::new(key));
        Ok(())
    }

    /// `log.key`, `authority-2.key`, `witnesses/<id>.key`, `actors/<id>.key`: the first of such names that is free.
    fn free_path(&self, role: Role, key: &SealKey) -> Result<PathBuf, SealError> {
        let stem = match role {
            Role::Log | Role::Authority | Role::Exporter => self.dir.join(role.word()),
            Role::Witness => self.dir.join(WITNESSES).join(key.vkey.id.hex()),
            Role::Actor => self.dir.join(ACTORS).join(key.vkey.id.hex()),
        };
        if let Some(folder) = stem.parent() {
            disk::make_secret_folder(folder)?;
        }
        let numbered = (2u32..).map(|number| disk::beside(&stem, &format!("-{number}.key")));
        let mut paths = std::iter::once(disk::beside(&stem, ".key")).chain(numbered);
        Ok(paths.find(|path| !path.exists()).unwrap_or(stem))
    }

    fn publish(&self) -> Result<(), SealError> {
        for (file, text) in [
            ("policy", self.policy()),
            ("authority", self.lines(Role::Authority)),
            ("exporters", self.lines(Role::Exporter)),
        ] {
            let path = self.dir.join(file);
            if !text.is_empty() && disk::read_if_there(&path)?.as_deref() != Some(text.as_bytes()) {
                disk::write_whole(&path, text.as_bytes(), Durability::Durable)?;
            }
        }
        Ok(())
    }

    fn vkeys(&self, role: Role) -> impl Iterator<Item = &VKey> {
        let of_role = self.keys.iter().filter(move |((other, _), _)| *other == role);
        of_role.flat_map(|(_, keys)| keys.iter().map(|key| &key.vkey))
    }

    fn lines(&self, role: Role) -> String {
        self.vkeys(role).map(|vkey| vkey.text() + "\n").collect()
    }

    /// A C2SP tlog-policy. With several witnesses any one of them is enough.
    fn policy(&self) -> String {
        let mut text: String = self.vkeys(Role::Log).map(|vkey| format!("log {}\n", vkey.text())).collect();
        if text.is_empty() {
            return text;
        }
        let witnesses: Vec<&VKey> = self.vkeys(Role::Witness).collect();
        for vkey in &witnesses {
            text += &format!("witness {} {}\n", vkey.name, vkey.text());
        }
        match witnesses.as_slice() {
            [] => text += "quorum none\n",
            [only] => text += &format!("quorum {}\n", only.name),
            several => {
                let names: Vec<&str> = several.iter().map(|vkey| vkey.name.as_str()).collect();
                text += &format!("group {GROUP} any {}\nquorum {GROUP}\n", names.join(" "));
            }
        }
        text
    }

    /// Whether the policy of this folder asks for a witness.
    pub(super) fn has_witness(&self) -> bool {
        self.vkeys(Role::Witness).next().is_some()
    }

    /// The authority's key with this id.
    pub(super) fn authority_by_id(&self, id: KeyId) -> Option<Arc<SealKey>> {
        let keys = self.of(Role::Authority, &KeyFolder::authority_name(&self.origin));
        keys.iter().find(|key| key.vkey.id == id).cloned()
    }
}

const ACTORS: &str = "actors";
const WITNESSES: &str = "witnesses";
/// The name of the policy's group of witnesses.
const GROUP: &str = "witnesses";
const HEADER: &str = "# A secret key of recount: whoever has it can sign in this name";

fn check_origin(origin: &str) -> Result<(), SealError> {
    if let Some(fault) = key_name_fault(origin) {
        return Err(SealError::usage(format!("the origin {fault}")));
    }
    if let Some(fault) = key_name_fault(&KeyFolder::authority_name(origin)) {
        return Err(SealError::usage(format!("the name of the origin's authority {fault}")));
    }
    Ok(())
}

fn key_files(dir: &Path) -> Result<Vec<PathBuf>, SealError> {
    let mut files = Vec::new();
    for folder in [dir.to_path_buf(), dir.join(ACTORS), dir.join(WITNESSES)] {
        let mut here: Vec<String> = disk::names(&folder)?.into_iter().filter(|name| name.ends_with(".key")).collect();
        // authority.key before authority-2.key before authority-10.key: the order in which they were made.
        here.sort_by_key(|name| (name.len(), name.clone()));
        files.extend(here.into_iter().map(|name| folder.join(name)));
    }
    Ok(files)
}

fn key_text(role: Role, key: &SealKey) -> String {
    format!("{HEADER}\nrole {}\nvkey {}\nseed {}\n", role.word(), key.vkey.text(), b64_encode(&key.secret.seed()))
}

fn read_key(path: &Path, bytes: &[u8]) -> Result<(Role, SealKey), SealError> {
    let fault = |what: &str| SealError::KeyFile { path: path.to_path_buf(), what: what.to_owned() };
    let text = std::str::from_utf8(bytes).map_err(|_| fault("it is not text"))?;
    let value = |word: &str| text.lines().find_map(|line| line.strip_prefix(word)?.strip_prefix(' '));
    let role = value("role").and_then(|word| ROLES.into_iter().find(|role| role.word() == word));
    let role = role.ok_or_else(|| fault("it names no known role"))?;
    let vkey = value("vkey").ok_or_else(|| fault("it has no vkey line"))?;
    let vkey = VKey::parse(vkey).map_err(|e| fault(&format!("its vkey is {e}")))?;
    let seed = value("seed").and_then(b64_decode).and_then(|bytes| <[u8; 32]>::try_from(bytes).ok());
    let secret = SecretKey::from_seed(&seed.ok_or_else(|| fault("its seed is not 32 bytes in base64"))?);
    if vkey != VKey::new(&vkey.name, role.kind(), &secret.public()) {
        return Err(fault("its seed does not belong to its vkey"));
    }
    Ok((role, SealKey { secret, vkey }))
}

#[cfg(unix)]
fn others_may_read(path: &Path) -> Result<bool, SealError> {
    use std::os::unix::fs::PermissionsExt;
    let mode = fs::metadata(path).map_err(io_at("read", path))?.permissions().mode();
    Ok(mode & 0o077 != 0)
}

#[cfg(not(unix))]
fn others_may_read(_: &Path) -> Result<bool, SealError> {
    Ok(false)
}

/// `SHA-256("recount deterministic" LF seed LF role LF name LF generation)`: for tests and samples only.
fn derive(seed: &str, role: Role, name: &str, generation: usize) -> [u8; 32] {
    let mut hasher = Hasher::new();
    for part in ["recount deterministic", seed, role.word(), name, &generation.to_string()] {
        hasher.update(part.as_bytes());
        hasher.update(b"\n");
    }
    hasher.finish().0
}

#[cfg(test)]
mod tests;
