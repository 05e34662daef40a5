//! Makes `tampered.sab` out of a sealed sample: one record altered, one removed, the manifest signed again by the exporter.
//!
//! usage: doctor_sample FOLDER KEYS OUT.sab. FOLDER is the sample as a folder, KEYS the demonstration keys.
//! The exporter's key is the attacker's best case: the manifest is sound, so the verdict rests on the records alone.

use recount::bundle::container::{ZipWriter, crc32_of};
use recount::crypto::{Digest, note_line};
use recount::seal::KeyFolder;
use std::collections::BTreeMap;
use std::error::Error;
use std::path::Path;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments: Vec<String> = std::env::args().collect();
    let [_, folder, keys, out] = arguments.as_slice() else {
        return Err("usage: doctor_sample FOLDER KEYS OUT.sab".into());
    };
    let mut files = BTreeMap::new();
    read(Path::new(folder), "", &mut files)?;
    // Key events of March stand in files of their own; the segment of May comes last.
    let last = files.range_mut("records/".to_owned().."records0".to_owned()).next_back();
    let (_, records) = last.ok_or("no records")?;
    *records = doctor(std::str::from_utf8(records)?)?.into_bytes();
    let manifest = String::from_utf8(files.remove("manifest").ok_or("no manifest")?)?;
    let origin = KeyFolder::origin_of(Path::new(keys))?.ok_or("no keys")?;
    let exporter = KeyFolder::open(Path::new(keys), &origin, None)?.exporter()?;
    let mut text: String =
        manifest.lines().take_while(|line| !line.starts_with("file ")).map(|line| format!("{line}\n")).collect();
    for (path, bytes) in &files {
        text.push_str(&format!("file {} {} {path}\n", Digest::of(bytes).hex(), bytes.len()));
    }
    let signed = format!("{text}\n{}", note_line(&exporter.secret, &exporter.vkey, &text, None));
    files.insert("manifest".to_owned(), signed.into_bytes());
    write(&files, Path::new(out))
}

/// The export of the secrets becomes a harmless read, and the first of two uses of a grant disappears.
fn doctor(records: &str) -> Result<String, Box<dyn Error>> {
    let mut lines: Vec<String> = records.lines().map(str::to_owned).collect();
    let of = |kind: &str, text: &str, lines: &[String]| {
        lines.iter().position(|line| line.contains(&format!("\"type\":\"{kind}\"")) && line.contains(text))
    };
    let export = of("tool.call", "\"effect\":\"export\"", &lines).ok_or("no export")?;
    lines[export] = lines[export].replace("\"effect\":\"export\"", "\"effect\":\"read\"");
    let used = of("grant.use", "\"g-102\"", &lines).ok_or("no grant use")?;
    lines.remove(used);
    Ok(lines.into_iter().map(|line| line + "\n").collect())
}

fn read(dir: &Path, prefix: &str, files: &mut BTreeMap<String, Vec<u8>>) -> Result<(), Box<dyn Error>> {
    for entry in std::fs::read_dir(dir)? {
        let entry = entry?;
        let name = format!("{prefix}{}", entry.file_name().to_string_lossy());
        if entry.file_type()?.is_dir() {
            read(&entry.path(), &format!("{name}/"), files)?;
        } else {
            files.insert(name, std::fs::read(entry.path())?);
        }
    }
    Ok(())
}

fn write(files: &BTreeMap<String, Vec<u8>>, out: &Path) -> Result<(), Box<dyn Error>> {
    let first = ["manifest", "checkpoint", "proof"];
    let rest = files.keys().map(String::as_str).filter(|path| !first.contains(path));
    let mut zip = ZipWriter::new(std::fs::File::create(out)?);
    for path in first.into_iter().chain(rest) {
        let bytes = files.get(path).ok_or("a file is missing")?;
        let (size, crc) = crc32_of(&mut bytes.as_slice())?;
        zip.add_stored(path, size, crc, &mut bytes.as_slice())?;
    }
    zip.finish()?;
    Ok(())
}
