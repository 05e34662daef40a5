//! Fonts of the system for scripts that the program carries none for, found by the names of their files.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// For each script the first of its fonts that lies in these folders: name and bytes.
pub fn found(folders: &[PathBuf]) -> Vec<(&'static str, Vec<u8>)> {
    let mut there = BTreeMap::new();
    let mut left = ENTRIES_MAX;
    folders.iter().for_each(|folder| look(folder, DEPTH_MAX, &mut left, &mut there));
    let first = |names: &&[&'static str]| names.iter().find_map(|name| Some((*name, there.get(*name)?)));
    let chosen = SCRIPTS.iter().filter_map(first);
    chosen.filter_map(|(name, path)| Some((name, std::fs::read(path).ok()?))).collect()
}

/// Where fonts lie.
pub fn folders() -> Vec<PathBuf> {
    let home = std::env::var_os("HOME").map(PathBuf::from);
    let own = [".local/share/fonts", ".fonts", "Library/Fonts"];
    let own = home.iter().flat_map(|home| own.iter().map(|folder| home.join(folder)));
    let shared = ["/usr/share/fonts", "/usr/local/share/fonts", "/System/Library/Fonts", "/Library/Fonts"];
    let windows = std::env::var_os("WINDIR").map(|dir| PathBuf::from(dir).join("Fonts"));
    shared.iter().map(PathBuf::from).chain(windows).chain(own).collect()
}

fn look(folder: &Path, depth: usize, left: &mut usize, there: &mut BTreeMap<String, PathBuf>) {
    for entry in std::fs::read_dir(folder).into_iter().flatten().flatten() {
        if *left == 0 || depth == 0 {
            return;
        }
        *left -= 1;
        let path = entry.path();
        if path.is_dir() {
            look(&path, depth - 1, left, there);
        } else if entry.metadata().is_ok_and(|of| of.is_file() && of.len() <= BYTES_MAX) {
            there.entry(entry.file_name().to_string_lossy().into_owned()).or_insert(path);
        }
    }
}

/// Fonts by the script that they are for; of each list the first that is there.
const SCRIPTS: &[&[&str]] = &[
    &[
        "NotoSansCJK-Regular.ttc",
        "NotoSansCJKsc-Regular.otf",
        "NotoSansSC-Regular.otf",
        "SourceHanSans.ttc",
        "wqy-microhei.ttc",
        "wqy-zenhei.ttc",
        "DroidSansFallbackFull.ttf",
        "msyh.ttc",
        "PingFang.ttc",
        "Hiragino Sans GB.ttc",
        "Arial Unicode.ttf",
    ],
    &["NotoSansJP-Regular.otf", "TakaoGothic.ttf", "ipag.ttf", "YuGothR.ttc", "msgothic.ttc"],
    &["NotoSansKR-Regular.otf", "NanumGothic.ttf", "malgun.ttf", "AppleSDGothicNeo.ttc"],
    &["NotoSansDevanagari-Regular.ttf", "Lohit-Devanagari.ttf", "Nirmala.ttc", "Nirmala.ttf"],
    &["NotoSansBengali-Regular.ttf", "Lohit-Bengali.ttf"],
    &["NotoSansTamil-Regular.ttf", "Lohit-Tamil.ttf"],
    &["NotoSansThai-Regular.ttf", "Loma.ttf", "leelawad.ttf", "Thonburi.ttc"],
    &["NotoSansEthiopic-Regular.ttf", "AbyssinicaSIL-Regular.ttf"],
    &["NotoEmoji-Regular.ttf", "Symbola.ttf", "Symbola_hint.ttf"],
];

/// Folders within folders that are looked into.
const DEPTH_MAX: usize = 6;
/// Files and folders that are looked at.
const ENTRIES_MAX: usize = 50_000;
/// Bytes of a font; the largest of the list have 20 MB.
const BYTES_MAX: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_each_script_the_first_font_that_is_there_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let below = dir.path().join("truetype/cjk");
        std::fs::create_dir_all(&below).unwrap();
        for name in ["wqy-zenhei.ttc", "wqy-microhei.ttc", "NanumGothic.ttf", "Other.ttf"] {
            std::fs::write(below.join(name), name).unwrap();
        }
        let names: Vec<&str> = found(&[dir.path().join("none"), dir.path().to_owned()])
            .into_iter()
            .map(|(name, bytes)| {
                assert_eq!(name.as_bytes(), bytes);
                name
            })
            .collect();
        assert_eq!(names, ["wqy-microhei.ttc", "NanumGothic.ttf"]);
    }
}
