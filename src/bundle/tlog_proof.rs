//! The C2SP tlog-proof: one file that ties one record to a checkpoint (`bundle-format.md` appendix A).
//!
//! It leaves the house alone, without a bundle around it, so a stranger's tool may have written it: read as strictly as the rest.

use super::manifest::decimal;
use crate::crypto::{Digest, PATH_MAX, b64_decode};

/// A parsed proof that borrows its bytes. Nothing in it is believed yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TlogProof<'a> {
    /// Log index of the record, from 0.
    pub index: u64,
    /// Siblings from the leaf's up to the root's child.
    pub path: Vec<Digest>,
    /// The checkpoint's note.
    pub note: &'a str,
}

impl<'a> TlogProof<'a> {
    /// Parses a proof; `None` if the bytes are none. What stands in `extra` is passed over, if it is base64.
    pub fn parse(bytes: &'a [u8]) -> Option<TlogProof<'a>> {
        let (head, note) = std::str::from_utf8(bytes).ok()?.split_once("\n\n")?;
        let mut lines = head.split('\n').peekable();
        if lines.next()? != HEADER {
            return None;
        }
        if let Some(extra) = lines.next_if(|line| line.starts_with("extra ")) {
            b64_decode(extra.strip_prefix("extra ")?)?;
        }
        let index = decimal(lines.next()?.strip_prefix("index ")?)?;
        let path = lines.map(Digest::from_b64).collect::<Option<Vec<_>>>()?;
        (path.len() <= PATH_MAX).then_some(TlogProof { index, path, note })
    }

    /// The text that [`TlogProof::parse`] reads.
    pub fn text(&self) -> String {
        let hashes: String = self.path.iter().map(|hash| hash.b64() + "\n").collect();
        format!("{HEADER}\nindex {}\n{hashes}\n{}", self.index, self.note)
    }
}

const HEADER: &str = "c2sp.org/tlog-proof@v1";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_proof_reads_back() {
        let proof = TlogProof { index: 3, path: vec![Digest::of(b"a"), Digest::of(b"b")], note: "a note\n" };
        assert_eq!(TlogProof::parse(proof.text().as_bytes()), Some(proof.clone()));
        let with_extra = proof.text().replace("index", "extra QQ==\nindex");
        assert_eq!(TlogProof::parse(with_extra.as_bytes()), Some(proof));
    }

    #[test]
    fn what_is_none_is_refused() {
        let good = TlogProof { index: 3, path: vec![Digest::of(b"a")], note: "a note\n" }.text();
        for bad in [
            good.replace("@v1", "@v2"),
            good.replace("index 3", "index 03"),
            good.replace("index", "extra Q\nindex"),
            good.replace("=\n\n", "\n\n"),
            good.replace("\n\n", "\n"),
        ] {
            assert_eq!(TlogProof::parse(bad.as_bytes()), None, "{bad}");
        }
    }
}
