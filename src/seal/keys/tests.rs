//! Key folders: what is made, kept and read again.

use super::*;

#[test]
fn keys_are_kept_for_their_owner_and_come_back() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("keys");
    let mut folder = KeyFolder::open(&path, "log.example", None).unwrap();
    let made = [
        folder.log().unwrap(),
        folder.authority().unwrap(),
        folder.exporter().unwrap(),
        folder.make(Role::Actor, "agent:a").unwrap(),
        folder.make(Role::Actor, "agent:a").unwrap(),
    ];
    assert!(!path.exists());
    folder.save().unwrap();
    let again = KeyFolder::open(&path, "log.example", None).unwrap();
    assert_eq!(again.list().len(), made.len());
    assert_eq!(again.of(Role::Log, "log.example")[0].secret.seed(), made[0].secret.seed());
    assert!(again.warnings().is_empty());
    assert_eq!(fs::read_to_string(path.join("authority")).unwrap(), made[1].vkey.text() + "\n");
    assert!(fs::read_to_string(path.join("policy")).unwrap().ends_with("\nquorum none\n"));
    assert!(matches!(KeyFolder::open(&path, "other.example", None), Err(SealError::Usage { .. })));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = |name: &str| fs::metadata(path.join(name)).unwrap().permissions().mode() & 0o777;
        assert_eq!((mode("log.key"), mode("actors"), mode("")), (0o600, 0o700, 0o700));
        fs::set_permissions(path.join("log.key"), fs::Permissions::from_mode(0o644)).unwrap();
        assert_eq!(KeyFolder::open(&path, "log.example", None).unwrap().warnings().len(), 1);
    }
}

#[test]
fn a_witness_that_comes_later_changes_the_policy() {
    let dir = tempfile::tempdir().unwrap();
    let mut folder = KeyFolder::open(dir.path(), "log.example", Some("seed")).unwrap();
    folder.log().unwrap();
    folder.save().unwrap();
    for name in ["w1", "w2"] {
        folder.witness(name).unwrap();
        folder.save().unwrap();
    }
    let policy = fs::read_to_string(dir.path().join("policy")).unwrap();
    assert!(policy.ends_with("\ngroup witnesses any w1 w2\nquorum witnesses\n"), "{policy}");
    assert!(folder.witness("none").is_err());
}

#[test]
fn a_seed_gives_the_same_keys_and_no_error_tells_a_secret() {
    let dir = tempfile::tempdir().unwrap();
    let key = |seed| KeyFolder::open(dir.path(), "log.example", Some(seed)).unwrap().log().unwrap().vkey.text();
    assert_eq!(key("a"), key("a"));
    assert_ne!(key("a"), key("b"));
    fs::write(dir.path().join("log.key"), format!("role log\nvkey {}\nseed {}\n", key("a"), b64_encode(&[7; 32])))
        .unwrap();
    let told = KeyFolder::open(dir.path(), "log.example", None).err().map(|e| format!("{e} {e:?}")).unwrap();
    assert!(told.contains("does not belong") && !told.contains(&b64_encode(&[7; 32])), "{told}");
}
