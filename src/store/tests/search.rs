//! Full-text search: what is found, in which order, and what a doctored index can do.

use super::*;

pub(super) fn query(words: &[&str], phrase: Option<&str>, prefix: Option<&str>) -> TextQuery {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    TextQuery { words, phrase: phrase.map(str::to_owned), prefix: prefix.map(str::to_owned) }
}

#[test]
fn texts_are_found_in_row_order_and_after_a_row() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    assert!(case.text_search().unwrap().is_none());
    let mut indexer = case.text_indexer().unwrap();
    let texts =
        ["send the ledger to agent:report", "Café \"AND\" cr\u{e8}me", "nothing", "ledger ledger, the report", "send"];
    for (row, text) in (0u32..).step_by(10).zip(texts) {
        indexer.add(row, text).unwrap();
    }
    let search = case.text_search().unwrap().unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), indexer.next_row()), (0, 41));
    indexer.commit().unwrap();
    assert_eq!(search.indexed_up_to().unwrap(), 41);
    let find = |query: &TextQuery, after, limit| search.search(query, after, limit).unwrap();
    assert_eq!(find(&query(&["LEDGER"], None, None), None, 9), [0, 30]);
    assert_eq!(find(&query(&["ledger"], None, None), None, 1), [0]);
    assert_eq!(find(&query(&["ledger"], None, None), Some(0), 9), [30]);
    assert_eq!(find(&query(&["the"], Some("the report"), None), None, 9), [30]);
    assert_eq!(find(&query(&["CAFÉ"], None, Some("crè")), None, 9), [10]);
    assert_eq!(find(&query(&["cafe"], None, None), None, 9), Vec::<u32>::new(), "accents count");
    assert_eq!(find(&query(&[], Some("agent:report"), None), None, 9), [0]);
    assert_eq!(find(&query(&["AND", "\""], None, None), None, 9), [10]);
    for odd in ["NEAR(", "a\" OR \"b", "body:", "^x", "-", "\0", "*", "(", ""] {
        assert_eq!(find(&query(&[odd], Some(odd), Some(odd)), None, 9), Vec::<u32>::new(), "{odd}");
    }
    // A killed run goes on after its last commit.
    indexer.add(50, "lost").unwrap();
    drop(indexer);
    let mut indexer = case.text_indexer().unwrap();
    assert_eq!(indexer.next_row(), 41);
    indexer.add(40, "ledger again").unwrap();
    indexer.add(60, "ledger last").unwrap();
    indexer.finish(100).unwrap();
    assert_eq!(
        (search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), None, 9)),
        (100, vec![0, 30, 60])
    );
    case.text_indexer().unwrap().start_again().unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), None, 9)), (0, vec![]));
    assert!(search.is_sound().unwrap());
}

#[test]
fn a_doctored_search_index_is_an_error_or_a_new_index() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    let mut indexer = case.text_indexer().unwrap();
    for row in 0..2000 {
        indexer.add(row, &format!("word{} and more of it", row % 97)).unwrap();
    }
    indexer.finish(2000).unwrap();
    let path = desk.case().join("search.db");
    let whole = fs::read(&path).unwrap();
    let mut ends = [0u32; 3];
    for at in (100..whole.len()).step_by(331) {
        let mut bytes = whole.clone();
        bytes[at..(at + 40).min(whole.len())].fill(0xa5);
        fs::write(&path, &bytes).unwrap();
        let found = case.text_search().and_then(|search| match search {
            Some(search) => search.search(&query(&["word5"], None, Some("mor")), None, 5000),
            None => Ok(Vec::new()),
        });
        match found {
            Ok(rows) => {
                assert!(rows.is_sorted());
                ends[usize::from(rows.is_empty())] += 1;
            }
            Err(StoreError::Damaged { .. } | StoreError::Database { .. }) => ends[2] += 1,
            Err(other) => panic!("{other}"),
        }
        for name in
            crate::store::folder::names(&desk.case()).unwrap().iter().filter(|name| name.starts_with("search.db"))
        {
            fs::remove_file(desk.case().join(name)).unwrap();
        }
    }
    assert!(ends[0] > 0 && ends[2] > 0, "{ends:?}");
}
