//! The filter language: what each text means, how each fault is shown, and that nothing in a text can hang or stop it.

use recount::case::filter::{
    Artifact, Expr, Field, Filter, Names, Offer, Pattern, SeqRange, Term, TimeRange, complete, explain, fold,
};
use recount::verify::Mark;

/// The text, read and printed again.
pub fn canonical(text: &str) -> String {
    Filter::parse(text).unwrap_or_else(|fault| panic!("{}", fault.render(text))).text().to_owned()
}

pub fn only_term(text: &str) -> Term {
    match Filter::parse(text).unwrap().expr() {
        Expr::Term(term) => term.clone(),
        other => panic!("{text} is {other:?}"),
    }
}

pub fn pattern(text: &str) -> Pattern {
    match only_term(text) {
        Term::Field(_, pattern) => pattern,
        other => panic!("{text} is {other:?}"),
    }
}

#[test]
fn canonical_texts() {
    for (text, wanted) in CANONICAL {
        assert_eq!(canonical(text), *wanted, "{text}");
        assert_eq!(canonical(wanted), *wanted, "{text}, read again");
    }
}

const CANONICAL: &[(&str, &str)] = &[
    ("", ""),
    ("  \t\n ", ""),
    ("from:planner kind:handoff -to:tool:* \"refund\"", "from:planner kind:handoff -to:tool:* refund"),
    // Structure.
    ("a and b", "a b"),
    ("a AND b Or c", "a b or c"),
    ("(a b) c", "a b c"),
    ("a (b or c)", "a (b or c)"),
    ("(a or b) or c", "a or b or c"),
    ("a or (b c)", "a or b c"),
    ("((a))", "a"),
    ("(a)(b)c", "a b c"),
    ("-(a)", "-a"),
    ("-(a b)", "-(a b)"),
    ("-(a or b)", "-(a or b)"),
    ("--a", "a"),
    ("-(-(a or b)) c", "(a or b) c"),
    ("a or\u{a0}b", "a or b"),
    // Words.
    ("Refund", "Refund"),
    ("\"or\"", "\"or\""),
    ("\"NOT\" \"and\"", "\"NOT\" \"and\""),
    ("order nothing android", "order nothing android"),
    ("\"two words\"", "\"two words\""),
    ("text:two", "two"),
    ("text:\"two words\"", "\"two words\""),
    ("text:-x", "\"-x\""),
    ("\"#5\" \"a:b\" \"“x”\"", "\"#5\" \"a:b\" \"“x”\""),
    ("12:30", "\"12:30\""),
    ("e-mail a@b a,b x\\temp", "e-mail a@b a,b x\\temp"),
    ("*re**fund*", "*re*fund"),
    ("*", "*"),
    ("text:\"a b\"*c", "text:\"a b\"*c"),
    ("\"a*b\"", "\"a*b\""),
    (r#""say \"hi\" C:\temp \\""#, r#""say \"hi\" C:\\temp \\""#),
    ("\"a\u{202e}b\"", r#""a\u{202e}b""#),
    ("a\u{200b}b", r#""a\u{200b}b""#),
    (r#""\u{41}\u{1F600}""#, "A😀"),
    ("naïve 払い戻し", "naïve 払い戻し"),
    // Fields.
    ("FROM:agent:analyst", "from:agent:analyst"),
    ("from:\"agent:a b\"", "from:\"agent:a b\""),
    ("from:agent:\"a b\"*", "from:\"agent:a b\"*"),
    ("from:\"plain\"", "from:plain"),
    ("from:\"\" to:*", "from:\"\" to:*"),
    ("to:a**b", "to:a*b"),
    ("scope:\"read:*\" scope:read:*", "scope:\"read:*\" scope:read:*"),
    ("run:-1 env:or grant:#3 label:pii by:a actor:b tool:c", "run:-1 env:or grant:#3 label:pii by:a actor:b tool:c"),
    ("run:a\"b\"c", "run:abc"),
    // Words of known lists.
    ("KIND:Tool.Call", "kind:tool.call"),
    ("kind:\"x.y\"", "kind:\"x.y\""),
    ("kind:\"message\"", "kind:message"),
    ("kind:\"Message\"", "kind:\"Message\""),
    ("kind:grant.* kind:\"vendor.\"*", "kind:grant.* kind:\"vendor.\"*"),
    ("effect:EXPORT outcome:\"timed out\" mark:*ed", "effect:export outcome:\"timed out\" mark:*ed"),
    // Versions.
    ("policy:analyst", "policy:analyst"),
    ("policy:analyst@7 template:sum*@* code:*@1.*", "policy:analyst@7 template:sum*@* code:*@1.*"),
    ("policy:a@b@7", "policy:\"a@b\"@7"),
    ("policy:\"a@7\"", "policy:\"a@7\""),
    ("policy:\"a b\"@\"7 beta\"", "policy:\"a b\"@\"7 beta\""),
    // Regular expressions.
    ("re:/a b(c|d)/ x", "re:/a b(c|d)/ x"),
    ("RE:/a\\/b/i", "re:/a\\/b/i"),
    ("(re:/\\)/)", "re:/\\)/"),
    ("re:/a\\\\/ b", "re:/a\\\\/ b"),
    // Times.
    ("time:2026-11-02", "time:2026-11-02"),
    ("time:2026-11-02..2026-11-03", "time:2026-11-02"),
    ("time:2026-11-02T09:14", "time:2026-11-02T09:14"),
    ("time:2026-11-02t09:14z", "time:2026-11-02T09:14"),
    ("time:2026-11-02T00:00", "time:2026-11-02T00:00"),
    ("time:2026-11-02T09:14:07", "time:2026-11-02T09:14:07Z"),
    ("time:2026-11-02T09:14:07.12Z", "time:2026-11-02T09:14:07.12Z"),
    ("time:2026-11-02T09:14:07.120000Z", "time:2026-11-02T09:14:07.120000Z"),
    ("time:2026-11-02T09:14:07.5Z..", "time:2026-11-02T09:14:07.500000Z.."),
    ("time:..\"2026-11-02\"", "time:..2026-11-02"),
    ("time:2026-11-02T09:14..2026-11-02T09:15:01", "time:2026-11-02T09:14..2026-11-02T09:15:01Z"),
    ("time:9999-12-31", "time:9999-12-31.."),
    // Numbers.
    ("#5 #007 #5..5", "#5 #7 #5"),
    ("#10..20 #10.. #..20 #0..20 -#0..", "#10..20 #10.. #..20 #..20 -#0.."),
];

#[test]
fn faults_show_the_place_and_what_was_expected() {
    for (text, line, words) in FAULTS {
        let fault = Filter::parse(text).expect_err(text);
        let rendered = fault.render(text);
        let mut lines = rendered.lines().skip(1);
        assert_eq!((lines.next().unwrap(), lines.next().unwrap()), (*line, *words), "{text}");
    }
}

/// The filter, the line of carets, the words.
const FAULTS: &[(&str, &str, &str)] = &[
    ("a \"b c", "  ^", "character 3: expected a closing quote for this one; found `\"`"),
    ("from:\"x", "     ^", "character 6: expected a closing quote for this one; found `\"`"),
    ("\"\"", "^^", "character 1: expected something between the quotes; found `\"\"`"),
    ("text:\"\"", "     ^^", "character 6: expected something between the quotes; found `\"\"`"),
    ("\"a\"b", "   ^", "character 4: expected a space after the closing quote; found `b`"),
    ("a\"b\"", " ^", "character 2: expected a space here, or quotes around it all; found `\"`"),
    ("f(x)", " ^", "character 2: expected a space here, or quotes around it all; found `(`"),
    ("from:f(x)", "      ^", "character 7: expected a space here, or quotes around the value; found `(`"),
    ("“a”", "^", "character 1: expected straight quotes: `\"`; found `“`"),
    (
        "\"\\u{d800}\"",
        " ^^^^^^^",
        "character 2: expected a character's number in hexadecimal, as in `\\u{202e}`; found `\\u{d800`",
    ),
    (
        "a form:x",
        "  ^^^^",
        "character 3: expected a known field (did you mean `from:`?), or quotes around the text; found `form`",
    ),
    ("seq:5", "^^^", "character 1: expected a known field (did you mean `#`?), or quotes around the text; found `seq`"),
    ("https://x", "^^^^^", "character 1: expected a known field, or quotes around the text; found `https`"),
    ("from:", "     ^", "character 6: expected a value directly after `from:`; found the end of the filter"),
    ("from: x", "     ^", "character 6: expected a value directly after `from:`; found a space"),
    ("(kind:)", "      ^", "character 7: expected a value directly after `kind:`; found `)`"),
    (
        "kind:mesage",
        "     ^^^^^^",
        "character 6: expected one of message, handoff, tool.call, tool.result, decision, grant.request, grant.decision, \
         grant.use, grant.end, credential, run.start, run.end, agent, policy, template, code, review, flow, alert, order, \
         order.ack, log, incident, key, or any other word in quotes (did you mean `message`?); found `mesage`",
    ),
    (
        "effect:delete",
        "       ^^^^^^",
        "character 8: expected one of read, write, destructive, export, or any other word in quotes; found `delete`",
    ),
    (
        "mark:\"ok\"",
        "     ^^^^",
        "character 6: expected one of verified, unchecked, failed, missing, withheld (did you mean `outcome:ok`?); found \
         `\"ok\"`",
    ),
    (
        "outcome:export",
        "        ^^^^^^",
        "character 9: expected one of allow, deny, approved, denied, ok, error, blocked, or any other word in quotes (did you \
         mean `effect:export`?); found `export`",
    ),
    (
        "effect:struct",
        "       ^^^^^^",
        "character 8: expected one of read, write, destructive, export, or any other word in quotes (did you mean \
         `destructive`?); found `struct`",
    ),
    ("policy:@7", "       ^", "character 8: expected a name before the `@`, or `*` for any; found `@`"),
    ("policy:a@", "        ^", "character 9: expected a version after the `@`; found `@`"),
    (
        "time:yesterday",
        "     ^^^^^^^^^",
        "character 6: expected a UTC time such as 2026-11-02, 2026-11-02T09:14 or 2026-11-02T09:14:07Z, or a range of them \
         with `..`; found `yesterday`",
    ),
    (
        "time:2026-11-01..2026-02-30",
        "                 ^^^^^^^^^^",
        "character 18: expected a date and a time of day that exist; found `2026-02-30`",
    ),
    (
        "time:2026-11-02T09:14:07+01:00",
        "     ^^^^^^^^^^^^^^^^^^^^^^^^^",
        "character 6: expected a UTC time such as 2026-11-02, 2026-11-02T09:14 or 2026-11-02T09:14:07Z, or a range of them \
         with `..`; found `2026-11-02T09:14:07+01:00`",
    ),
    ("time:..", "     ^^", "character 6: expected a time on at least one side of the `..`; found `..`"),
    (
        "time:2026-11-03..2026-11-02",
        "     ^^^^^^^^^^^^^^^^^^^^^^",
        "character 6: expected the earlier time first; found `2026-11-03..2026-11-02`",
    ),
    (
        "time:2026-11-02..2026-11-02",
        "     ^^^^^^^^^^^^^^^^^^^^^^",
        "character 6: expected an end after the beginning: the end itself is not included; found `2026-11-02..2026-11-02`",
    ),
    (
        "#",
        "^",
        "character 1: expected a record number or a range of them: `#5`, `#10..20`, `#10..` or `#..20`; found `#`",
    ),
    (
        "x #1x",
        "  ^^^",
        "character 3: expected a record number or a range of them: `#5`, `#10..20`, `#10..` or `#..20`; found `#1x`",
    ),
    (
        "#18446744073709551616",
        "^^^^^^^^^^^^^^^^^^^^^",
        "character 1: expected a record number or a range of them: `#5`, `#10..20`, `#10..` or `#..20`; found \
         `#18446744073709551616`",
    ),
    ("#20..10", "^^^^^^^", "character 1: expected the smaller number first; found `#20..10`"),
    ("re:x", "   ^", "character 4: expected `/` directly after `re:`, as in `re:/refund(ed)?/i`; found `x`"),
    ("re:/a\\/", "   ^", "character 4: expected a closing `/` for this one; found `/`"),
    ("re://", "   ^^", "character 4: expected something between the slashes; found `//`"),
    (
        "re:/äö[b-a]/",
        "       ^^^",
        "character 8: expected a regular expression that can be read (invalid character class range, the start must be <= \
         the end); found `b-a`",
    ),
    ("re:/a(b/", "     ^", "character 6: expected a regular expression that can be read (unclosed group); found `(`"),
    (
        "re:/a/ix",
        "      ^^",
        "character 7: expected a space, or the flag `i` that ignores letter case; a `/` within is `\\/`; found `ix`",
    ),
    (
        "re:/\\w{5000}/",
        "    ^^^^^^^^",
        "character 5: expected a regular expression that compiles to less than 2048 KiB; found `\\w{5000}`",
    ),
    ("re:/a\u{200b}/", "     ^", "character 6: expected `\\x{200b}` for this invisible character; found `�`"),
    ("a )", "  ^", "character 3: expected a `(` before this `)`; found `)`"),
    ("a (b", "  ^", "character 3: expected a `)` for this `(`; found `(`"),
    ("a ( )", "  ^^^", "character 3: expected something between the parentheses; found `( )`"),
    ("or a", "^^", "character 1: expected something before `or`, or quotes around the word; found `or`"),
    ("a or", "  ^^", "character 3: expected something after `or`, or quotes around the word; found `or`"),
    ("a or or b", "  ^^", "character 3: expected something after `or`, or quotes around the word; found `or`"),
    ("(a OR )", "   ^^", "character 4: expected something after `or`, or quotes around the word; found `OR`"),
    ("and a", "^^^", "character 1: expected something before `and`, or quotes around the word; found `and`"),
    ("a and or b", "  ^^^", "character 3: expected something after `and`, or quotes around the word; found `and`"),
    (
        "not a",
        "^^^",
        "character 1: expected `-` directly before what to leave out, or quotes around the word `not`; found `not`",
    ),
    ("a -", "  ^", "character 3: expected what to leave out, directly after the `-`; found `-`"),
    ("- a", "^", "character 1: expected what to leave out, directly after the `-`; found `-`"),
    ("(-)", " ^", "character 2: expected what to leave out, directly after the `-`; found `-`"),
    // Two columns each, and none: the caret stays under the fault.
    ("払戻 )", "     ^", "character 4: expected a `(` before this `)`; found `)`"),
    ("e\u{301}\u{301} )", "  ^", "character 5: expected a `(` before this `)`; found `)`"),
    ("\u{1b}[2J )", "     ^", "character 6: expected a `(` before this `)`; found `)`"),
];

#[test]
fn the_rendering_of_a_hostile_or_long_filter_stays_a_line() {
    let text = "\u{1b}]0;x\u{7}\n\u{202e}a )";
    let rendered = Filter::parse(text).unwrap_err().render(text);
    assert_eq!(rendered.lines().next(), Some("�]0;x� �a )"));

    let text = format!("{} ) {}", "a".repeat(500), "b".repeat(500));
    let fault = Filter::parse(&text).unwrap_err();
    assert_eq!((fault.at, fault.length), (501, 1));
    let rendered = fault.render(&text);
    let lines: Vec<&str> = rendered.lines().collect();
    assert!(lines[0].starts_with("…a") && lines[0].ends_with("b…"), "{}", lines[0]);
    assert_eq!(lines[0].chars().nth(lines[1].len() - 1), Some(')'));
}

#[test]
fn values_fit_as_stated() {
    for (text, fits, fits_not) in [
        ("from:agent:a", &["agent:a"][..], &["agent:A", "agent:ab", "xagent:a", ""][..]),
        ("from:\"\"", &[""], &["a"]),
        ("to:tool:*", &["tool:", "tool:web"], &["tool", "xtool:web"]),
        ("to:*a*b", &["ab", "aab", "xaxbxb"], &["ba", "abx"]),
        ("to:a*a", &["aa", "aba"], &["a"]),
        ("scope:\"read:*\"", &["read:*"], &["read:x"]),
        ("scope:\"read:*\"*", &["read:*", "read:*@prod"], &["read:x"]),
        ("kind:Grant.*", &["grant.use"], &["message"]),
    ] {
        let pattern = pattern(text);
        fits.iter().for_each(|name| assert!(pattern.matches(name), "{text} {name}"));
        fits_not.iter().for_each(|name| assert!(!pattern.matches(name), "{text} {name}"));
    }
    for (text, fits, fits_not) in [
        ("refund", &["Refunds", "a REFUND b", "x-refund"][..], &["re fund", "prefund", "1refund"][..]),
        ("*fund", &["Refunds", "fund"], &["fun d"]),
        ("fund", &["re-fund"], &["refund"]),
        ("\"straße x\"", &["STRASSE X"], &["strasse  x"]),
        ("ÄB", &["x äby"], &["ab", "xäby"]),
        ("a*b", &["x AyBz", "ab"], &["ba", "xab"]),
        ("\"a*b\"", &["x A*B"], &["axb", "xA*B"]),
        ("*", &["", "a"], &[]),
    ] {
        let Term::Text(words) = only_term(text) else { panic!("{text}") };
        fits.iter().for_each(|name| assert!(words.matches(name) && words.fits_folded(&fold(name)), "{text} {name}"));
        fits_not.iter().for_each(|name| assert!(!words.matches(name), "{text} {name}"));
    }
    let Term::Regex(regex) = only_term("re:/re+f[u]nd\\/x/i") else { panic!() };
    assert!(regex.matches("a REEFUND/X") && !regex.matches("refund"));
    let Term::Regex(regex) = only_term("re:/abc/") else { panic!() };
    assert!(regex.matches("xabc") && !regex.matches("ABC"));
}

#[test]
fn ranges_end_where_they_say() {
    let day: i64 = 1_793_577_600_000_000;
    let minute = day + (9 * 60 + 14) * 60_000_000;
    for (text, from, until) in [
        ("time:2026-11-02", Some(day), Some(day + 86_400_000_000)),
        ("time:2026-11-02T09:14", Some(minute), Some(minute + 60_000_000)),
        ("time:2026-11-02T09:14:00Z", Some(minute), Some(minute + 1_000_000)),
        ("time:2026-11-02T09:14:00.25Z", Some(minute + 250_000), Some(minute + 260_000)),
        ("time:2026-11-02T09:14:00.000001Z", Some(minute + 1), Some(minute + 2)),
        ("time:2026-11-02..2026-11-02T09:14", Some(day), Some(minute)),
        ("time:2026-11-02..", Some(day), None),
        ("time:..2026-11-02", None, Some(day)),
    ] {
        let Term::Time(range) = only_term(text) else { panic!("{text}") };
        assert_eq!((range.from(), range.until()), (from, until), "{text}");
        assert!(from.is_none_or(|from| range.contains(from) && !range.contains(from - 1)), "{text}");
        assert!(until.is_none_or(|until| !range.contains(until) && range.contains(until - 1)), "{text}");
    }
    let Term::Seq(range) = only_term("#10..20") else { panic!() };
    assert_eq!([9, 10, 20, 21].map(|seq| range.contains(seq)), [false, true, true, false]);
    assert!(TimeRange::new(None, None).is_none() && TimeRange::new(Some(5), Some(5)).is_none());
    assert!(TimeRange::new(Some(i64::MAX), None).is_none() && TimeRange::new(None, Some(i64::MIN)).is_none());
    assert!(SeqRange::new(2, Some(1)).is_none() && SeqRange::new(2, Some(2)).is_some());
}

#[test]
fn the_marks_are_those_of_the_records() {
    for mark in [Mark::Verified, Mark::Unchecked, Mark::Failed] {
        assert!(pattern(&format!("mark:{}", mark.word())).matches(mark.word()));
    }
}

#[test]
fn explanations() {
    for (text, wanted) in [
        ("", "All records"),
        (
            "from:planner kind:handoff -to:tool:* \"refund\"",
            "Records where the sender is planner and the kind is handoff and no recipient is like tool:* and the text contains \
             \"refund\" in any letter case",
        ),
        (
            "a or b -c",
            "Records where either the text contains \"a\" in any letter case or (the text contains \"b\" in any \
             letter case and the text does not contain \"c\" in any letter case)",
        ),
        (
            "mark:failed (#5 or #10..)",
            "Records where the mark is failed and (either the record number is 5 or the record \
             number is 10 or higher)",
        ),
        (
            "-(#1..2 env:prod)",
            "Records where it is not so that (the record number is from 1 to 2, both included and the \
             environment is prod)",
        ),
        ("policy:a@7* -code:x", "Records where the policy is a in version 7* and no code is x"),
        (
            "-time:2026-11-02",
            "Records where the time is not from 2026-11-02T00:00:00.000000Z to before \
             2026-11-03T00:00:00.000000Z",
        ),
        (
            "re:/a+/i a*b -*",
            "Records where the text matches the regular expression /a+/ in any letter case and the text \
             contains \"a\", later \"b\" in any letter case and no text is present",
        ),
        ("from:\"x\u{202e} and all\"", r#"Records where the sender is "x\u{202e} and all""#),
    ] {
        assert_eq!(explain(&Filter::parse(text).unwrap()), wanted, "{text}");
    }
}

#[test]
fn conditions_are_the_chips() {
    let filter = Filter::parse("a (b or c) -d").unwrap();
    assert_eq!(filter.conditions(), ["a", "b or c", "-d"]);
    assert_eq!(filter.without(0).text(), "(b or c) -d");
    assert_eq!(filter.without(0).without(1).text(), "b or c");
    assert_eq!(filter.without(9), filter);
    assert!(Filter::parse("a").unwrap().without(0).is_empty());
    assert!(Filter::parse("").unwrap().conditions().is_empty());
    let both = Filter::parse("a or b").unwrap().and(&Filter::parse("c").unwrap()).unwrap();
    assert_eq!(both.text(), "(a or b) c");
    assert_eq!(both.and(&Filter::parse("").unwrap()).unwrap(), both);
    let long = Filter::parse(&"a".repeat(3000)).unwrap();
    assert!(long.and(&long).is_err());
}

#[test]
fn any_name_can_be_filtered_to() {
    for name in HOSTILE_NAMES {
        for field in [Field::From, Field::Kind, Field::Scope, Field::Outcome] {
            let text = Term::exactly(field, name).to_string();
            assert!(pattern(&text).matches(name) && pattern(&text).literal() == Some(name), "{text}");
            assert_eq!(canonical(&text), text);
            assert_eq!(format!("{}:{}", field.name(), Names::Field(field).write(name)), text);
            assert!(matches!(Filter::parse(&format!("-{text}")).unwrap().expr(), Expr::Not(_)), "{text}");
        }
        let term = Term::version(Artifact::Policy, name, name);
        assert_eq!(only_term(&term.to_string()), term, "{term}");
        let written = Names::Artifact(Artifact::Code).write(name);
        let Term::Versioned { name: read, version: None, .. } = only_term(&format!("code:{written}")) else {
            panic!("{written}")
        };
        assert_eq!(read.literal(), Some(*name));
    }
}

pub const HOSTILE_NAMES: &[&str] = &[
    "agent:a",
    "",
    " ",
    "a b",
    "or",
    "-x",
    "(",
    ")",
    "\"",
    "\\",
    "a\\",
    "\\u{41}",
    "*",
    "a*b",
    "@",
    "a@b",
    "@@",
    "#1",
    "x:y",
    "..",
    "\n",
    "\u{0}",
    "\u{202e}gpj.exe",
    "\u{feff}",
    "\u{e000}",
    "\u{10ffff}",
    "払い戻し",
    "e\u{301}",
    "“x”",
    "Message",
    "/x/i",
    "'",
];

/// Offers at `|`, each as what the filter would then be.
fn offers(text: &str) -> Vec<String> {
    let at = text.chars().position(|c| c == '|').unwrap();
    let chars: Vec<char> = text.chars().filter(|c| *c != '|').collect();
    let text: String = chars.iter().collect();
    let all = complete(&text, at).into_iter().map(|completion| {
        let put = match completion.offer {
            Offer::Insert { text, .. } => text,
            Offer::Names { of, typed } => format!("<{of:?} {typed}>"),
            Offer::Time => "<time>".to_owned(),
            Offer::Seq => "<seq>".to_owned(),
        };
        let (before, after) = (&chars[..completion.start], &chars[completion.end..]);
        format!("{}{put}{}", before.iter().collect::<String>(), after.iter().collect::<String>())
    });
    all.collect()
}

#[test]
fn completions() {
    for (text, wanted) in [
        ("fr|", &["from:"][..]),
        ("a fr|x from:b", &["a from: from:b"]),
        ("fr|om:x", &["from:x"]),
        ("-(k|", &["-(kind:"]),
        ("handof|", &["kind:handoff"]),
        ("x o|", &["x outcome:", "x or"]),
        ("o|", &["outcome:"]),
        ("re|", &["re:/", "kind:review", "effect:read"]),
        ("kind:gra|", &["kind:grant.request", "kind:grant.decision", "kind:grant.use", "kind:grant.end"]),
        ("KIND:\"Mes|", &["KIND:message"]),
        ("effect:|", &["effect:read", "effect:write", "effect:destructive", "effect:export"]),
        ("mark:f|ai x", &["mark:failed x"]),
        ("from:agent:a| b", &["from:<Field(From) agent:a> b"]),
        ("to:\"a b| c\" d", &["to:<Field(To) a b> d"]),
        ("policy:an|", &["policy:<Artifact(Policy) an>"]),
        ("policy:an@1|2", &["policy:an@<Version { artifact: Policy, name: \"an\" } 1>"]),
        ("policy:\"a@b|", &["policy:<Artifact(Policy) a@b>"]),
        ("time:20| x", &["time:<time> x"]),
        ("x #1|", &["x <seq>"]),
        ("\"fr|", &[]),
        ("\"x\" fr|", &["\"x\" from:"]),
        ("re:/fr |/", &[]),
        ("re:/x \"/ fr|", &["re:/x \"/ from:"]),
        ("text:fr|", &[]),
        ("nofield:fr|", &[]),
        ("zzz|", &[]),
    ] {
        assert_eq!(offers(text), wanted, "{text}");
    }
    let all = offers("|");
    assert_eq!(all.len(), 21);
    assert!(all.contains(&"#".to_owned()) && !all.contains(&"or".to_owned()));
    assert!(offers("a |").contains(&"a or".to_owned()));
}
