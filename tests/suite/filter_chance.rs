//! The filter language against chance: written and read back, evaluated a second way, and fed with hostile texts.

use super::filter::{HOSTILE_NAMES, canonical, only_term, pattern};
use recount::case::filter::{
    Artifact, DEPTH_MAX, Expr, Field, Filter, LENGTH_MAX, Names, REGEX_SIZE_MAX, REGEXES_MAX, Term, complete, explain,
};
use std::time::{Duration, Instant};

/// Small and seeded, so that a failure can be repeated.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) as usize % sides
    }

    fn pick<'a, T: ?Sized>(&mut self, from: &[&'a T]) -> &'a T {
        from[self.roll(from.len())]
    }

    fn text(&mut self, length: usize, of: &[&str]) -> String {
        (0..self.roll(length)).map(|_| self.pick(of)).collect()
    }
}

/// Whatever was read: the canonical text is stable and means the same; whatever was not: the fault lies within the text.
fn check(text: &str) -> bool {
    match Filter::parse(text) {
        Ok(filter) => {
            let again = Filter::parse(filter.text())
                .unwrap_or_else(|fault| panic!("{text:?}\n{}", fault.render(filter.text())));
            assert_eq!(again, filter, "{text:?}");
            assert_eq!(again.text(), filter.to_string(), "{text:?}");
            assert_eq!(again.expr(), filter.expr(), "{text:?} is {}", filter.text());
            assert!(!filter.text().contains(|c: char| c.is_control() || c == '\u{202e}'), "{text:?}");
            let conditions = filter.conditions();
            // Each is two parses of it all: of thousands of conditions some do.
            for (position, chip) in conditions.iter().enumerate().step_by(1 + conditions.len() / 64) {
                Filter::parse(chip).unwrap();
                Filter::parse(filter.without(position).text()).unwrap();
            }
            assert!(explain(&filter).len() > 5);
            true
        }
        Err(fault) => {
            let length = text.chars().count();
            assert!(fault.at <= length && fault.at + fault.length <= length, "{text:?}: {fault:?}");
            assert!(!fault.expected.is_empty() && !fault.found.is_empty());
            let rendered = fault.render(text);
            assert!(rendered.lines().count() == 3 && rendered.lines().nth(1).unwrap().contains('^'), "{rendered}");
            false
        }
    }
}

#[test]
fn canonical_text_reads_back() {
    let mut dice = Dice(0x5eed);
    let mut read = 0;
    for _ in 0..30_000 {
        let text = dice.text(14, PIECES);
        read += usize::from(check(&text));
    }
    assert!(read > 3000, "only {read} of the random texts were filters");
    let mut read = 0;
    for _ in 0..5000 {
        let text = sound(&mut dice, 0);
        read += usize::from(check(&text));
    }
    assert!(read > 4900, "only {read} of the sound filters were read");
}

const PIECES: &[&str] = &[
    " ",
    " ",
    " ",
    "(",
    ")",
    "-",
    "\"",
    "\"",
    "*",
    "@",
    ":",
    "..",
    "#",
    "/",
    "\\",
    "or ",
    " and ",
    "not",
    "a",
    "B",
    "x y",
    "12",
    "from:",
    "kind:",
    "message",
    "policy:",
    "time:",
    "2026-11-02",
    "T09:14",
    "re:/",
    "/i",
    "text:",
    "mark:",
    "failed",
    "\u{202e}",
    "\n",
    "ß",
    "\\u{41}",
    "\\u{",
    "}",
    "“",
];

/// A filter that is sound by construction, of names that are not.
fn sound(dice: &mut Dice, depth: usize) -> String {
    match dice.roll(if depth > 5 { 8 } else { 13 }) {
        0 => Term::exactly(Field::To, dice.pick(HOSTILE_NAMES)).to_string(),
        1 => Term::version(Artifact::Template, dice.pick(HOSTILE_NAMES), dice.pick(HOSTILE_NAMES)).to_string(),
        2 => format!("#{}..{}", dice.roll(50), 50 + dice.roll(50)),
        3 => format!("time:2026-{:02}-02..2027-01-{:02}T0{}:00", 1 + dice.roll(12), 1 + dice.roll(31), dice.roll(10)),
        4 => format!(
            "text:{}*{}x",
            Names::Field(Field::Env).write(dice.pick(HOSTILE_NAMES)),
            dice.text(4, &["*", "a", "\"( \""])
        ),
        5 => "re:/a(b| )\\/[^\"]/i".to_owned(),
        6 => format!("kind:\"{}\"*", dice.text(4, &["a", "B", " ", "grant."])),
        7 => dice.pick(&["a", "\"or\"", "mark:*ed", "Straße", "\"-x\"", "b*c"]).to_owned(),
        8 => format!("-{}", grouped(dice, depth)),
        9 => format!("{} {}", grouped(dice, depth), grouped(dice, depth)),
        10 => format!("{} and {}", grouped(dice, depth), grouped(dice, depth)),
        11 => format!("{} or {}", sound(dice, depth + 1), sound(dice, depth + 1)),
        _ => grouped(dice, depth),
    }
}

fn grouped(dice: &mut Dice, depth: usize) -> String {
    format!("({})", sound(dice, depth + 1))
}

/// A filter of one-letter words, and which sets of letters it selects, worked out without the parser.
fn letters(dice: &mut Dice, depth: usize) -> (String, u16, Binds) {
    let alone = |(text, set, binds): (String, u16, Binds)| {
        (if binds == Binds::Tight { text } else { format!("({text})") }, set)
    };
    match if depth > 4 { 0 } else { dice.roll(5) } {
        0 => {
            let letter = dice.roll(4);
            // Bit s of the set: the words whose bit is set in s are in the text.
            let set = (0..16u16).filter(|text| text & (1 << letter) != 0).fold(0, |set, text| set | 1 << text);
            (LETTERS[letter].to_owned(), set, Binds::Tight)
        }
        1 => {
            let (text, set) = alone(letters(dice, depth + 1));
            (format!("-{text}"), !set, Binds::Tight)
        }
        2 | 3 => {
            let ((a, a_set, a_binds), (b, b_set, b_binds)) = (letters(dice, depth + 1), letters(dice, depth + 1));
            let wrap = |text: String, binds| if binds == Binds::Or { format!("({text})") } else { text };
            let between = dice.pick(&[" ", " and ", "  "]);
            (format!("{}{between}{}", wrap(a, a_binds), wrap(b, b_binds)), a_set & b_set, Binds::And)
        }
        _ => {
            let ((a, a_set, _), (b, b_set, _)) = (letters(dice, depth + 1), letters(dice, depth + 1));
            (format!("{a} or {b}"), a_set | b_set, Binds::Or)
        }
    }
}

#[derive(Clone, Copy, PartialEq)]
enum Binds {
    Tight,
    And,
    Or,
}

const LETTERS: [&str; 4] = ["p", "q", "r", "s"];

fn selects(expr: &Expr, text: &str) -> bool {
    match expr {
        Expr::All(parts) => parts.iter().all(|part| selects(part, text)),
        Expr::Any(parts) => parts.iter().any(|part| selects(part, text)),
        Expr::Not(inner) => !selects(inner, text),
        Expr::Term(Term::Text(words)) => words.matches(text),
        Expr::Term(other) => panic!("{other}"),
    }
}

#[test]
fn and_or_and_not_mean_what_they_say() {
    let mut dice = Dice(0xab1e);
    for _ in 0..3000 {
        let (text, set, _) = letters(&mut dice, 0);
        if text.len() > LENGTH_MAX {
            continue;
        }
        let filter = Filter::parse(&text).unwrap_or_else(|fault| panic!("{}", fault.render(&text)));
        for bits in 0..16u16 {
            let words: Vec<&str> =
                (0..4).filter(|letter| bits & (1 << letter) != 0).map(|letter| LETTERS[letter]).collect();
            let words = words.join(" ");
            assert_eq!(
                selects(filter.expr(), &words),
                set & (1 << bits) != 0,
                "{text} on {words:?}: {}",
                filter.text()
            );
        }
    }
}

/// What a pattern of single characters fits, by the definition.
fn fits(pattern: &[char], name: &[char]) -> bool {
    match pattern.split_first() {
        None => name.is_empty(),
        Some(('*', rest)) => (0..=name.len()).any(|skipped| fits(rest, &name[skipped..])),
        Some((c, rest)) => name.first() == Some(c) && fits(rest, &name[1..]),
    }
}

#[test]
fn patterns_fit_as_the_definition_says() {
    let mut dice = Dice(0x9a77);
    let mut fitting = 0;
    for _ in 0..20_000 {
        let (glob, name) = (dice.text(8, &["a", "b", "*", "*"]), dice.text(9, &["a", "b"]));
        if glob.is_empty() {
            continue;
        }
        let chars = |text: &str| text.chars().collect::<Vec<char>>();
        let wanted = fits(&chars(&glob), &chars(&name));
        assert_eq!(pattern(&format!("from:{glob}")).matches(&name), wanted, "{glob} {name}");
        let Term::Text(words) = only_term(&glob) else { panic!("{glob}") };
        assert_eq!(
            words.matches(&name.to_uppercase()),
            fits(&chars(&format!("{glob}*")), &chars(&name)),
            "{glob} {name}"
        );
        fitting += usize::from(wanted);
    }
    assert!((2000..18_000).contains(&fitting), "{fitting}");
}

#[test]
fn any_bytes_are_read_or_refused() {
    let mut dice = Dice(0xb17e);
    for round in 0..20_000 {
        let length = dice.roll(if round % 100 == 0 { 5000 } else { 40 });
        let bytes: Vec<u8> = (0..length).map(|_| dice.roll(256) as u8).collect();
        let text = String::from_utf8_lossy(&bytes);
        check(&text);
        complete(&text, dice.roll(50));
    }
}

#[test]
fn limits_hold() {
    let nested = |depth: usize| format!("{}a{}", "(".repeat(depth), ")".repeat(depth));
    assert_eq!(canonical(&nested(DEPTH_MAX)), "a");
    let fault = Filter::parse(&nested(DEPTH_MAX + 1)).unwrap_err();
    assert_eq!((fault.at, fault.expected.as_str()), (DEPTH_MAX, "at most 64 levels of parentheses and `-`"));
    assert_eq!(Filter::parse(&format!("{}a", "-".repeat(DEPTH_MAX + 1))).unwrap_err().at, DEPTH_MAX);
    assert_eq!(canonical(&"(a) ".repeat(1000)).len(), 1999);

    assert_eq!(canonical(&"a".repeat(LENGTH_MAX)).len(), LENGTH_MAX);
    assert_eq!(canonical(&"ä".repeat(LENGTH_MAX)).chars().count(), LENGTH_MAX);
    let fault = Filter::parse(&"ä".repeat(LENGTH_MAX + 3)).unwrap_err();
    assert_eq!((fault.at, fault.length, fault.found.as_str()), (LENGTH_MAX, 3, "4099"));
    // Short as typed, long in canonical form.
    let text = format!("\"{}\"", "\u{202e}".repeat(1000));
    let fault = Filter::parse(&text).unwrap_err();
    assert_eq!((fault.at, fault.length, fault.found.as_str()), (0, 1002, "8002"));

    let many = "re:/a/ ".repeat(REGEXES_MAX);
    assert!(Filter::parse(&many).is_ok());
    assert_eq!(Filter::parse(&format!("{many}re:/a/")).unwrap_err().at, many.len() + 3);
    assert_eq!(REGEX_SIZE_MAX, 2 << 20);
    assert!(Filter::parse("re:/\\w{40}/").is_ok());
    assert!(Filter::parse(&format!("re:/{}a{}/", "(".repeat(300), ")".repeat(300))).is_err());
}

#[test]
fn hostile_texts_take_no_time() {
    let full = |piece: &str| piece.repeat(LENGTH_MAX / piece.chars().count());
    for piece in [
        "(",
        ")",
        "-",
        "\"",
        "\\",
        "*",
        "a",
        " ",
        "or ",
        "a or ",
        "a ",
        "-a ",
        "#",
        "#1 ",
        "re:/",
        "re:/a/ ",
        "from:",
        "from:a ",
        "from:\"",
        "\"\\",
        "a*",
        "text:a*",
        "policy:@",
        "policy:a@",
        "(a or ",
        "-(",
        "a:",
        "time:..",
        "..",
        "\\u{",
        "x\"\"",
        "time:2026-01-01 ",
    ] {
        let text = full(piece);
        let started = Instant::now();
        check(&text);
        for at in [0, 1, 100, LENGTH_MAX / 2, LENGTH_MAX, usize::MAX] {
            complete(&text, at);
        }
        quick(started, piece);
    }
    let started = Instant::now();
    assert!(Filter::parse(&"(".repeat(20_000_000)).is_err());
    quick(started, "a text of twenty megabytes");

    // Backtracking would need longer than the world exists for the first, and minutes for the second.
    let long = "a".repeat(1 << 22);
    for glob in [format!("from:{}b", "a*".repeat(2000)), format!("from:*{}b*", "a".repeat(4000))] {
        let pattern = pattern(&glob);
        let started = Instant::now();
        assert!(!pattern.matches(&long));
        quick(started, &glob);
    }
    let Term::Text(words) = only_term(&format!("{}b", "a*".repeat(2000))) else { panic!() };
    let started = Instant::now();
    assert!(!words.matches(&long));
    quick(started, "words");
    let Term::Regex(regex) = only_term("re:/(a|a)*(a|a)*(a|a)*b$/") else { panic!() };
    let started = Instant::now();
    assert!(!regex.matches(&long));
    quick(started, "regex");
}

/// Generous, since the machine may be busy: what it must tell apart is linear and worse.
fn quick(started: Instant, what: &str) {
    let took = started.elapsed();
    assert!(took < Duration::from_secs(5), "{what}: {took:?}");
}
