//! A small log that a test can bend in any way: every key is at hand, so every party can be the attacker.

use recount::bundle::container::Container;
use recount::bundle::proof::Checkpoint;
use recount::crypto::{Digest, KeyType, SecretKey, VKey, leaf_hash, note_line, subtrees, tree_root};
use recount::profile::{SeenNote, TrustProfile};
use recount::verify::{Options, Verification, verify};
use recount::watch::Watch;
use std::collections::BTreeMap;

pub const ORIGIN: &str = "forge.example/log";
/// 2026-07-01T12:05:10Z, when the witness signs.
pub const WITNESSED: u64 = 1_782_907_510;

/// A key with its name.
pub struct Holder {
    pub secret: SecretKey,
    pub vkey: VKey,
}

impl Holder {
    pub fn new(name: &str, kind: KeyType, seed: u8) -> Holder {
        let secret = SecretKey::from_seed(&[seed; 32]);
        let vkey = VKey::new(name, kind, &secret.public());
        Holder { secret, vkey }
    }

    pub fn actor(name: &str, seed: u8) -> Holder {
        Holder::new(name, KeyType::Record, seed)
    }
}

/// What a record says, without its signature.
pub fn prefix_at(by: &Holder, n: u64, prev: &str, time: &str, kind: &str, members: &str) -> String {
    format!(
        "{{\"v\":1,\"actor\":\"{}\",\"key\":\"{}\",\"n\":{n},\"prev\":\"{prev}\",\"time\":\"2026-07-01T{time}.000000Z\",\"type\":\"{kind}\",{members}",
        by.vkey.name,
        by.vkey.id.hex()
    )
}

/// The line of a prefix, signed for a log.
pub fn signed(by: &Holder, origin: &str, prefix: &[u8]) -> Vec<u8> {
    let signature = by.secret.sign(&[format!("sab/v1 record\n{origin}\n").as_bytes(), prefix].concat());
    [prefix, format!(",\"sig\":\"{}\"}}", recount::crypto::b64_encode(&signature.0)).as_bytes()].concat()
}

/// The bytes of a record file.
pub fn record_file(lines: &[Vec<u8>]) -> Vec<u8> {
    lines.iter().flat_map(|line| [line.as_slice(), b"\n"].concat()).collect()
}

/// A log in the making, and the parties that make it.
pub struct Forge {
    pub log: Holder,
    pub authority: Holder,
    pub exporter: Holder,
    pub witness: Holder,
    pub witnessed: u64,
    /// Lines as the operator sequenced them; they need not be text.
    pub lines: Vec<Vec<u8>>,
    pub blobs: Vec<Vec<u8>>,
    pub withheld: Vec<Digest>,
    /// The log that the manifest names.
    pub origin: String,
    /// The file `authority` of the profile, where it is not one line for the whole log.
    pub pins: Option<String>,
    chains: BTreeMap<String, (u64, String)>,
}

impl Forge {
    pub fn new() -> Forge {
        Forge {
            log: Holder::new(ORIGIN, KeyType::Note, 1),
            authority: Holder::actor("authority.example", 2),
            exporter: Holder::new("export.example", KeyType::Note, 3),
            witness: Holder::new("witness.example", KeyType::Cosignature, 4),
            witnessed: WITNESSED,
            lines: Vec::new(),
            blobs: Vec::new(),
            withheld: Vec::new(),
            origin: ORIGIN.to_owned(),
            pins: None,
            chains: BTreeMap::new(),
        }
    }

    pub fn profile(&self) -> TrustProfile {
        let policy = format!("log {}\nwitness w {}\nquorum w\n", self.log.vkey.text(), self.witness.vkey.text());
        let authority = self.pins.clone().unwrap_or_else(|| self.authority.vkey.text());
        TrustProfile::from_texts("test", &policy, &authority, &self.exporter.vkey.text(), "").unwrap()
    }

    /// Appends a record; `members` are those between `type` and the signature. Gives its leaf in base64.
    pub fn record(&mut self, by: &Holder, time: &str, kind: &str, members: &str) -> String {
        let prefix = self.prefix(by, time, kind, members);
        self.append(by, prefix.as_bytes())
    }

    /// Appends a record with any place in its chain; the chain does not move.
    pub fn record_at(&mut self, by: &Holder, n: u64, prev: &str, time: &str, kind: &str, members: &str) -> String {
        self.sequence(signed(by, ORIGIN, prefix_at(by, n, prev, time, kind, members).as_bytes()))
    }

    /// What the holder's next record would say, without its signature.
    pub fn prefix(&self, by: &Holder, time: &str, kind: &str, members: &str) -> String {
        let (n, prev) = self.chain(&by.vkey.name);
        prefix_at(by, n, &prev, time, kind, members)
    }

    /// What the next record of this actor carries as `n` and `prev`.
    pub fn chain(&self, actor: &str) -> (u64, String) {
        self.chains.get(actor).cloned().unwrap_or_default()
    }

    /// Signs a prefix of any bytes and appends it as the holder's next record.
    pub fn append(&mut self, by: &Holder, prefix: &[u8]) -> String {
        let leaf = self.sequence(signed(by, ORIGIN, prefix));
        let n = self.chains.get(&by.vkey.name).map_or(0, |(n, _)| *n);
        self.chains.insert(by.vkey.name.clone(), (n + 1, leaf.clone()));
        leaf
    }

    /// Puts a line into the log as it is. Gives its leaf in base64.
    pub fn sequence(&mut self, line: Vec<u8>) -> String {
        let leaf = leaf_hash(&line).b64();
        self.lines.push(line);
        leaf
    }

    pub fn key_event(&mut self, time: &str, body: &str) -> String {
        let authority = Holder::actor(&self.authority.vkey.name.clone(), 2);
        self.record(&authority, time, "key", &format!("\"body\":{{{body}}}"))
    }

    pub fn add(&mut self, time: &str, holder: &Holder) -> String {
        let body = format!(
            "\"op\":\"add\",\"vkey\":\"{}\",\"from\":\"2026-07-01T00:00:00Z\",\"until\":\"2026-10-01T00:00:00Z\"",
            holder.vkey.text()
        );
        self.key_event(time, &body)
    }

    pub fn note(&self, size: usize) -> String {
        let leaves: Vec<Digest> = self.lines[..size].iter().map(|line| leaf_hash(line)).collect();
        let text = Checkpoint::text(ORIGIN, size as u64, &tree_root(&leaves));
        let log = note_line(&self.log.secret, &self.log.vkey, &text, None);
        format!("{text}\n{log}{}", note_line(&self.witness.secret, &self.witness.vkey, &text, Some(self.witnessed)))
    }

    /// The files of a bundle that discloses these segments, without its manifest.
    pub fn files(&self, segments: &[(usize, usize)]) -> BTreeMap<String, Vec<u8>> {
        let leaves: Vec<Digest> = self.lines.iter().map(|line| leaf_hash(line)).collect();
        let mut files = BTreeMap::new();
        files.insert("checkpoint".to_owned(), self.note(self.lines.len()).into_bytes());
        let (mut proof, mut hashes, mut at) = ("sab/v1 proof\n".to_owned(), String::new(), 0);
        for (start, end) in segments.iter().copied().chain([(self.lines.len(), self.lines.len())]) {
            for (level, first) in subtrees(at as u64, start as u64) {
                let first = first as usize;
                hashes.push_str(&(tree_root(&leaves[first..first + (1 << level)]).b64() + "\n"));
            }
            if start < end {
                proof.push_str(&format!("segment {start} {end}\n"));
                files.insert(format!("records/{start:012}.jsonl"), record_file(&self.lines[start..end]));
            }
            at = end;
        }
        files.insert("proof".to_owned(), format!("{proof}\n{hashes}").into_bytes());
        if !self.blobs.is_empty() {
            let pack =
                self.blobs.iter().flat_map(|blob| [&(blob.len() as u32).to_be_bytes(), blob.as_slice()].concat());
            files.insert("packs/000000000000.pack".to_owned(), pack.collect());
        }
        files
    }

    /// Signs a manifest over the files.
    pub fn sign(&self, exporter: &Holder, mut files: BTreeMap<String, Vec<u8>>) -> BTreeMap<String, Vec<u8>> {
        let mut text = format!("sab/v1 manifest\norigin {}\nexported 1782907600\n", self.origin);
        for (path, bytes) in &files {
            text.push_str(&format!("file {} {} {path}\n", Digest::of(bytes).hex(), bytes.len()));
        }
        self.withheld.iter().for_each(|id| text.push_str(&format!("withheld {} pii\n", id.hex())));
        let note = format!("{text}\n{}", note_line(&exporter.secret, &exporter.vkey, &text, None));
        files.insert("manifest".to_owned(), note.into_bytes());
        files
    }

    /// Verifies a bundle that the exporter signed.
    pub fn verify(&self, files: BTreeMap<String, Vec<u8>>) -> Verification {
        self.verify_with(self.sign(&self.exporter, files), &[], &Watch::new())
    }

    pub fn verify_with(&self, files: BTreeMap<String, Vec<u8>>, seen: &[SeenNote], watch: &Watch) -> Verification {
        let profile = self.profile();
        let options = Options { profile: Some(&profile), seen, ..Options::default() };
        verify(&Container::from_files(files), Vec::new(), &options, watch, &mut |_| {})
    }

    /// Verifies the whole log.
    pub fn verify_whole(&self) -> Verification {
        self.verify(self.files(&[(0, self.lines.len())]))
    }
}
