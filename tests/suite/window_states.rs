//! What loads, in each of its states: empty, loading, failed, full. And texts that are hard to show: letters of other scripts, a
//! megabyte, the first records of a large bundle.

use super::desk::{Desk, sample};
use super::window::{Window, is_whole, open, sample_incident, trustees, until, window, window_with};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::Assurance;
use recount::gui::intent::{Centre, Inspect, Intent, Open, Raw, Stride};
use recount::gui::state::State;
use recount::work::{Lane, Opened, Request, Stage, Told, Update, Worker};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Something that loads.
struct Loads {
    lane: Lane,
    /// What shows it.
    shows: &'static [Intent],
    /// What stands there while it loads.
    loading: &'static str,
    /// What stands there where nothing is to be shown.
    empty: &'static str,
    /// What stands there once it came.
    full: &'static str,
}

const NO_GRAPH: &str = "No message or call is in these records, so nobody handed anything to anybody";

/// All that a pane waits for. Pictures need only the case, which is there: they are never seen to load in these tests.
const ALL: &[Loads] = &[
    Loads {
        lane: Lane::Page,
        shows: &[Intent::Centre(Centre::Messages)],
        loading: "not read yet",
        empty: "No record could be read from this bundle",
        full: "Record 599, verified",
    },
    Loads {
        lane: Lane::Step,
        shows: &[Intent::Inspect(Inspect::Message)],
        loading: "Reading the record…",
        empty: "Choose a record",
        full: "Record 599, ",
    },
    Loads {
        lane: Lane::Proof,
        shows: &[Intent::Inspect(Inspect::Proof)],
        loading: "Proof: being computed from the bundle…",
        empty: "Choose a record",
        full: "This record: verified",
    },
    Loads {
        lane: Lane::Checks,
        shows: &[Intent::Centre(Centre::Why)],
        loading: "Checks: being made again from the bundle…",
        empty: "The whole bundle: ",
        full: "The whole bundle: ",
    },
    Loads {
        lane: Lane::Timeline,
        shows: &[],
        loading: "",
        empty: "No record could be read: there is nothing to show over time",
        full: "Timeline",
    },
    Loads { lane: Lane::Graph, shows: &[Intent::Centre(Centre::Graph)], loading: "", empty: NO_GRAPH, full: "Graph, " },
    Loads {
        lane: Lane::Sequence,
        shows: &[Intent::Centre(Centre::Sequence)],
        loading: "",
        empty: "No records match",
        full: "Sequence, ",
    },
];

fn take(window: &mut Window, intents: &[Intent]) {
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, intents.to_vec());
    window.run_steps(2);
}

/// As if a worker had opened this: the window's own has nothing open, as what it was asked for is not there.
fn show(window: &mut Window, opened: &Opened) {
    take(window, &[Intent::Open(Open::Bundles(vec!["absent.sab".into()]))]);
    until(window, "that it is absent", |state| !state.notices.is_empty());
    take(window, &[Intent::Dismiss(0)]);
    hear_opened(window, opened);
}

fn hear_opened(window: &mut Window, opened: &Opened) {
    let (ctx, newest) = (window.ctx.clone(), window.state().state().newest(Lane::Open));
    window.state_mut().hear(&ctx, Update::Opened(newest, Box::new(opened.clone())));
}

#[track_caller]
fn comes(window: &mut Window, lane: Lane, label: &str) {
    let begun = Instant::now();
    while window.query_all_by_label_contains(label).next().is_none() {
        assert!(begun.elapsed() < Duration::from_secs(30), "{lane:?}: {label} does not come");
        window.step();
        std::thread::sleep(Duration::from_millis(5));
    }
}

/// The sample, opened elsewhere.
fn opened(path: &str) -> Opened {
    let worker = Worker::start(trustees(Some(sample("trust").as_ref())), Arc::new(|| {}));
    worker.send(Request::OpenBundles(vec![path.into()]));
    let begun = Instant::now();
    loop {
        assert!(begun.elapsed() < Duration::from_secs(60));
        match worker.next() {
            Some(Update::Opened(_, opened)) if opened.stage == Stage::Whole => return *opened,
            _ => std::thread::sleep(Duration::from_millis(2)),
        }
    }
}

#[test]
fn everything_that_loads_says_so_and_says_why_it_will_not_come() {
    let opened = opened(&sample("least-privilege.sab"));
    let mut full = window(Some(sample("trust").as_ref()));
    open(&mut full, sample("least-privilege.sab"));
    let step = full.state().state().desk.as_ref().unwrap().step.clone();
    for loads in ALL {
        // A window whose worker has nothing open: what it asks stays unanswered, but for pictures of the case.
        let mut window = window(None);
        window.run_steps(2);
        let ctx = window.ctx.clone();
        show(&mut window, &opened);
        let told = Told { what: "the disk is gone".to_owned(), hint: "Try again".to_owned(), cancelled: false };
        if loads.loading.is_empty() {
            // The picture may come in the next frame; until then its place says why there is none.
            window.state_mut().take(&ctx, loads.shows.to_vec());
            let newest = window.state().state().newest(loads.lane);
            window.state_mut().hear(&ctx, Update::Failed(newest, loads.lane, told));
            let desk = window.state().state().desk.as_ref().unwrap();
            assert_eq!(desk.waits(loads.lane, ""), "This could not be read: the disk is gone", "{:?}", loads.lane);
            assert!(!desk.graph.busy && !desk.sequence.busy);
            continue;
        }
        take(&mut window, loads.shows);
        if loads.lane == Lane::Proof {
            // A proof stands on the page of a record that was read.
            let newest = window.state().state().newest(Lane::Step);
            window.state_mut().hear(&ctx, Update::Step(newest, step.clone()));
        }
        comes(&mut window, loads.lane, loads.loading);
        let newest = window.state().state().newest(loads.lane);
        assert!(newest > 0, "{:?} was never asked for", loads.lane);
        window.state_mut().hear(&ctx, Update::Failed(newest, loads.lane, told));
        window.run_steps(2);
        let fails = window.query_all_by_label_contains("could not be read: the disk is gone").count();
        assert!(fails > 0, "{:?} does not say why it failed", loads.lane);
        if loads.lane != Lane::Page {
            assert!(window.query_by_label_contains(loads.loading).is_none(), "{:?} seems to go on", loads.lane);
        }
        // The notice says it, too, and can be put away.
        window.get_by_label("Dismiss").click();
        window.run_steps(2);
    }
}

#[test]
fn everything_that_loads_comes_or_says_that_there_is_nothing() {
    let trust = sample("trust");
    let mut full = window(Some(trust.as_ref()));
    open(&mut full, sample("least-privilege.sab"));
    take(&mut full, &[Intent::Go(Stride::Last)]);
    let mut empty = window(Some(trust.as_ref()));
    take(&mut empty, &[Intent::Open(Open::Bundles(vec![sample("STORY.md").into()]))]);
    until(&mut empty, "an answer", |state| {
        state.opening.is_none() && state.desk.as_ref().is_some_and(|desk| desk.opened.stage == Stage::Whole)
    });
    for loads in ALL {
        take(&mut full, loads.shows);
        comes(&mut full, loads.lane, loads.full);
        take(&mut empty, loads.shows);
        comes(&mut empty, loads.lane, loads.empty);
    }
}

const ORDER: &str = "Holds right-to-left text, shown in the order in which it is stored, from left to right";

#[test]
fn letters_that_no_font_has_stand_there_as_their_numbers() {
    let (_desk, mut window) = window_with("付款 200 元");
    // None of the program's fonts has Chinese: nothing vanishes, neither in the table nor in the message.
    let shown = "⟨U+4ED8⟩⟨U+6B3E⟩ 200 ⟨U+5143⟩";
    assert!(window.query_all_by_label_contains(shown).count() >= 2, "the table and the inspector show it");
    assert!(window.query_by_label_contains("付").is_none());
    assert!(window.query_by_label(ORDER).is_none());
    take(&mut window, &[Intent::Inspect(Inspect::Raw)]);
    // The exact bytes are those of the log, which keeps the text in a payload.
    take(&mut window, &[Intent::Raw(Raw::Payload(Some((0, 0))))]);
    comes(&mut window, Lane::Payload, "000000  ⟨U+4ED8⟩⟨U+6B3E⟩ 200 ⟨U+5143⟩");
}

#[test]
fn arabic_is_drawn_in_the_order_in_which_it_is_stored_and_that_is_said() {
    let text = "حول 200 دولار إلى عمر";
    let (_desk, window) = window_with(text);
    assert!(window.query_all_by_label_contains(text).count() >= 2, "the table and the inspector show it");
    window.get_by_label(ORDER);
}

#[test]
fn a_payload_of_a_megabyte_is_shown_to_the_byte_and_costs_what_a_screen_costs() {
    let lines = 60_000;
    let text: String = (0..lines).map(|line| format!("line {line:06} of a long letter about nothing\\n")).collect();
    let (_desk, mut window) = window_with(&text);
    let total = 43 * lines;
    take(&mut window, &[Intent::Inspect(Inspect::Raw)]);
    window.get_by_label("The record's line");
    window.get_by_label_contains("Payload content, ").click();
    window.run_steps(2);
    comes(&mut window, Lane::Payload, "Salt: 32 bytes before these");
    comes(&mut window, Lane::Payload, "Shown: 0–2 097 151 of 2 580 000 bytes");
    assert_eq!(total, 2_580_000);
    let rows = |window: &Window, start: &str| window.query_all_by_label_contains(start).count();
    assert_eq!(rows(&window, "0000000  line 000000 of a long"), 1);
    let laid_out = window.query_all_by_label_contains("⟨U+000A⟩").count();
    assert!((5..60).contains(&laid_out), "{laid_out} rows were laid out");
    take(&mut window, &[Intent::Raw(Raw::Hex(true))]);
    // 6c 69 6e 65 is "line".
    assert_eq!(rows(&window, "0000000  6c 69 6e 65 20 30 30 30"), 1);
    // The second part goes on where the first ended.
    window.get_by_label("Part after").click();
    window.run_steps(2);
    comes(&mut window, Lane::Payload, "Shown: 2 097 152–2 579 999 of 2 580 000 bytes");
    let bytes: Vec<u8> = text.replace("\\n", "\n").into_bytes();
    let hex: String = bytes[2_097_152..2_097_160].iter().map(|byte| format!("{byte:02x} ")).collect();
    assert_eq!(rows(&window, &format!("0200000  {hex}")), 1);
    assert!(window.query_all_by_label("Part after").all(|node| node.accesskit_node().is_disabled()));
    // Another record is shown by its line again.
    take(&mut window, &[Intent::Go(Stride::First)]);
    until(&mut window, "the record", is_whole);
    assert_eq!(window.state().state().desk.as_ref().unwrap().raw.payload, None);
}

#[test]
fn fields_of_a_payload_are_lit_in_its_bytes() {
    let trust = sample("trust");
    let mut window = window(Some(trust.as_ref()));
    open(&mut window, sample("least-privilege.sab"));
    let call = |state: &State| {
        let desk = state.desk.as_ref().unwrap();
        desk.opened.case.row_of(0, 255).unwrap()
    };
    let row = call(window.state().state());
    take(&mut window, &[Intent::Focus(row), Intent::Inspect(Inspect::Raw)]);
    until(&mut window, "the call", is_whole);
    let step = window.state().state().desk.as_ref().unwrap().step.clone().unwrap();
    let args = step.state.payloads.iter().position(|payload| payload.role == "args").unwrap();
    take(&mut window, &[Intent::Raw(Raw::Payload(Some((args, 0))))]);
    until(&mut window, "the payload", |state| state.desk.as_ref().unwrap().payload_shown().is_some());
    let part = window.state().state().desk.as_ref().unwrap().payload.clone().unwrap();
    assert!(!part.fields.is_empty(), "arguments are JSON");
    take(&mut window, &[Intent::Raw(Raw::By(1))]);
    let field = &part.fields[0];
    let chosen = format!("Chosen: {}, bytes {}–{}", field.path, field.whole.start, field.whole.end - 1);
    window.get_by_label_contains(&chosen);
    // Back at the line its own fields count.
    take(&mut window, &[Intent::Raw(Raw::Payload(None)), Intent::Raw(Raw::By(1))]);
    window.get_by_label_contains("Chosen: v, bytes 1–");
}

#[test]
fn a_large_bundle_is_shown_by_its_first_records_and_then_whole() {
    let desk = Desk::new();
    let count = 20_000;
    let lines: String = (0..count)
        .map(|n| {
            format!(
                r#"{{"actor":"agent:a","time":"2026-01-05T{:02}:{:02}:{:02}Z","type":"note","body":{{"run":"r-1","n":{n}}}}}"#,
                n / 3600,
                n / 60 % 60,
                n % 60
            ) + "\n"
        })
        .collect();
    std::fs::write(desk.path("events.jsonl"), lines).unwrap();
    desk.expect(0, &["seal", "--origin", "o/log", "--keys", "keys", "--out", "out.sab", "events.jsonl"]);
    let worker = Worker::start(trustees(Some(&desk.path("keys"))), Arc::new(|| {}));
    worker.send(Request::OpenBundles(vec![desk.path("out.sab")]));
    let (mut stages, begun) = (Vec::new(), Instant::now());
    while stages.last().is_none_or(|last: &Opened| last.stage != Stage::Whole) {
        assert!(begun.elapsed() < Duration::from_secs(120));
        match worker.next() {
            Some(Update::Opened(_, opened)) => stages.push(*opened),
            _ => std::thread::sleep(Duration::from_millis(2)),
        }
    }
    let [beginning, glance, whole] = stages.as_slice() else { panic!("{} stages", stages.len()) };
    assert_eq!((beginning.stage, glance.stage), (Stage::Beginning, Stage::Glance));
    let (first, all) = (beginning.case.len(), whole.case.len());
    assert!((16_384..all).contains(&first), "{first} of {all}");
    // Nothing of it is verified, and nothing that was not reached is called missing.
    let marks = |opened: &Opened| opened.marks;
    let of_actors = |row: &u32| beginning.case.text(beginning.case.context(*row).kind) == "note";
    assert!((0..first as u32).filter(of_actors).all(|row| beginning.case.assurance(row) == Assurance::Unchecked));
    assert!(marks(beginning)[Assurance::Verified as usize] < 3, "the authority's records are checked at once");
    assert!(beginning.gaps.is_empty() && glance.gaps.is_empty());
    assert_eq!(beginning.verdict, recount::verify::Verdict::Undecidable);
    // In the window: the record in focus, the page and the filter outlive that the rest comes.
    let mut window = window(Some(&desk.path("keys")));
    window.run_steps(2);
    show(&mut window, beginning);
    window.run_steps(2);
    window.get_by_label_contains(" of the first 16 ");
    take(&mut window, &[Intent::Focus(7), Intent::Inspect(Inspect::Raw), Intent::FilterTyped("by:agent:a".to_owned())]);
    hear_opened(&mut window, glance);
    window.run_steps(2);
    let desk = window.state().state().desk.as_ref().unwrap();
    assert_eq!((desk.focus, desk.inspect, desk.filter.text.as_str()), (Some(7), Inspect::Raw, "by:agent:a"));
    assert_eq!(desk.opened.case.len(), all);
    assert!(window.query_by_label_contains(" of the first ").is_none());
}

#[test]
fn the_sample_is_small_enough_to_come_at_once() {
    let window = sample_incident();
    assert_eq!(window.state().state().desk.as_ref().unwrap().opened.stage, Stage::Whole);
}
