//! Why a record came about and what followed, over the samples: as texts beside their golden files, and the facts of STORY.md.

use super::case::open;
use super::replay::golden;
use recount::case::{Assurance, Case, Evidence, Row};
use recount::view::causes::blast::{self, From, Group};
use recount::view::causes::{Direct, Lost, Walk, Way, direct, direct_text, page, page_text, walk_from};
use recount::watch::Watch;

fn at(case: &Case, seq: u64) -> Row {
    case.row_of(0, seq).unwrap()
}

fn links(case: &Case, evidence: &Evidence, seq: u64) -> Direct {
    direct(case, evidence, at(case, seq)).unwrap()
}

fn walk(case: &Case, evidence: &Evidence, seq: u64, way: Way) -> Walk {
    walk_from(case, evidence, at(case, seq), way, &Watch::new()).unwrap()
}

fn seqs(case: &Case, walk: &Walk) -> Vec<u64> {
    walk.rows().iter().map(|row| case.index(*row)).collect()
}

#[test]
fn the_leak_leads_back_to_the_mail_and_on_to_the_incident() {
    let (case, evidence) = open(&["broad-access.sab"]);
    let mut lines = direct_text(&links(&case, &evidence, 154));
    for way in Way::ALL {
        let walk = walk(&case, &evidence, 154, way);
        lines.extend(page_text(&page(&case, &evidence, &walk, 0), way));
    }
    golden("causes", "leak-export", &lines);
    // Back: the two secrets that were read, who said where they are kept, and the mail that asked for them, from outside.
    let back = seqs(&case, &walk(&case, &evidence, 154, Way::Before));
    for seq in [147, 150, 146, 142, 138] {
        assert!(back.contains(&seq), "{seq} led to the export");
    }
    assert_eq!(case.text(case.context(at(&case, 138)).actor), "service:mailbox");
    // On: the decision, the upload's result, the report of success, and the incident.
    let on = seqs(&case, &walk(&case, &evidence, 154, Way::After));
    for seq in [155, 156, 201, 205] {
        assert!(on.contains(&seq), "{seq} followed from the export");
    }
    // From the mail, what followed reaches the upload to the look-alike.
    let request = blast::Request { from: From::Record(at(&case, 138)), way: Way::After };
    let blast = blast::blast(&case, &evidence, &request, &Watch::new()).unwrap();
    let upload = blast.resources.iter().find(|one| one.effect == "export" && one.kind == "url").unwrap();
    assert_eq!(upload.id, "reconcile.harbour-lane-billing.example/upload");
    assert_eq!((upload.calls.all, upload.calls.allowed, upload.calls.denied), (1, 1, 0));
    let of = blast::members(&case, &evidence, &blast, upload.group, 0);
    assert_eq!(of.entries.iter().map(|entry| entry.of.record.seq).collect::<Vec<_>>(), [154]);
    golden("causes", "leak-mail-blast", &blast::text(&case, &blast));
}

#[test]
fn a_name_is_a_link_to_the_record_that_established_it() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    // The late call names its grant, which the operations lead had granted.
    let mut lines = direct_text(&links(&case, &evidence, 390));
    lines.extend(direct_text(&links(&case, &evidence, 383)));
    // The credential that an order suspended, and what acknowledges the order.
    lines.extend(direct_text(&links(&case, &evidence, 438)));
    lines.extend(direct_text(&links(&case, &evidence, 437)));
    golden("causes", "names", &lines);
    assert!(seqs(&case, &walk(&case, &evidence, 390, Way::Before)).contains(&383));
    let on = seqs(&case, &walk(&case, &evidence, 383, Way::After));
    assert!(on.contains(&390) && on.contains(&392), "{on:?}");
    assert!(seqs(&case, &walk(&case, &evidence, 438, Way::Before)).contains(&433), "the alert led to the suspension");
}

#[test]
fn what_was_changed_or_removed_is_told_as_such() {
    let (case, evidence) = open(&["tampered.sab"]);
    // The export was changed into a read: what it says it refers to is here and shown, what was decided on it is not here.
    let changed = links(&case, &evidence, 255);
    assert_eq!(changed.focus.of.record.mark, Assurance::Failed);
    let causes: Vec<u64> = changed.before.direct.entries.iter().map(|entry| entry.of.record.seq).collect();
    assert_eq!(causes, [251, 254]);
    assert_eq!((changed.after.direct.total, changed.before.all.records), (0, 10));
    let decision = links(&case, &evidence, 256);
    assert!(matches!(decision.focus.lost.as_slice(), [Lost::Record(_)]), "{:?}", decision.focus.lost);
    assert_eq!(decision.before.direct.total, 0);
    let mut lines = direct_text(&changed);
    lines.extend(direct_text(&decision));
    // In a longer chain a record of which a reference leads nowhere says so.
    let on = walk(&case, &evidence, 256, Way::After);
    lines.extend(page_text(&page(&case, &evidence, &on, 0), Way::After));
    golden("causes", "tampered", &lines);
}

#[test]
fn every_link_of_a_case_is_told_at_both_ends() {
    for sample in ["broad-access.sab", "least-privilege.sab", "slice.sab", "redacted.sab"] {
        let (case, evidence) = open(&[sample]);
        let all: Vec<Direct> = (0..case.len() as Row).map(|row| direct(&case, &evidence, row).unwrap()).collect();
        for (row, of) in all.iter().enumerate() {
            for cause in &of.before.direct.entries {
                let other = &all[cause.of.record.row as usize];
                let back = other.after.direct.entries.iter().find(|entry| entry.of.record.row == row as Row).unwrap();
                let tie = |entry: &recount::view::causes::Entry| -> Vec<_> {
                    entry.ties.iter().map(|(_, tie)| tie.clone()).collect()
                };
                assert!(!cause.ties.is_empty());
                assert_eq!(tie(cause), tie(back), "{sample}, record {row}");
            }
            for (way, side) in [(Way::Before, &of.before), (Way::After, &of.after)] {
                let walk = walk_from(&case, &evidence, row as Row, way, &Watch::new()).unwrap();
                assert_eq!((side.all.records, side.all.whole), (walk.len(), true));
                assert_eq!(walk.at(1).len(), side.direct.total);
                // Every record is reached from one that is nearer by one.
                let page = page(&case, &evidence, &walk, 0);
                assert!(page.entries.iter().all(|entry| !entry.ties.is_empty() && entry.distance >= 1));
            }
        }
    }
}

#[test]
fn bundles_of_one_log_give_one_chain() {
    // The slice lies beside the whole: what it does not disclose is found in the other bundle.
    let (case, evidence) = open(&["slice.sab", "least-privilege.sab"]);
    let (alone, own) = open(&["least-privilege.sab"]);
    for seq in [255, 256, 280, 316, 390] {
        for way in Way::ALL {
            let joined = seqs(&case, &walk(&case, &evidence, seq, way));
            assert_eq!(joined, seqs(&alone, &walk(&alone, &own, seq, way)), "record {seq}, {way:?}");
        }
    }
}

#[test]
fn a_walk_is_cancelled_and_counts_are_not_cut_in_silence() {
    let (case, evidence) = open(&["broad-access.sab"]);
    let watch = Watch::new();
    watch.cancel();
    assert_eq!(walk_from(&case, &evidence, at(&case, 138), Way::After, &watch), None);
    let request = blast::Request { from: From::Record(at(&case, 138)), way: Way::After };
    assert!(blast::blast(&case, &evidence, &request, &watch).is_none());
    let walk = walk(&case, &evidence, 138, Way::After);
    let rest = page(&case, &evidence, &walk, 5);
    assert_eq!((rest.first, rest.total, rest.entries.len()), (5, walk.len(), walk.len() - 5));
    assert!(page_text(&rest, Way::After)[0].ends_with(&format!("records 6 to {0} of {0}", walk.len())));
}

#[test]
fn the_blast_radius_of_an_agent_counts_what_was_denied() {
    let (case, evidence) = open(&["least-privilege.sab"]);
    let reporter = case.names().find("agent:reporter").unwrap();
    let request = blast::Request { from: From::Agent(0, reporter), way: Way::After };
    let blast = blast::blast(&case, &evidence, &request, &Watch::new()).unwrap();
    golden("causes", "reporter-blast", &blast::text(&case, &blast));
    let all = blast.seeds.count() + blast.closure.count();
    for counts in [&blast.agents, &blast.environments, &blast.marks] {
        assert_eq!(counts.iter().map(|one| one.records as usize).sum::<usize>(), all);
        for one in counts {
            let listed = blast::members(&case, &evidence, &blast, one.group, 0);
            assert_eq!(listed.total as u64, one.records, "{}", one.name);
        }
    }
    assert_eq!(blast::members(&case, &evidence, &blast, Group::All, 0).total, all);
    let denied: u64 = blast.resources.iter().map(|one| one.calls.denied).sum();
    assert!(denied > 0, "run r-102 was denied the export");
    for one in &blast.resources {
        assert_eq!(blast::members(&case, &evidence, &blast, one.group, 0).total as u64, one.calls.all);
    }
}
