//! Prints event lines for `recount seal`: generate_events COUNT > events.jsonl

#[path = "../benches/generate/mod.rs"]
#[allow(dead_code, reason = "the bench uses the other function")]
mod generate;

use std::io::Write;

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let count: u64 = std::env::args().nth(1).ok_or("usage: generate_events COUNT")?.parse()?;
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut line = String::new();
    for index in 0..count {
        line.clear();
        generate::line(&mut line, index);
        out.write_all(line.as_bytes())?;
    }
    Ok(out.flush()?)
}
