//! Base64 and hex, in the one spelling that the format accepts.
//!
//! Decoders reject every other spelling: an encoding that can be written two ways can be changed unnoticed.

use base64::Engine;
use base64::engine::general_purpose::STANDARD;

/// Encodes as RFC 4648 section 4 base64 with padding.
pub fn b64_encode(bytes: &[u8]) -> String {
    STANDARD.encode(bytes)
}

/// Decodes RFC 4648 section 4 base64; `None` for white space, missing padding or non-zero trailing bits.
pub fn b64_decode(text: &str) -> Option<Vec<u8>> {
    STANDARD.decode(text).ok()
}

/// Lower-case hex.
pub fn hex_encode(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len().saturating_mul(2));
    for byte in bytes {
        for nibble in [byte >> 4, byte & 15] {
            out.push(char::from_digit(u32::from(nibble), 16).unwrap_or('0'));
        }
    }
    out
}

/// Decodes exactly `N` bytes of lower-case hex; `None` for any other length or character.
pub fn hex_decode<const N: usize>(text: &str) -> Option<[u8; N]> {
    let bytes = text.as_bytes();
    if bytes.len() != N.checked_mul(2)? {
        return None;
    }
    let mut out = [0u8; N];
    for (slot, pair) in out.iter_mut().zip(bytes.chunks_exact(2)) {
        let [high, low] = pair else { return None };
        *slot = (nibble(*high)? << 4) | nibble(*low)?;
    }
    Some(out)
}

fn nibble(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => byte.checked_sub(b'0'),
        b'a'..=b'f' => byte.checked_sub(b'a')?.checked_add(10),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn base64_has_one_spelling() {
        assert_eq!(b64_decode("aGk="), Some(b"hi".to_vec()));
        for wrong in ["aGk", "aGl=", "aGk=\n", " aGk=", "aG-_"] {
            assert_eq!(b64_decode(wrong), None, "{wrong:?}");
        }
    }

    #[test]
    fn hex_is_lower_case_and_exact() {
        assert_eq!(hex_decode::<2>("0aff"), Some([10, 255]));
        assert_eq!(hex_encode(&[10, 255]), "0aff");
        for wrong in ["0aFF", "0af", "0aff0", "0agf"] {
            assert_eq!(hex_decode::<2>(wrong), None, "{wrong:?}");
        }
    }
}
