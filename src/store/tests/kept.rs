//! Evidence and model: kept whole, found, linked again.

use super::*;

#[test]
fn evidence_is_kept_found_and_linked_again() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    let watch = Watch::new();
    let file = desk.bundle("a.sab");
    let folder = desk.bundle("b/");
    let copied = case.add_copied(&file, &watch).unwrap();
    assert_eq!((copied.digest, copied.kind), (Digest::of(&fs::read(&file).unwrap()), Kind::File));
    assert_eq!(case.add_copied(&file, &watch).unwrap(), copied);
    let tree = case.add_copied(&folder, &watch).unwrap();
    let Found::Here(place) = case.find(&tree.digest).unwrap() else { panic!() };
    assert!(place.join("manifest").exists() && case.rehash(&tree.digest, &watch).unwrap());
    let sizes: u64 = files(&folder).iter().map(|path| fs::metadata(path).unwrap().len()).sum();
    assert_eq!((tree.kind, tree.bytes), (Kind::Folder, sizes));

    // One bit in a record of the folder is other evidence, although the manifest is the same.
    let records = files(&folder).into_iter().find(|path| path.to_str().unwrap().contains("records")).unwrap();
    let mut bytes = fs::read(&records).unwrap();
    bytes[9] ^= 1;
    fs::write(&records, bytes).unwrap();
    assert_ne!(case.add_copied(&folder, &watch).unwrap().digest, tree.digest);

    let other = desk.bundle("c.sab");
    let referenced = case.add_referenced(&other, &watch).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Here(other.clone()));
    fs::rename(&other, desk.at("moved.sab")).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Missing(other.clone()));
    let wrong = case.relink(&referenced.digest, &file, &watch).unwrap_err();
    assert!(matches!(wrong, StoreError::OtherEvidence { .. }), "{wrong}");
    case.relink(&referenced.digest, &desk.at("moved.sab"), &watch).unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Here(desk.at("moved.sab")));
    fs::write(desk.at("moved.sab"), b"short").unwrap();
    assert_eq!(case.find(&referenced.digest).unwrap(), Found::Changed(desk.at("moved.sab")));
    assert!(!case.rehash(&referenced.digest, &watch).unwrap());
    assert!(matches!(case.find(&Digest::of(b"?")), Err(StoreError::UnknownEvidence { .. })));

    // A copy that was changed is moved aside when the same evidence is brought in again.
    let Found::Here(place) = case.find(&copied.digest).unwrap() else { panic!() };
    fs::write(&place, b"doctored").unwrap();
    assert_eq!(case.add_copied(&file, &watch).unwrap(), copied);
    assert!(case.rehash(&copied.digest, &watch).unwrap());
    assert_eq!(fs::read(crate::store::database::beside(&place, ".damaged-1")).unwrap(), b"doctored");
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(&file, folder.join("link")).unwrap();
        assert!(matches!(case.add_copied(&folder, &watch), Err(StoreError::NotEvidence { .. })));
        let names = crate::store::folder::names(&desk.case().join("evidence")).unwrap();
        assert!(!names.iter().any(|name| name.starts_with('.')), "{names:?}");
    }
}

#[test]
fn a_stopped_copy_leaves_nothing() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    let watch = Watch::new();
    watch.cancel();
    assert!(matches!(case.add_copied(&desk.bundle("a.sab"), &watch), Err(StoreError::Stopped)));
    assert_eq!(case.list().unwrap(), []);
    assert_eq!(fs::read_dir(desk.case().join("evidence")).unwrap().count(), 0);
}

#[test]
fn a_model_is_replaced_whole_or_not_at_all() {
    let desk = Desk::new();
    let mut case = CaseFolder::create(&desk.case()).unwrap();
    assert!(case.load_model().unwrap().is_none());
    for length in [0usize, 1, 1 << 20, (1 << 20) + 1, 5_000_000] {
        let bytes: Vec<u8> = (0..251u8).cycle().take(length).collect();
        let digest =
            case.save_model(&mut |out| bytes.chunks(70_001).try_for_each(|chunk| out.write_all(chunk))).unwrap();
        assert_eq!((digest, stored_model(&case)), (Digest::of(&bytes), (bytes, digest)));
        assert_eq!(case.load_model().unwrap().unwrap().finish().unwrap(), digest);
    }
    let before = stored_model(&case);
    let failing = case.save_model(&mut |out| {
        out.write_all(&[7; 3_000_000])?;
        Err(std::io::Error::from(std::io::ErrorKind::StorageFull))
    });
    assert!(matches!(failing, Err(StoreError::Full { .. })));
    assert!(stored_model(&case) == before);
    case.drop_model().unwrap();
    assert!(case.load_model().unwrap().is_none());
}

#[test]
fn every_change_to_the_notebook_has_its_reversal() {
    use crate::store::Notebook;
    let save = |text: &str| Action::Filter(FilterChange::Save { name: "f".to_owned(), text: text.to_owned() });
    let changes = [
        note("n1", "one"),
        note("n1", "two"),
        Action::Mark(MarkChange::Set(mark("m1"))),
        Action::Mark(MarkChange::Clear { id: "m1".to_owned() }),
        save("env:prod"),
        save("env:dev"),
        Action::Filter(FilterChange::Delete { name: "f".to_owned() }),
        Action::Note(NoteChange::Delete { id: "n1".to_owned() }),
    ];
    let mut notebook = Notebook::default();
    let mut before = Vec::new();
    for change in &changes {
        let back = notebook.reversal(change).unwrap();
        before.push((notebook.clone(), back));
        notebook.apply(change, NOW);
    }
    while let Some((was, back)) = before.pop() {
        notebook.apply(&back, NOW);
        assert_eq!(notebook, was);
    }
    assert_eq!(notebook.reversal(&Action::Note(NoteChange::Delete { id: "none".to_owned() })), None);
}
