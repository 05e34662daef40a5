//! Verifier keys as C2SP signed-note spells them: `name+id+base64(type || public key)`.

use super::{Digest, Hasher, PublicKey, b64_decode, b64_encode, hex_decode, hex_encode};
use std::fmt;
use thiserror::Error;
use unicode_properties::{GeneralCategory, UnicodeGeneralCategory};

/// The first four bytes of `H(name || LF || type || public key)`. Only 32 bits: it finds a key, it proves nothing.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 4]);

impl KeyId {
    /// The id of a key with this name, type and public bytes.
    pub fn of(name: &str, kind: KeyType, public: &[u8]) -> KeyId {
        let mut hasher = Hasher::new();
        hasher.update(name.as_bytes());
        hasher.update(b"\n");
        hasher.update(kind.bytes());
        hasher.update(public);
        let Digest([a, b, c, d, ..]) = hasher.finish();
        KeyId([a, b, c, d])
    }

    /// Eight characters of lower-case hex.
    pub fn hex(&self) -> String {
        hex_encode(&self.0)
    }

    /// Reads what [`KeyId::hex`] writes.
    pub fn from_hex(text: &str) -> Option<KeyId> {
        hex_decode(text).map(KeyId)
    }
}

impl fmt::Debug for KeyId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.hex())
    }
}

/// What a key may sign. The type is part of the id, so a key of one type is never found as one of another.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum KeyType {
    /// 0x01: Ed25519 over a note's text (logs, exporters).
    Note,
    /// 0x04: Ed25519 cosignature with a time (witnesses).
    Cosignature,
    /// 0x06: ML-DSA-44 cosignature (witnesses); known, not checked in this version.
    MlDsa44,
    /// 0xff `sab-record-v1`: Ed25519 over records (actors, authorities).
    Record,
}

impl KeyType {
    /// The bytes that stand before the public key.
    pub fn bytes(self) -> &'static [u8] {
        match self {
            KeyType::Note => &[1],
            KeyType::Cosignature => &[4],
            KeyType::MlDsa44 => &[6],
            KeyType::Record => b"\xffsab-record-v1",
        }
    }
}

/// A parsed verifier key.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct VKey {
    /// The key's name, which is the name of its holder.
    pub name: String,
    /// The id, which matches the bytes.
    pub id: KeyId,
    /// What it may sign.
    pub kind: KeyType,
    /// The public bytes: 32, or 1,312 for ML-DSA-44.
    pub public: Vec<u8>,
}

/// What is wrong with the text of a key.
#[derive(Clone, PartialEq, Eq, Debug, Error)]
pub enum VKeyError {
    /// Not `name+id+base64`.
    #[error("not of the form NAME+ID+BASE64")]
    Form,
    /// The name breaks the rule of the format.
    #[error("the name {0}")]
    Name(&'static str),
    /// The type byte is none that is known here.
    #[error("unknown key type")]
    Type,
    /// Wrong number of public bytes.
    #[error("wrong length of the public key")]
    Length,
    /// The id is not that of the bytes.
    #[error("the id is {stated:?}, but the bytes have {computed:?}")]
    Id {
        /// The id in the text.
        stated: KeyId,
        /// The id of the bytes.
        computed: KeyId,
    },
    /// Small-order, mixed-order or non-canonical public key.
    #[error("weak public key (small-order, mixed-order or not canonical)")]
    Weak,
}

impl VKey {
    /// The vkey of an Ed25519 key.
    pub fn new(name: &str, kind: KeyType, public: &PublicKey) -> VKey {
        let public = public.bytes();
        VKey { name: name.to_owned(), id: KeyId::of(name, kind, &public), kind, public: public.to_vec() }
    }

    /// Parses a vkey. Form first, then the id, then the strength of the key.
    ///
    /// # Errors
    /// What [`VKeyError`] lists.
    pub fn parse(text: &str) -> Result<VKey, VKeyError> {
        let mut parts = text.splitn(3, '+');
        let (Some(name), Some(id), Some(b64)) = (parts.next(), parts.next(), parts.next()) else {
            return Err(VKeyError::Form);
        };
        if let Some(fault) = key_name_fault(name) {
            return Err(VKeyError::Name(fault));
        }
        let stated = KeyId::from_hex(id).ok_or(VKeyError::Form)?;
        let bytes = b64_decode(b64).ok_or(VKeyError::Form)?;
        let (kind, public) = [KeyType::Note, KeyType::Cosignature, KeyType::MlDsa44, KeyType::Record]
            .into_iter()
            .find_map(|kind| Some((kind, bytes.strip_prefix(kind.bytes())?)))
            .ok_or(VKeyError::Type)?;
        let computed = KeyId::of(name, kind, public);
        let vkey = VKey { name: name.to_owned(), id: stated, kind, public: public.to_vec() };
        if public.len() != if kind == KeyType::MlDsa44 { 1312 } else { 32 } {
            return Err(VKeyError::Length);
        }
        if computed != stated {
            return Err(VKeyError::Id { stated, computed });
        }
        if kind != KeyType::MlDsa44 && vkey.ed25519().is_none_or(|key| key.is_weak()) {
            return Err(VKeyError::Weak);
        }
        Ok(vkey)
    }

    /// The Ed25519 public key; `None` for ML-DSA-44.
    pub fn ed25519(&self) -> Option<PublicKey> {
        PublicKey::parse(self.public.as_slice().try_into().ok()?)
    }

    /// The text that [`VKey::parse`] reads.
    pub fn text(&self) -> String {
        let mut bytes = self.kind.bytes().to_vec();
        bytes.extend_from_slice(&self.public);
        format!("{}+{}+{}", self.name, self.id.hex(), b64_encode(&bytes))
    }
}

/// Why `name` cannot be the name of a key or actor: 1 to 255 bytes, no White_Space, Cc, Cf or Cs, no `+`.
pub fn key_name_fault(name: &str) -> Option<&'static str> {
    if name.is_empty() {
        return Some("is empty");
    }
    if name.len() > 255 {
        return Some("is longer than 255 bytes");
    }
    if name.bytes().all(|byte| byte.is_ascii_graphic() && byte != b'+') {
        return None;
    }
    name.chars().find_map(|c| match c.general_category() {
        _ if c == '+' => Some("holds a +"),
        _ if c.is_whitespace() => Some("holds white space"),
        GeneralCategory::Control => Some("holds a control character"),
        GeneralCategory::Format | GeneralCategory::Surrogate => Some("holds an invisible format character"),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const PLANNER: &str = "agent:planner+d86fa2a2+/3NhYi1yZWNvcmQtdjH8Uc2OYhiho42kftACMPBYCBbtE7ozA6xd65EVSJCAJQ==";

    #[test]
    fn the_specification_key_reads_and_writes_back() {
        let key = VKey::parse(PLANNER);
        assert_eq!(key.as_ref().map(VKey::text), Ok(PLANNER.to_owned()));
        assert_eq!(key.map(|key| key.kind), Ok(KeyType::Record));
    }

    #[test]
    fn each_fault_is_told() {
        assert_eq!(VKey::parse("a+b"), Err(VKeyError::Form));
        assert!(matches!(VKey::parse(&PLANNER.replace("d86f", "d86e")), Err(VKeyError::Id { .. })));
        assert!(matches!(VKey::parse(&PLANNER.replace("agent:", "agent ")), Err(VKeyError::Name(_))));
        assert_eq!(key_name_fault("a\u{200b}b"), Some("holds an invisible format character"));
        assert_eq!(key_name_fault("agent:ｐlanner"), None);
    }
}
