//! What was read of each file: its digest for the manifest, and whether the container gave all of it.

use super::content::Contents;
use super::findings::Findings;
use crate::bundle::container::{Container, FileStream};
use crate::bundle::manifest::Manifest;
use crate::bundle::{Code, Failure};
use crate::crypto::Digest;
use crate::watch::{Watch, Watched};
use std::collections::BTreeMap;
use std::io::{self, Read};

/// The files read so far.
#[derive(Debug, Default)]
pub struct FilesRead(BTreeMap<String, FileRead>);

/// One file that was read to its end.
#[derive(Clone, Copy, Debug)]
struct FileRead {
    digest: Digest,
    length: u64,
    cut: bool,
}

impl FilesRead {
    /// Notes a file that was read to its end, and tells what its stream found; `true` if damage cut it short.
    ///
    /// A file that came out whole is tested even where the container has a fault; one that was cut cannot be.
    pub fn note(
        &mut self,
        path: &str,
        (digest, length): (Digest, u64),
        stream: &mut FileStream<'_>,
        findings: &mut Findings,
    ) -> bool {
        let cut = stream.is_cut();
        findings.extend(stream.faults());
        self.0.insert(path.to_owned(), FileRead { digest, length, cut });
        cut
    }

    /// Reads a small file whole; of one longer than `limit` the first `limit` + 1 bytes, which its parser refuses.
    ///
    /// `None` if it is absent, or unreadable, which is told.
    pub fn small(&mut self, container: &Container, path: &str, limit: u64, findings: &mut Findings) -> Option<Vec<u8>> {
        container.entry(path)?;
        match self.read(container, path, limit, findings) {
            Ok(bytes) => Some(bytes),
            Err(error) => {
                findings.add(Failure::new(Code::Io, error.to_string()).file(path));
                None
            }
        }
    }

    fn read(&mut self, container: &Container, path: &str, limit: u64, findings: &mut Findings) -> io::Result<Vec<u8>> {
        let mut stream = container.open_file(path)?;
        let mut bytes = Vec::new();
        let read = (&mut stream).take(limit.saturating_add(1)).read_to_end(&mut bytes)?;
        let length = u64::try_from(read).unwrap_or(u64::MAX);
        if length <= limit {
            self.note(path, (Digest::of(&bytes), length), &mut stream, findings);
        }
        Ok(bytes)
    }

    /// Hashes the listed files that nothing else read.
    pub fn hash_the_rest(
        &mut self,
        container: &Container,
        manifest: &Manifest,
        watch: &Watch,
        findings: &mut Findings,
    ) {
        let mut contents = Contents::default();
        let listed = manifest.files.iter().filter(|file| container.entry(&file.path).is_some());
        for path in listed.map(|file| file.path.as_str()) {
            if self.0.contains_key(path) || watch.is_cancelled() {
                continue;
            }
            let read = container.open_file(path).and_then(|stream| {
                let mut stream = Watched::new(stream, watch);
                Ok((contents.read(&mut stream, u64::MAX)?, stream))
            });
            match read {
                Ok((content, mut stream)) => {
                    self.note(path, (content.digest, content.length), stream.get_mut(), findings);
                }
                Err(_) if watch.is_cancelled() => {}
                Err(error) => findings.add(Failure::new(Code::Io, error.to_string()).file(path)),
            }
        }
    }

    /// Compares what was read with the manifest.
    ///
    /// What the container declares is compared too: a stream that ends early must not hide that another size was declared.
    pub fn compare(&self, container: &Container, manifest: &Manifest, findings: &mut Findings) {
        for file in &manifest.files {
            if let Some(entry) = container.entry(&file.path).filter(|entry| entry.size != file.bytes) {
                let values = (format!("{} bytes", file.bytes), format!("{} bytes", entry.size));
                findings.add(Failure::new(Code::FileSize, "").file(&file.path).values(values.0, values.1));
                continue;
            }
            let Some(read) = self.0.get(&file.path).filter(|read| !read.cut) else { continue };
            if read.length != file.bytes {
                let values = (format!("{} bytes", file.bytes), format!("{} bytes", read.length));
                findings.add(Failure::new(Code::FileSize, "").file(&file.path).values(values.0, values.1));
            } else if read.digest != file.digest {
                let values = (file.digest.hex(), read.digest.hex());
                findings.add(Failure::new(Code::FileHash, "").file(&file.path).values(values.0, values.1));
            }
        }
    }
}
