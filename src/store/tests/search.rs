//! Full-text search: what is found, in which order, and what a doctored index can do.

use super::*;

pub(super) fn query(words: &[&str], phrase: Option<&str>, prefix: Option<&str>) -> TextQuery {
    let words = words.iter().map(|word| (*word).to_owned()).collect();
    TextQuery { words, phrase: phrase.map(str::to_owned), prefix: prefix.map(str::to_owned) }
}

/// Every row of these cases.
pub(super) const ALL: std::ops::Range<u32> = 0..u32::MAX;

fn goes_on(case: &CaseFolder) -> TextIndexer {
    TextIndexer::open(case.dir(), ROWS).unwrap()
}

#[test]
fn texts_are_found_in_row_order_and_after_a_row() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    assert!(TextSearch::open(case.dir(), ROWS).unwrap().is_none());
    let mut indexer = TextIndexer::open(case.dir(), ROWS).unwrap();
    let texts =
        ["send the ledger to agent:report", "Café \"AND\" cr\u{e8}me", "nothing", "ledger ledger, the report", "send"];
    for (row, text) in (0u32..).step_by(10).zip(texts) {
        indexer.add(row, text).unwrap();
    }
    let search = TextSearch::open(case.dir(), ROWS).unwrap().unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), indexer.next_row()), (0, 41));
    indexer.commit().unwrap();
    assert_eq!(search.indexed_up_to().unwrap(), 41);
    let find = |query: &TextQuery, among| search.search(query, among).unwrap();
    assert_eq!(find(&query(&["LEDGER"], None, None), ALL), [0, 30]);
    assert_eq!(find(&query(&["ledger"], None, None), 0..30), [0]);
    assert_eq!(find(&query(&["ledger"], None, None), 1..31), [30]);
    assert_eq!(find(&query(&["the"], Some("the report"), None), ALL), [30]);
    assert_eq!(find(&query(&["CAFÉ"], None, Some("crè")), ALL), [10]);
    assert_eq!(find(&query(&["cafe"], None, None), ALL), Vec::<u32>::new(), "accents count");
    assert_eq!(find(&query(&[], Some("agent:report"), None), ALL), [0]);
    assert_eq!(find(&query(&["AND", "\""], None, None), ALL), [10]);
    for odd in ["NEAR(", "a\" OR \"b", "body:", "^x", "-", "\0", "*", "(", ""] {
        assert_eq!(find(&query(&[odd], Some(odd), Some(odd)), ALL), Vec::<u32>::new(), "{odd}");
    }
    // A killed run goes on after its last commit.
    indexer.add(50, "lost").unwrap();
    drop(indexer);
    let mut indexer = TextIndexer::open(case.dir(), ROWS).unwrap();
    assert_eq!(indexer.next_row(), 41);
    indexer.add(40, "ledger again").unwrap();
    indexer.add(60, "ledger last").unwrap();
    indexer.finish(100).unwrap();
    assert_eq!((search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), ALL)), (100, vec![0, 30, 60]));
    // Two at once: what the other wrote since is passed over, and nothing stands in it twice.
    let (mut one, mut other) = (goes_on(&case), goes_on(&case));
    one.add(100, "ledger by one").unwrap();
    other.add(100, "ledger by the other").unwrap();
    other.add(101, "ledger beyond").unwrap();
    one.commit().unwrap();
    other.commit().unwrap();
    assert_eq!(one.next_row(), 101);
    one.finish(100).unwrap();
    let found = find(&query(&["ledger"], None, None), 100..110);
    assert_eq!((search.indexed_up_to().unwrap(), found), (102, vec![100, 101]));
    // Another import: the rows mean other records.
    let mut late = goes_on(&case);
    late.add(102, "ledger of before").unwrap();
    let others = Digest([2; 32]);
    assert!(TextSearch::open(case.dir(), others).unwrap().is_none());
    let anew = TextIndexer::open(case.dir(), others).unwrap();
    assert_eq!(anew.next_row(), 0);
    assert_eq!((search.indexed_up_to().unwrap(), find(&query(&["ledger"], None, None), ALL)), (0, vec![]));
    assert!(matches!(late.commit(), Err(StoreError::OtherRows { .. })));
    assert!(search.is_sound().unwrap());
}

#[test]
fn a_doctored_search_index_is_an_error_or_a_new_index() {
    let desk = Desk::new();
    let case = CaseFolder::create(&desk.case()).unwrap();
    let mut indexer = TextIndexer::open(case.dir(), ROWS).unwrap();
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
        let found = TextSearch::open(case.dir(), ROWS).and_then(|search| match search {
            Some(search) => search.search(&query(&["word5"], None, Some("mor")), ALL),
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
