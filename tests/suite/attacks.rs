//! What attackers try, and what each of them gets: `tests/ATTACKS.md` says what must come out, the modules below build the bundles.
//!
//! The table is the only place that names an outcome. An attack gives what the verifier said, and [`hold`] compares it with the row
//! of that name. A row without an attack fails, and so does an attack without a row.

mod archives;
mod bundles;
mod families;
mod keys;
mod records;

use super::forge::{Forge, Holder};
use recount::bundle::Code;
use recount::verify::Verification;
use std::path::Path;

/// Runs every attack as a test of its own name, and lists the names.
macro_rules! attacks {
    ($($module:ident: $($name:ident)*;)*) => {
        const NAMES: &[&str] = &[$($(stringify!($name)),*),*];
        $($(#[test] fn $name() { hold(stringify!($name), Tries::from($module::$name())); })*)*
    };
}

attacks! {
    keys: the_log_that_all_attacks_bend a_slice_that_hides_a_revoke a_key_used_after_its_revoke a_revoke_sequenced_late
        an_add_forged_by_an_actor an_add_forged_by_a_stranger a_key_that_nobody_added anothers_key_under_ones_own_name
        a_revoked_key_added_again a_key_event_replayed_after_a_revoke an_expired_key_with_backdated_times
        a_key_event_by_the_old_authority an_authority_key_past_its_end a_rotation_that_the_new_key_did_not_sign
        a_revocation_from_the_future a_weak_key_added a_key_with_anothers_id the_logs_key_added_as_an_actors
        a_chain_end_that_the_records_contradict a_snapshot_that_leaves_out_a_key;
    records: a_line_of_70_kb a_duplicate_key a_second_signature_member a_lone_surrogate a_depth_bomb
        a_line_that_is_not_utf8 a_carriage_return an_empty_line a_number_beyond_2_to_the_53 a_record_of_another_version
        text_that_hides_text actors_that_look_alike an_altered_record a_signature_cut_off a_signature_in_loose_base64
        a_malleated_signature a_record_moved_from_another_log a_line_replayed_by_the_operator two_lines_of_one_number
        a_broken_link a_record_dropped_by_the_operator records_put_in_another_order a_ref_to_nothing
        a_clock_that_goes_backwards;
    bundles: an_omitted_tail a_smuggled_record_file a_file_slipped_in_by_an_outsider a_file_taken_out a_record_file_without_its_end
        a_blob_withheld_by_the_exporter a_stranger_who_withholds a_packed_blob_withheld_too a_changed_blob a_blob_under_anothers_name a_blob_left_out
        a_blob_of_another_length references_that_disagree a_blob_in_the_bundle_twice a_pack_cut_short a_salt_used_twice
        an_archive_as_a_blob another_name_under_the_manifest a_manifest_of_another_log a_bundle_without_records
        a_missing_proof a_proof_with_too_few_hashes a_false_gap_hash a_broken_proof_over_a_false_signature
        a_broken_checkpoint_over_a_false_signature a_bad_witness_clock a_missing_witness a_false_cosignature
        a_false_log_signature a_log_run_by_a_stranger two_histories_of_one_size a_rewritten_history an_old_state_as_the_current_one
        a_check_that_is_cancelled;
    archives: a_zip_bomb a_bomb_over_the_users_limit overlapping_entries a_path_that_climbs_out a_path_from_the_root
        a_path_with_a_backslash a_path_with_a_drive_letter a_name_twice names_that_some_systems_take_for_one
        an_encrypted_entry a_link a_compression_method_of_its_own a_local_header_with_another_name bytes_after_the_archive
        an_archive_cut_in_half a_false_checksum;
    families: every_record_dropped every_record_repeated every_pair_of_records_swapped every_cut_of_the_records
        every_byte_of_the_records_changed every_byte_of_proof_and_checkpoint_changed every_byte_of_the_manifest_changed
        every_byte_of_a_resigned_record_file_changed every_cut_of_the_archive;
}

/// What the verifier said to one attack, or to each member of a family of attacks.
struct Tries(Vec<(String, Verification)>);

impl From<Verification> for Tries {
    fn from(found: Verification) -> Tries {
        Tries(vec![(String::new(), found)])
    }
}

impl From<Vec<(String, Verification)>> for Tries {
    fn from(found: Vec<(String, Verification)>) -> Tries {
        Tries(found)
    }
}

/// One row of the table.
struct Row {
    name: String,
    by: String,
    /// Sorted; a code that comes out n times stands here n times.
    codes: Vec<String>,
    /// Other codes may come out too.
    and_others: bool,
    verdict: String,
}

impl Row {
    fn read(line: &str) -> Row {
        let cells: Vec<&str> = line.trim_matches('|').split('|').map(str::trim).collect();
        let [name, _, by, codes, verdict] = cells[..] else { panic!("not five cells: {line}") };
        let mut row = Row {
            name: name.trim_matches('`').to_owned(),
            by: by.to_owned(),
            codes: Vec::new(),
            and_others: false,
            verdict: verdict.to_owned(),
        };
        for item in codes.split(", ").filter(|item| *item != "none") {
            let (times, code) = item.split_once(" x ").unwrap_or(("1", item));
            match code {
                "and others" => row.and_others = true,
                code => (0..times.parse().unwrap()).for_each(|_| row.codes.push(code.trim_matches('`').to_owned())),
            }
        }
        row.codes.sort_unstable();
        row
    }

    /// What of `found` is not as the row says.
    fn fault(&self, found: &Verification) -> Option<String> {
        let mut codes: Vec<&str> = found.findings.iter().map(|failure| failure.code.name()).collect();
        codes.sort_unstable();
        let as_stated = if self.and_others {
            self.codes.iter().all(|code| codes.contains(&code.as_str()))
        } else {
            self.codes == codes
        };
        let verdict = match self.verdict.as_str() {
            "not verified" => found.verdict.word() != "verified",
            word => found.verdict.word() == word,
        };
        let wanted = (&self.codes, self.and_others, &self.verdict);
        (!as_stated || !verdict).then(|| format!("wanted {wanted:?}, found {:?}", (codes, found.verdict.word())))
    }
}

fn table() -> Vec<Row> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/ATTACKS.md");
    let text = std::fs::read_to_string(path).unwrap();
    text.lines().filter(|line| line.starts_with("| `")).map(Row::read).collect()
}

/// Compares each outcome with the row of that name.
fn hold(name: &str, tries: Tries) {
    let row = table().into_iter().find(|row| row.name == name).expect("a row of this name in tests/ATTACKS.md");
    assert!(!tries.0.is_empty(), "nothing was tried");
    let wrong: Vec<String> =
        tries.0.iter().filter_map(|(which, found)| Some(format!("{which}: {}", row.fault(found)?))).collect();
    assert!(wrong.is_empty(), "{} of {} tries\n{}", wrong.len(), tries.0.len(), wrong[..wrong.len().min(5)].join("\n"));
}

#[test]
fn every_row_has_its_attack_and_every_attack_its_row() {
    let rows = table();
    let mut named: Vec<&str> = rows.iter().map(|row| row.name.as_str()).collect();
    let mut built = NAMES.to_vec();
    named.sort_unstable();
    built.sort_unstable();
    assert_eq!(named, built);
    assert!(named.array_windows().all(|[a, b]| a < b), "a row stands twice");
}

#[test]
fn the_table_uses_only_its_own_words() {
    const PARTIES: [&str; 8] =
        ["nobody", "outsider", "stranger", "exporter", "operator", "actor", "authority", "witness"];
    const VERDICTS: [&str; 4] = ["verified", "undecidable", "contradicted", "not verified"];
    for row in table() {
        assert!(row.by.split(" and ").all(|party| PARTIES.contains(&party)), "{}: {}", row.name, row.by);
        assert!(VERDICTS.contains(&row.verdict.as_str()), "{}: {}", row.name, row.verdict);
        for code in &row.codes {
            assert!(Code::ALL.iter().any(|known| known.name() == code), "{}: {code}", row.name);
        }
        // A verdict that the codes of the row cannot give would make the row a lie whatever the program does.
        let vague = row.and_others || row.verdict == "not verified";
        let errors = row.codes.iter().any(|code| code.starts_with("E_"));
        assert!(vague || errors == (row.verdict != "verified"), "{}", row.name);
    }
}

#[test]
fn a_row_that_differs_is_noticed() {
    let found = sound().0.verify_whole();
    for (cells, agrees) in [
        ("none | verified", true),
        ("none | not verified", false),
        ("none | contradicted", false),
        ("and others | verified", true),
        ("`E_ROOT` | verified", false),
        ("`E_ROOT`, and others | verified", false),
        ("2 x `W_BIDI` | verified", false),
    ] {
        let row = Row::read(&format!("| `x` | what | nobody | {cells} |"));
        assert_eq!(row.fault(&found).is_none(), agrees, "{cells}");
    }
}

const NOTE: &str = "\"body\":{}";

/// A sound log: two keys, then three records of the planner and two of the executor.
fn sound() -> (Forge, Holder, Holder) {
    let mut forge = Forge::new();
    let (planner, executor) = (Holder::actor("agent:planner", 5), Holder::actor("agent:executor", 6));
    forge.add("12:00:00", &planner);
    forge.add("12:00:00", &executor);
    for second in ["01", "02", "03"] {
        let call = forge.record(&planner, &format!("12:00:{second}"), "note", NOTE);
        if second != "03" {
            forge.record(&executor, &format!("12:00:{second}"), "note", &format!("\"refs\":[\"{call}\"],{NOTE}"));
        }
    }
    (forge, planner, executor)
}

/// The party that the only finding of this code speaks against.
fn against(found: &Verification, code: &str) -> &'static str {
    let mut of_code = found.findings.iter().filter(|failure| failure.code.name() == code);
    let only = of_code.next().expect(code);
    assert!(of_code.next().is_none(), "{code} stands twice");
    only.against.word()
}
