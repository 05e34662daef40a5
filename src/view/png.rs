//! A picture as PNG: our own SVG, drawn with our own fonts. The same picture gives the same bytes on every machine.
//!
//! Nothing of the machine is asked: no font of the system, no file, no address. Our SVG names none, and none would be followed.

use super::fonts;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::{self, ImageHrefResolver, Options, Tree};

/// Why there is no PNG.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum PngError {
    /// It would take too much memory.
    #[error("the picture has {width} by {height} points, too many for a PNG; save it as SVG")]
    TooLarge {
        /// Points from left to right.
        width: u32,
        /// Points from top to bottom.
        height: u32,
    },
    /// The picture could not be drawn.
    #[error("the picture could not be drawn: {0}")]
    Undrawn(String),
}

/// An SVG of ours as PNG, two pixels for each of its points; one, where it is large.
///
/// # Errors
/// It is too large, or no SVG of ours.
pub fn png(svg: &str) -> Result<Vec<u8>, PngError> {
    let undrawn = |error: &dyn std::fmt::Display| PngError::Undrawn(error.to_string());
    let tree = Tree::from_str(svg, &options()).map_err(|error| undrawn(&error))?;
    let size = tree.size().to_int_size();
    let (width, height) = (size.width(), size.height());
    let pixels = u64::from(width) * u64::from(height);
    let scale = [2u16, 1].into_iter().find(|scale| pixels * u64::from(*scale).pow(2) <= PIXELS_MOST);
    let scale = scale.ok_or(PngError::TooLarge { width, height })?;
    let of = |side: u32| side.checked_mul(u32::from(scale));
    let pixmap = of(width).zip(of(height)).and_then(|(width, height)| Pixmap::new(width, height));
    let mut pixmap = pixmap.ok_or(PngError::TooLarge { width, height })?;
    let scale = f32::from(scale);
    resvg::render(&tree, Transform::from_scale(scale, scale), &mut pixmap.as_mut());
    pixmap.encode_png().map_err(|error| undrawn(&error))
}

fn options() -> Options<'static> {
    let mut options = Options {
        font_family: FAMILY.to_owned(),
        image_href_resolver: ImageHrefResolver {
            resolve_data: Box::new(|_, _, _| None),
            resolve_string: Box::new(|_, _| None),
        },
        ..usvg::Options::default()
    };
    let known = options.fontdb_mut();
    for bytes in [fonts::INTER, fonts::INTER_STRONG, fonts::MONO, fonts::WIDE] {
        known.load_font_data(fonts::as_written(bytes));
    }
    known.set_sans_serif_family(FAMILY);
    options
}

const FAMILY: &str = "Inter";
/// 256 MiB, at four bytes each.
const PIXELS_MOST: u64 = 64 << 20;

#[cfg(test)]
mod tests {
    use super::*;

    const TEXT: &str = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"60\" height=\"20\" font-family=\"sans-serif\">\
                        <text x=\"2\" y=\"14\" font-size=\"12\" font-weight=\"bold\">WORD</text></svg>";

    #[test]
    fn text_is_drawn_with_our_fonts_and_always_the_same() {
        let drawn = png(TEXT).unwrap();
        assert!(drawn.starts_with(b"\x89PNG\r\n"));
        assert_eq!(drawn, png(TEXT).unwrap());
        let blank = png(&TEXT.replace("WORD", " ")).unwrap();
        assert_ne!(drawn, blank, "no font was found");
        let regular = png(&TEXT.replace(" font-weight=\"bold\"", "")).unwrap();
        assert_ne!(drawn, regular, "the strong font was not found");
    }

    #[test]
    fn what_is_too_large_is_said_and_nothing_is_fetched() {
        let large = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"20000\" height=\"20000\"/>";
        assert_eq!(png(large), Err(PngError::TooLarge { width: 20_000, height: 20_000 }));
        let linked = "<svg xmlns=\"http://www.w3.org/2000/svg\" xmlns:x=\"http://www.w3.org/1999/xlink\" width=\"8\" height=\"8\">\
                      <image width=\"8\" height=\"8\" x:href=\"/etc/hostname\"/></svg>";
        let empty = "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"8\" height=\"8\"/>";
        assert_eq!(png(linked), png(empty));
        assert!(matches!(png("no picture"), Err(PngError::Undrawn(_))));
    }
}
