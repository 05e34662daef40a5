//! What the window remembers from one run to the next, in `window.json` of the configuration folder: never text from evidence.
//!
//! A file that cannot be read is set aside and told; the window then begins as new.

use crate::crypto::{hex_encode, random_bytes};
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The settings.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(default)]
pub struct Settings {
    /// The look, by its word.
    pub look: String,
    /// Size of everything, 0.75 to 3.
    pub zoom: f32,
    /// The window's place and size, in points.
    pub window: Option<Window>,
    /// Sizes of panels, in points, by name.
    pub panels: BTreeMap<String, f32>,
    /// Panes that are put away.
    pub hidden: BTreeSet<Pane>,
    /// Pages of the centre side by side, by their words.
    pub columns: Vec<String>,
    /// What was opened, the newest first.
    pub recent: Vec<Recent>,
}

/// Where the window was.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize)]
pub struct Window {
    /// Left and top; `None` where the system does not tell.
    pub place: Option<[f32; 2]>,
    /// Width and height.
    pub size: [f32; 2],
    /// It fills the screen.
    pub maximized: bool,
}

/// A pane that can be put away.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Pane {
    /// What is in the case, at the left.
    Contents,
    /// One record in full, at the right.
    Inspector,
    /// What the reviewer keeps.
    Notebook,
}

/// Something that was opened.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Recent {
    /// Where it lies.
    pub path: PathBuf,
    /// Whether it is a case folder.
    pub case: bool,
    /// When, in POSIX seconds.
    pub when: u64,
    /// The verdict of then, in its word.
    pub verdict: String,
    /// Whether nothing lies there now.
    #[serde(skip)]
    pub gone: bool,
}

impl Default for Settings {
    fn default() -> Settings {
        Settings {
            look: String::new(),
            zoom: 1.0,
            window: None,
            panels: BTreeMap::new(),
            hidden: BTreeSet::new(),
            columns: Vec::new(),
            recent: Vec::new(),
        }
    }
}

impl Settings {
    /// Reads the settings of a configuration folder, and tells what was wrong with them.
    pub fn load(config: Option<&Path>) -> (Settings, Option<String>) {
        let Some(path) = config.map(|config| config.join(FILE)) else { return Default::default() };
        let text = match fs::read_to_string(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Default::default(),
            Err(error) => return (Settings::default(), Some(set_aside(&path, &error.to_string()))),
        };
        match serde_json::from_str::<Settings>(&text) {
            Ok(settings) => (settings.sound(), None),
            Err(error) => (Settings::default(), Some(set_aside(&path, &error.to_string()))),
        }
    }

    /// Writes them whole: a reader finds the old file or the new one.
    ///
    /// # Errors
    /// What the file system says.
    pub fn save(&self, config: &Path) -> io::Result<()> {
        fs::create_dir_all(config)?;
        let text = serde_json::to_string_pretty(self).map_err(io::Error::other)?;
        let random = random_bytes()?;
        let temporary = config.join(format!(".window-{}", hex_encode(random.get(..8).unwrap_or(&random))));
        let written = fs::write(&temporary, text + "\n").and_then(|()| fs::rename(&temporary, config.join(FILE)));
        if written.is_err() {
            // The first fault is the one to tell.
            let _ = fs::remove_file(&temporary);
        }
        written
    }

    /// Puts what was opened just now in front.
    pub fn opened(&mut self, recent: Recent) {
        self.recent.retain(|other| other.path != recent.path);
        self.recent.insert(0, recent);
        self.recent.truncate(RECENT_MAX);
    }

    /// Looks again which of what was opened is still there.
    pub fn look_again(&mut self) {
        self.recent.iter_mut().for_each(|recent| recent.gone = !recent.path.exists());
    }

    /// Anybody may have edited the file: numbers that would make the window unusable are dropped.
    fn sound(mut self) -> Settings {
        self.zoom = if self.zoom.is_finite() { self.zoom.clamp(ZOOM_MIN, ZOOM_MAX) } else { 1.0 };
        let sane = |number: &f32| number.is_finite() && number.abs() <= FAR;
        self.window = self.window.filter(|window| {
            window.size.iter().all(|side| sane(side) && *side >= LEAST) && window.place.iter().flatten().all(sane)
        });
        self.panels.retain(|_, size| sane(size) && *size > 0.0);
        self.recent.truncate(RECENT_MAX);
        self.look_again();
        self
    }
}

/// The text of the file of keys; `None`: there is none. `Err`: why it cannot be read.
///
/// # Errors
/// What the file system says, or that no file of keys is so long.
pub fn read_keys(path: &Path) -> Result<Option<String>, String> {
    let mut text = String::new();
    let file = match fs::File::open(path) {
        Ok(file) => file,
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(error.to_string()),
    };
    file.take(KEYS_MOST + 1).read_to_string(&mut text).map_err(|error| error.to_string())?;
    if text.len() as u64 > KEYS_MOST { Err("it is longer than 64 KiB".to_owned()) } else { Ok(Some(text)) }
}

fn set_aside(path: &Path, why: &str) -> String {
    let aside = path.with_extension("json.broken");
    match fs::rename(path, &aside) {
        Ok(()) => format!("The window's settings could not be read and were put aside as {}: {why}", aside.display()),
        Err(error) => format!("The window's settings could not be read ({why}) nor put aside ({error})"),
    }
}

const FILE: &str = "window.json";
/// The file of keys in the configuration folder.
pub const KEYS_FILE: &str = "keys.toml";
const KEYS_MOST: u64 = 65_536;
/// Least and greatest size of everything.
pub const ZOOM_MIN: f32 = 0.75;
/// The greatest.
pub const ZOOM_MAX: f32 = 3.0;
/// What the welcome page can show.
const RECENT_MAX: usize = 12;
/// No screen is so large, in points.
const FAR: f32 = 32_768.0;
const LEAST: f32 = 200.0;

#[cfg(test)]
mod tests {
    use super::*;

    fn recent(path: &Path) -> Recent {
        Recent { path: path.to_owned(), case: false, when: 7, verdict: "Verified".to_owned(), gone: false }
    }

    #[test]
    fn what_is_saved_is_read_again_and_nothing_is_left_beside_it() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(Settings::load(Some(dir.path())), (Settings::default(), None));
        let mut settings = Settings { look: "Light".to_owned(), zoom: 1.5, ..Settings::default() };
        settings.window = Some(Window { place: Some([10.0, -20.0]), size: [1280.0, 720.0], maximized: false });
        settings.panels.insert("contents".to_owned(), 250.0);
        settings.opened(recent(&dir.path().join("gone.sab")));
        settings.opened(recent(dir.path()));
        settings.opened(recent(&dir.path().join("gone.sab")));
        settings.look_again();
        settings.save(dir.path()).unwrap();
        settings.save(dir.path()).unwrap();
        assert_eq!(Settings::load(Some(dir.path())), (settings.clone(), None));
        let gone: Vec<bool> = settings.recent.iter().map(|recent| recent.gone).collect();
        assert_eq!(gone, [true, false]);
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn a_broken_file_is_set_aside_and_told() {
        let dir = tempfile::tempdir().unwrap();
        for broken in ["", "{", "[1]", "{\"zoom\":\"x\"}", "\u{0}"] {
            fs::write(dir.path().join(FILE), broken).unwrap();
            let (settings, told) = Settings::load(Some(dir.path()));
            assert_eq!(settings, Settings::default());
            assert!(told.unwrap().contains("window.json.broken"), "{broken:?}");
            assert!(!dir.path().join(FILE).exists());
            assert_eq!(fs::read_to_string(dir.path().join("window.json.broken")).unwrap(), broken);
        }
        fs::write(dir.path().join(FILE), [0xff, 0xfe]).unwrap();
        assert!(Settings::load(Some(dir.path())).1.is_some());
    }

    #[test]
    fn numbers_out_of_range_do_not_hide_the_window() {
        let dir = tempfile::tempdir().unwrap();
        let text =
            r#"{"zoom":90,"window":{"place":[1e30,0],"size":[1,1],"maximized":false},"panels":{"a":-1},"new":1}"#;
        fs::write(dir.path().join(FILE), text).unwrap();
        let (settings, told) = Settings::load(Some(dir.path()));
        assert_eq!((settings.zoom, settings.window, settings.panels.len(), told), (ZOOM_MAX, None, 0, None));
    }
}
