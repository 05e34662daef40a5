//! Ed25519 under one rule: the strict one (`bundle-format.md` section 2.4).
//!
//! Accepted iff S < L, A and R are canonical and not small-order, and `[S]B = R + [k]A` without cofactor. The set accepted is
//! inside that of every mainstream verifier. Batch verification is absent on purpose: it can be made to accept what single
//! verification rejects. The laxer rules at the bottom only explain a rejection.

use curve25519_dalek::edwards::{CompressedEdwardsY, EdwardsPoint};
use curve25519_dalek::scalar::Scalar;
use ed25519_dalek::{Signer, SigningKey, VerifyingKey};
use sha2::{Digest as _, Sha512};
use std::fmt;

/// 64 bytes of signature, not yet checked.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Signature(pub [u8; 64]);

/// Why a signature was not accepted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct SignatureFault {
    /// S >= L, or R is not the canonical encoding of a point: somebody re-encoded a signature.
    pub non_canonical: bool,
    /// A laxer rule in use elsewhere that would have accepted it.
    pub lax: Option<Lax>,
}

/// A laxer rule that other programs use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Lax {
    /// Cofactored equation, any encoding of points (ZIP 215).
    Zip215,
    /// Cofactorless equation with small-order and non-canonical keys allowed (the original code and its descendants).
    Ref10,
}

impl Lax {
    /// The word used in reports.
    pub fn name(self) -> &'static str {
        match self {
            Lax::Zip215 => "zip215",
            Lax::Ref10 => "ref10",
        }
    }
}

/// An Ed25519 public key whose encoding is canonical.
#[derive(Clone)]
pub struct PublicKey(VerifyingKey);

impl PublicKey {
    /// Decodes a public key; `None` if the bytes are no canonical encoding of a point.
    pub fn parse(bytes: &[u8; 32]) -> Option<PublicKey> {
        if !is_canonical(bytes) {
            return None;
        }
        VerifyingKey::from_bytes(bytes).ok().map(PublicKey)
    }

    /// The 32 bytes.
    pub fn bytes(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// Whether the key has a small-order component: for such a key one signature can fit many messages.
    pub fn is_weak(&self) -> bool {
        match CompressedEdwardsY(self.bytes()).decompress() {
            Some(point) => point.is_small_order() || !point.is_torsion_free(),
            None => true,
        }
    }

    /// Checks `signature` over `message` by the strict rule.
    pub fn check(&self, message: &[u8], signature: &Signature) -> Result<(), SignatureFault> {
        let strict = ed25519_dalek::Signature::from_bytes(&signature.0);
        if self.0.verify_strict(message, &strict).is_ok() {
            return Ok(());
        }
        Err(self.explain(message, signature))
    }

    fn explain(&self, message: &[u8], signature: &Signature) -> SignatureFault {
        let (r, s) = split(&signature.0);
        let canonical_s = Option::<Scalar>::from(Scalar::from_canonical_bytes(s));
        let non_canonical = canonical_s.is_none() || !is_canonical(&r);
        let lax = canonical_s.and_then(|s| self.lax(message, &r, &s));
        SignatureFault { non_canonical, lax }
    }

    /// `[S]B - [k]A` compared with R in the two laxer ways.
    fn lax(&self, message: &[u8], r: &[u8; 32], s: &Scalar) -> Option<Lax> {
        let a = self.0.to_bytes();
        let point = CompressedEdwardsY(a).decompress()?;
        let mut hash = Sha512::new();
        hash.update(r);
        hash.update(a);
        hash.update(message);
        let k = Scalar::from_bytes_mod_order_wide(&hash.finalize().into());
        let minus_a = std::ops::Neg::neg(point);
        let expected = EdwardsPoint::vartime_double_scalar_mul_basepoint(&k, &minus_a, s);
        if expected.compress().0 == *r {
            return Some(Lax::Ref10);
        }
        let given = CompressedEdwardsY(*r).decompress()?;
        let same = expected.mul_by_cofactor() == given.mul_by_cofactor();
        same.then_some(Lax::Zip215)
    }
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &PublicKey) -> bool {
        self.bytes() == other.bytes()
    }
}

impl Eq for PublicKey {}

impl fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&super::hex_encode(&self.bytes()))
    }
}

/// An Ed25519 secret key. Never printed: it has no `Debug` that shows it.
pub struct SecretKey(SigningKey);

impl SecretKey {
    /// The key made from 32 bytes of seed (RFC 8032 section 5.1.5).
    pub fn from_seed(seed: &[u8; 32]) -> SecretKey {
        SecretKey(SigningKey::from_bytes(seed))
    }

    /// The seed, for writing the key to its owner-only file.
    pub fn seed(&self) -> [u8; 32] {
        self.0.to_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key())
    }

    /// Signs `message` (RFC 8032, pure).
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl fmt::Debug for SecretKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SecretKey(not shown)")
    }
}

/// 32 bytes from the system's random source, for keys and salts.
pub fn random_bytes() -> std::io::Result<[u8; 32]> {
    let mut out = [0u8; 32];
    getrandom::fill(&mut out).map_err(|fault| std::io::Error::other(fault.to_string()))?;
    Ok(out)
}

/// Whether `bytes`, without the sign bit, is below p = 2^255 - 19.
///
/// The other non-canonical form, x = 0 with the sign bit set, has small order and is rejected for that.
fn is_canonical(bytes: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = bytes;
    last & 0x7f != 0x7f || middle.iter().any(|byte| *byte != 0xff) || *first < 0xed
}

fn split(bytes: &[u8; 64]) -> ([u8; 32], [u8; 32]) {
    let mut r = [0u8; 32];
    let mut s = [0u8; 32];
    for (slot, byte) in r.iter_mut().chain(s.iter_mut()).zip(bytes) {
        *slot = *byte;
    }
    (r, s)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_malleated_signature_is_non_canonical() {
        let key = SecretKey::from_seed(&[7; 32]);
        let mut signature = key.sign(b"hello");
        assert_eq!(key.public().check(b"hello", &signature), Ok(()));
        // S + L, little-endian: the classic malleation.
        let l: [u8; 32] = [
            0xed, 0xd3, 0xf5, 0x5c, 0x1a, 0x63, 0x12, 0x58, 0xd6, 0x9c, 0xf7, 0xa2, 0xde, 0xf9, 0xde, 0x14, 0, 0, 0, 0,
            0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x10,
        ];
        let mut carry = 0u16;
        for (byte, add) in signature.0.iter_mut().skip(32).zip(l) {
            let sum = u16::from(*byte).wrapping_add(u16::from(add)).wrapping_add(carry);
            *byte = sum.to_le_bytes()[0];
            carry = sum >> 8;
        }
        let fault = key.public().check(b"hello", &signature).err();
        assert_eq!(fault, Some(SignatureFault { non_canonical: true, lax: None }));
    }

    #[test]
    fn the_identity_is_weak() {
        let mut one = [0u8; 32];
        one[0] = 1;
        assert_eq!(PublicKey::parse(&one).map(|key| key.is_weak()), Some(true));
        assert_eq!(PublicKey::parse(&[0xff; 32]), None);
        assert!(!SecretKey::from_seed(&[1; 32]).public().is_weak());
    }
}
