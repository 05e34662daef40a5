//! Draws egui's triangles: which pixels one covers is decided in whole numbers, so that shared edges are drawn once and every
//! machine draws the same.

use egui::epaint::{ImageData, Mesh, Primitive, Vertex};
use egui::{ClippedPrimitive, Color32, TextureId, TexturesDelta};
use std::collections::HashMap;

/// Textures: width and pixels.
#[derive(Default)]
pub struct Textures(HashMap<TextureId, (usize, Vec<Color32>)>);

impl Textures {
    /// Takes in what a frame changed.
    pub fn take(&mut self, delta: &TexturesDelta) {
        for (id, change) in delta.set.iter().flat_map(|(id, all)| all.iter().map(move |change| (id, change))) {
            let ImageData::Color(image) = &change.image;
            let [width, height] = image.size;
            let Some([left, top]) = change.pos else {
                self.0.insert(*id, (width, image.pixels.clone()));
                continue;
            };
            let (whole, pixels) = self.0.get_mut(id).unwrap();
            for row in 0..height {
                let at = (top + row) * *whole + left;
                pixels[at..at + width].copy_from_slice(&image.pixels[row * width..][..width]);
            }
        }
    }
}

/// A picture, on black.
pub struct Canvas {
    pub width: usize,
    pub height: usize,
    pixels: Vec<[u8; 3]>,
}

/// A point in 256ths of a pixel.
type Point = (i64, i64);

const ONE: i64 = 256;

impl Canvas {
    pub fn new(width: usize, height: usize) -> Canvas {
        Canvas { width, height, pixels: vec![[0; 3]; width * height] }
    }

    pub fn rgb(&self) -> Vec<u8> {
        self.pixels.iter().flatten().copied().collect()
    }

    pub fn draw(&mut self, shapes: &[ClippedPrimitive], textures: &Textures) {
        for shape in shapes {
            let Primitive::Mesh(mesh) = &shape.primitive else { continue };
            let clip = shape.clip_rect;
            let side = |at: f32, most: usize| (at.round().max(0.0) as usize).min(most) as i64;
            let (left, right) = (side(clip.left(), self.width), side(clip.right(), self.width));
            let (top, bottom) = (side(clip.top(), self.height), side(clip.bottom(), self.height));
            self.mesh(mesh, textures, (left, top, right, bottom));
        }
    }

    fn mesh(&mut self, mesh: &Mesh, textures: &Textures, clip: (i64, i64, i64, i64)) {
        let (width, texture) = &textures.0[&mesh.texture_id];
        for corners in mesh.indices.chunks(3) {
            let corners = [0, 1, 2].map(|at| mesh.vertices[corners[at] as usize]);
            self.triangle(corners, (*width, texture), clip);
        }
    }

    fn triangle(&mut self, mut corners: [Vertex; 3], texture: (usize, &[Color32]), clip: (i64, i64, i64, i64)) {
        let fixed = |vertex: &Vertex| -> Point {
            ((vertex.pos.x * ONE as f32).round() as i64, (vertex.pos.y * ONE as f32).round() as i64)
        };
        let mut points = [fixed(&corners[0]), fixed(&corners[1]), fixed(&corners[2])];
        if side(points[0], points[1], points[2]) < 0 {
            points.swap(1, 2);
            corners.swap(1, 2);
        }
        let area = side(points[0], points[1], points[2]);
        if area == 0 {
            return;
        }
        let [a, b, c] = points;
        let edges = [(b, c), (c, a), (a, b)];
        let range = |one: fn(&Point) -> i64| {
            let all = points.map(|point| one(&point));
            (all.iter().min().unwrap().div_euclid(ONE), all.iter().max().unwrap().div_euclid(ONE) + 1)
        };
        let ((left, right), (top, bottom)) = (range(|point| point.0), range(|point| point.1));
        for y in top.max(clip.1)..bottom.min(clip.3) {
            for x in left.max(clip.0)..right.min(clip.2) {
                let at = (x * ONE + ONE / 2, y * ONE + ONE / 2);
                let parts = edges.map(|(from, to)| side(from, to, at));
                let inside = parts.iter().zip(edges).all(|(part, edge)| *part > 0 || *part == 0 && is_top_left(edge));
                if inside {
                    let parts = parts.map(|part| part as f32 / area as f32);
                    self.blend(x as usize, y as usize, color(&corners, parts, texture));
                }
            }
        }
    }

    /// Premultiplied, as egui has it.
    fn blend(&mut self, x: usize, y: usize, color: [u32; 4]) {
        let under = &mut self.pixels[y * self.width + x];
        for (under, over) in under.iter_mut().zip(color) {
            *under = (over + (u32::from(*under) * (255 - color[3]) + 127) / 255).min(255) as u8;
        }
    }
}

/// Twice the area of a triangle; positive where it turns right on the screen.
fn side(a: Point, b: Point, c: Point) -> i64 {
    (b.0 - a.0) * (c.1 - a.1) - (b.1 - a.1) * (c.0 - a.0)
}

/// Of two triangles that share an edge, one has it.
fn is_top_left(((from_x, from_y), (to_x, to_y)): (Point, Point)) -> bool {
    (from_y == to_y && to_x > from_x) || to_y < from_y
}

fn color(corners: &[Vertex; 3], parts: [f32; 3], (width, texture): (usize, &[Color32])) -> [u32; 4] {
    let mix =
        |of: &dyn Fn(&Vertex) -> f32| corners.iter().zip(parts).map(|(corner, part)| of(corner) * part).sum::<f32>();
    let height = texture.len() / width;
    let texel = |at: f32, count: usize| ((at * count as f32) as usize).min(count - 1);
    let (x, y) = (texel(mix(&|corner| corner.uv.x), width), texel(mix(&|corner| corner.uv.y), height));
    let seen = texture[y * width + x].to_array();
    let channel = |at: usize| {
        let own = mix(&|corner| f32::from(corner.color.to_array()[at])).round() as u32;
        (own * u32::from(seen[at]) + 127) / 255
    };
    [channel(0), channel(1), channel(2), channel(3)]
}

#[test]
fn triangles_that_share_an_edge_leave_no_gap_and_meet_nowhere() {
    use egui::epaint::WHITE_UV;
    use egui::pos2;
    let mut canvas = Canvas::new(16, 16);
    let textures = Textures(HashMap::from([(TextureId::default(), (1, vec![Color32::WHITE]))]));
    let half = Color32::from_rgba_premultiplied(100, 100, 100, 128);
    let mut mesh = Mesh::default();
    for (x, y) in [(1.3, 2.1), (14.2, 1.7), (13.1, 14.6), (2.2, 13.9)] {
        mesh.vertices.push(Vertex { pos: pos2(x, y), uv: WHITE_UV, color: half });
    }
    mesh.indices = vec![0, 1, 2, 0, 2, 3];
    canvas.mesh(&mesh, &textures, (0, 0, 16, 16));
    let drawn: Vec<[u8; 3]> = canvas.pixels.iter().copied().filter(|pixel| *pixel != [0; 3]).collect();
    assert!(drawn.len() > 120 && drawn.iter().all(|pixel| *pixel == [100; 3]), "{drawn:?}");
    // Every pixel well inside is covered.
    assert!((3..13).all(|at| canvas.pixels[at * 16 + at] == [100; 3]));
}
