//! Policies: the lines of C2SP tlog-policy, and quorums of groups.

use super::*;
use crate::crypto::SecretKey;

fn vkey(kind: KeyType, seed: u8) -> String {
    VKey::new("holder.example", kind, &SecretKey::from_seed(&[seed; 32]).public()).text()
}

fn witness(name: &str, seed: u8) -> String {
    format!("witness {name} {}\n", vkey(KeyType::Cosignature, seed))
}

/// Seven witnesses a to g, and `rest`.
fn policy(rest: &str) -> Result<Policy, ProfileError> {
    let witnesses: String = "abcdefg".chars().zip(1..).map(|(c, seed)| witness(&c.to_string(), seed)).collect();
    Policy::parse(&format!("{witnesses}{rest}"))
}

fn met(policy: &Policy, signed: &str) -> bool {
    policy.quorum_met(&|name| signed.contains(name))
}

fn time(policy: &Policy, cosigned: &[(&str, u64)]) -> Option<u64> {
    policy.quorum_time(&cosigned.iter().map(|(name, time)| ((*name).to_owned(), *time)).collect::<Vec<_>>())
}

#[test]
fn groups_all_any_and_k() {
    for (rest, yes, no) in [
        ("quorum a", vec!["a", "ab"], vec!["", "b"]),
        ("group x all a b c\nquorum x", vec!["abc"], vec!["ab", ""]),
        ("group x any a b c\nquorum x", vec!["c", "ab"], vec!["", "d"]),
        ("group x 2 a b c\nquorum x", vec!["ab", "bc", "abc"], vec!["a", "ad", ""]),
    ] {
        let policy = policy(rest).unwrap();
        assert!(yes.iter().all(|signed| met(&policy, signed)), "{rest}");
        assert!(!no.iter().any(|signed| met(&policy, signed)), "{rest}");
    }
}

#[test]
fn nested_groups() {
    let policy = policy("group x 2 a b c\ngroup y any d e\ngroup top all x y f\nquorum top").unwrap();
    assert!(met(&policy, "abdf") && met(&policy, "bcef") && met(&policy, "abcdefg"));
    assert!(!met(&policy, "abd") && !met(&policy, "adf") && !met(&policy, "abcf") && !met(&policy, ""));
    let names: Vec<&str> = policy.quorum_witnesses().iter().map(|witness| witness.name.as_str()).collect();
    assert_eq!(names, ["a", "b", "c", "d", "e", "f"]);
    assert_eq!(
        policy.describe_missing(&|name| "af".contains(name)),
        "2 of 6 witnesses signed; missing: \"b\", \"c\", \"d\", \"e\"; group \"x\" needs 2 of 3, has 1, \
             group \"y\" needs 1 of 2, has 0, group \"top\" needs 3 of 3, has 1"
    );
}

#[test]
fn quorum_none_is_met_and_has_no_time() {
    let policy = Policy::parse("quorum\tnone\n").unwrap();
    assert!(policy.quorum_is_none() && met(&policy, "") && policy.quorum_witnesses().is_empty());
    assert_eq!(time(&policy, &[("a", 1)]), None);
}

#[test]
fn the_quorum_time_is_the_smallest_that_suffices() {
    let two = policy("group x 2 a b c\nquorum x").unwrap();
    assert_eq!(time(&two, &[("a", 30), ("b", 10), ("c", 20)]), Some(20));
    assert_eq!(time(&two, &[("a", 30), ("a", 5), ("b", 10)]), Some(10), "the earliest of one witness counts");
    assert_eq!(time(&two, &[("a", 5), ("a", 7)]), None, "one witness counts once");
    assert_eq!(time(&two, &[("d", 1), ("z", 1), ("a", 5)]), None);
    let nested = policy("group x 2 a b c\ngroup y any d e\ngroup top all x y\nquorum top").unwrap();
    assert_eq!(time(&nested, &[("a", 1), ("b", 2), ("d", 50), ("e", 40)]), Some(40));
    assert_eq!(time(&nested, &[("a", 1), ("b", 99), ("c", 60), ("d", 50)]), Some(60));
}

#[test]
fn every_fault_has_its_line() {
    let log = format!("log {}", vkey(KeyType::Note, 1));
    for (text, line, what) in [
        ("".to_owned(), None, "no `quorum` line"),
        ("\nquorum a".to_owned(), Some(2), "not defined on an earlier line"),
        ("quorum none\nquorum none".to_owned(), Some(2), "a second `quorum` line; the first is line 1"),
        ("quorum none none".to_owned(), Some(1), "a quorum line has the form"),
        ("logs x".to_owned(), Some(1), "unknown kind of line: \"logs\""),
        ("quorum none\r\n".to_owned(), Some(1), "carriage return"),
        ("log x".to_owned(), Some(1), "not of the form NAME+ID+BASE64"),
        (format!("{log} https://log.example/ more"), Some(1), "a log line has the form"),
        (format!("{log}\n{log}"), Some(2), "the public key of this log stands on line 1 already"),
        (format!("log {}", vkey(KeyType::Record, 1)), Some(1), "of type 0xff"),
        (format!("witness a {}", vkey(KeyType::Note, 1)), Some(1), "of type 0x01"),
        (witness("none", 1), Some(1), "the name none is reserved"),
        (witness("a", 1) + &witness("a", 2), Some(2), "the name \"a\" is defined twice"),
        (witness("a", 1) + &witness("b", 1), Some(2), "the public key of this witness stands on line 1 already"),
    ] {
        let fault = Policy::parse(&text).unwrap_err();
        assert_eq!((fault.file, fault.line), ("policy", line), "{text}");
        assert!(fault.what.contains(what), "{}", fault.what);
    }
    for (group, what) in [
        ("group x any", "a group line has the form"),
        ("group none any a", "reserved"),
        ("group a any b", "defined twice"),
        ("group x any x", "not defined on an earlier line"),
        ("group x any none", "not defined on an earlier line"),
        ("group x 0 a", "1 to 1"),
        ("group x 2 a", "1 to 1"),
        ("group x 01 a", "1 to 1"),
        ("group x most a", "1 to 1"),
        ("group x 2 a a", "a member twice"),
    ] {
        let fault = policy(group).unwrap_err();
        assert_eq!(fault.line, Some(8), "{group}");
        assert!(fault.what.contains(what), "{}", fault.what);
    }
    assert_eq!(policy("group x any a\ngroup y any a\nquorum x").unwrap_err().line, Some(9));
}

#[test]
fn ml_dsa_witnesses_are_read_and_named_as_not_checked() {
    let public = [7u8; 1312];
    let id = crate::crypto::KeyId::of("w.example", KeyType::MlDsa44, &public);
    let key = VKey { name: "w.example".to_owned(), id, kind: KeyType::MlDsa44, public: public.to_vec() };
    let policy = Policy::parse(&format!("witness w {}\nquorum w", key.text())).unwrap();
    let missing = policy.describe_missing(&|_| false);
    assert_eq!(missing, "0 of 1 witnesses signed; missing: \"w\" (ML-DSA-44, not checked in this version)");
}

#[test]
fn deep_nesting_does_not_recurse() {
    let mut text = witness("g0", 1);
    for depth in 1..60_000 {
        text.push_str(&format!("group g{depth} 1 g{}\n", depth - 1));
    }
    let policy = Policy::parse(&format!("{text}quorum g59999\n")).unwrap();
    assert!(met(&policy, "g0"));
    assert_eq!(time(&policy, &[("g0", 9)]), Some(9));
    assert!(policy.describe_missing(&|_| false).ends_with("59967 more"));
}

#[test]
fn the_shared_policies_read() {
    let Some(folder) = crate::profile::shared_vectors() else { return };
    let text = std::fs::read_to_string(folder.join("sab/policy")).unwrap();
    let policy = Policy::parse(&text).unwrap();
    assert_eq!((policy.logs.len(), policy.quorum_witnesses().len()), (1, 1));
    assert!(met(&policy, "w1") && !met(&policy, ""));
}
