//! The sequences of actors: gaps, repeats and links.

use super::*;

fn record(n: u64, second: u64) -> Record {
    let prev = if n == 0 { String::new() } else { Digest::of(b"p").b64() };
    let time = format!("2026-07-01T12:00:{second:02}.000000Z");
    let members = format!("\"n\":{n},\"prev\":\"{prev}\",\"time\":\"{time}\",\"type\":\"x\",\"body\":{{}}");
    let signature = format!("{}==", "A".repeat(86));
    let line = format!("{{\"v\":1,\"actor\":\"a\",\"key\":\"00000000\",{members},\"sig\":\"{signature}\"}}");
    Record::parse(line.as_bytes()).unwrap()
}

/// Twenty records at 100, 103, ... whose clocks go back and forth.
fn chains() -> (Chains, Vec<(u64, u64)>) {
    let mut chains = Chains::new(Clocks::new(0, vec![(130, Time::parse("2026-07-01T12:00:50Z").unwrap())]));
    let placed: Vec<(u64, u64)> =
        (0..20u64).map(|n| (100u64.wrapping_add(n.wrapping_mul(3)), n.wrapping_mul(7) % 20)).collect();
    for (n, (index, second)) in (0u64..).zip(&placed) {
        let leaf = Digest::of(&index.to_be_bytes());
        let place = Place { index: *index, file: "f", offset: 0, line: 1, leaf };
        chains.accept(&record(n, *second), &place, &mut Findings::default()).unwrap();
    }
    (chains, placed)
}

fn span(matching: impl Iterator<Item = u64>) -> Option<Span> {
    let indices: Vec<u64> = matching.collect();
    Some((u64::try_from(indices.len()).unwrap(), *indices.first()?, *indices.last()?))
}

#[test]
fn spans_of_a_key_are_what_counting_gives() {
    let (mut chains, placed) = chains();
    for since in 98..162 {
        let wanted = span(placed.iter().map(|(index, _)| *index).filter(|index| *index >= since));
        assert_eq!(chains.signed_since("a", KeyId([0; 4]), since), wanted, "{since}");
    }
    for at in 0..60 {
        let time = Time::parse(&format!("2026-07-01T12:00:{at:02}Z")).unwrap();
        let delayed = |(index, second): &&(u64, u64)| *second >= at || (at <= 50 && *index >= 130);
        let wanted = span(placed.iter().filter(delayed).map(|(index, _)| *index));
        assert_eq!(chains.delayed("a", KeyId([0; 4]), time).unwrap(), wanted, "{at}");
    }
    assert_eq!(chains.signed_since("b", KeyId([0; 4]), 0), None);
    assert!(chains.has_signed("a", 103) && !chains.has_signed("a", 104) && !chains.has_signed("b", 103));
}

#[test]
fn what_revokes_look_at_is_bounded_and_a_later_revoke_looks_at_nothing() {
    let (mut chains, _) = chains();
    let time = |second: u64| Time::parse(&format!("2026-07-01T12:00:{second:02}Z")).unwrap();
    chains.looks_left = 25;
    assert!(chains.delayed("a", KeyId([0; 4]), time(10)).is_ok());
    assert!((0..9).all(|_| chains.delayed("a", KeyId([0; 4]), time(55)).is_ok()));
    assert!(chains.delayed("a", KeyId([0; 4]), time(10)).is_ok());
    assert_eq!(chains.looks_left, 5);
    assert_eq!(chains.delayed("a", KeyId([0; 4]), time(10)).unwrap_err().code, Code::Limit);
}
