//! The fonts that the program carries, for its windows and its pictures.
//!
//! Inter and JetBrains Mono are under the SIL Open Font License, DejaVu Sans under the licence of Bitstream Vera; the licences lie
//! beside the fonts in `assets/fonts`. Their substitutions are switched off: both fonts draw `->` as an arrow and `!=` as one sign,
//! and evidence has to look as it was written.

/// Text.
pub const INTER: &[u8] = include_bytes!("../../assets/fonts/Inter-Regular.otf");
/// Text that leads.
pub const INTER_STRONG: &[u8] = include_bytes!("../../assets/fonts/Inter-SemiBold.otf");
/// Numbers, times, code and hashes.
pub const MONO: &[u8] = include_bytes!("../../assets/fonts/JetBrainsMono-Regular.ttf");
/// Arabic, Hebrew, symbols and much else.
pub const WIDE: &[u8] = include_bytes!("../../assets/fonts/DejaVuSans.ttf");

/// The font without its table of substitutions, in memory only. The table keeps its place and gets a tag that nobody looks for,
/// next in the alphabet, since the directory is searched by halves.
pub fn as_written(font: &[u8]) -> Vec<u8> {
    let mut font = font.to_vec();
    let tables = font.get(4..6).map_or(0, |count| usize::from(count[0]) << 8 | usize::from(count[1]));
    for table in 0..tables {
        let at = DIRECTORY + table * ENTRY;
        if let Some(tag) = font.get_mut(at..at + 4).filter(|tag| *tag == b"GSUB") {
            tag.copy_from_slice(b"GSUC");
        }
    }
    font
}

/// Bytes before the table directory, and of one of its entries (OpenType 1.9, "Organization of an OpenType Font").
const DIRECTORY: usize = 12;
const ENTRY: usize = 16;
