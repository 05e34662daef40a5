//! The page of causes: as a script without a window, and driven by accessible labels.

use super::script::Script;
use super::window::{Window, focus_seq, is_whole, sample_incident, until};
use egui::accesskit::Role;
use egui::{Key, Modifiers};
use egui_kittest::kittest::{NodeT, Queryable};
use recount::case::Assurance;
use recount::gui::causes::state::{CausesIntent, Page};
use recount::gui::intent::{Centre, Inspect, Intent, Open};
use recount::gui::notes::Notes;
use recount::gui::state::State;
use recount::view::causes::Way;
use recount::view::causes::blast::{From, Group};
use recount::work::Lane;

fn read(state: &State) -> bool {
    let desk = state.desk.as_ref().unwrap();
    let here = desk.causes.direct.as_ref().map(|direct| direct.focus.of.record.row);
    is_whole_without_rows(state) && !desk.causes.busy && here == desk.focus && here.is_some()
}

fn is_whole_without_rows(state: &State) -> bool {
    state.opening.is_none() && state.desk.as_ref().is_some_and(|desk| desk.step.is_some() && !desk.filter.busy)
}

fn counted(state: &State) -> bool {
    let blast = &state.desk.as_ref().unwrap().causes.blast;
    let asked = blast.asked.as_ref().map(|asked| asked.request);
    !blast.busy && asked.is_some() && blast.found.as_ref().map(|found| found.request) == asked
}

/// The row of a record of the log of March and May, in the sample incident.
fn row(state: &State, bundle: &str, seq: u64) -> u32 {
    let opened = &state.desk.as_ref().unwrap().opened;
    let part = opened.names.iter().position(|name| name == bundle).unwrap();
    opened.case.row_of(opened.case.order().log_of(part), seq).unwrap()
}

impl Script {
    fn at(bundle: &str, seq: u64) -> Script {
        let mut script = Script::over(Open::Sample);
        script.until("the sample incident", is_whole_without_rows);
        script.want(Intent::Causes(CausesIntent::Open(Page::Links, None)));
        script.want(Intent::Focus(row(&script.state, bundle, seq)));
        script.until("its links", read);
        script
    }

    fn causes(&mut self, intent: CausesIntent) {
        self.want(Intent::Causes(intent));
    }

    fn direct(&self) -> &recount::view::causes::Direct {
        self.desk().causes.direct.as_ref().unwrap()
    }
}

#[test]
fn the_page_follows_the_focus_and_the_way_back_is_the_history() {
    let mut script = Script::at("broad-access.sab", 154);
    assert_eq!(script.desk().centre.page(), Centre::Causes);
    let export = script.desk().focus.unwrap();
    let seqs: Vec<u64> = script.direct().before.direct.entries.iter().map(|entry| entry.of.record.seq).collect();
    assert_eq!(seqs, [149, 152]);
    let cause = script.direct().before.direct.entries[0].of.record.row;
    script.want(Intent::Focus(cause));
    // Until the answer is here, the links of the record before stand, under its own number.
    assert_eq!(script.direct().focus.of.record.row, export);
    script.until("the links of the cause", read);
    assert_eq!(script.direct().focus.of.record.seq, 149);
    script.want(Intent::Notes(Notes::Back));
    script.until("back at the export", read);
    assert_eq!(script.desk().focus, Some(export));
    // Nothing is asked while the page is away.
    script.want(Intent::Centre(Centre::Messages));
    let asked = script.state.newest(Lane::Links);
    script.want(Intent::Focus(cause));
    assert_eq!(script.state.newest(Lane::Links), asked);
}

#[test]
fn all_that_links_lead_to_is_read_on_demand_and_let_go_with_the_focus() {
    let mut script = Script::at("broad-access.sab", 154);
    let all = script.direct().before.all;
    assert!(all.whole);
    script.causes(CausesIntent::All(Way::Before));
    script.causes(CausesIntent::All(Way::After));
    let stands = |state: &State, way| {
        let desk = state.desk.as_ref().unwrap();
        desk.causes.chain(way).is_some_and(|chain| !chain.busy && chain.listed.is_some())
    };
    script.until("both", |state| stands(state, Way::Before) && stands(state, Way::After));
    let chain = script.desk().causes.chain(Way::Before).unwrap();
    let listed = chain.listed.as_ref().unwrap();
    assert_eq!((listed.total, chain.walk.as_ref().unwrap().len()), (all.records, all.records));
    assert!(listed.entries.iter().any(|entry| entry.of.record.seq == 138 && entry.distance > 3));
    script.causes(CausesIntent::From(Way::Before, 10));
    script.until("the rest", |state| stands(state, Way::Before));
    assert_eq!(script.desk().causes.chain(Way::Before).unwrap().listed.as_ref().unwrap().first, 10);
    // One that is ended stays ended, whatever still comes.
    script.causes(CausesIntent::All(Way::After));
    script.causes(CausesIntent::Direct(Way::After));
    assert!(script.desk().causes.chain(Way::After).is_none() && !script.desk().causes.is_busy());
    let cause = script.direct().before.direct.entries[0].of.record.row;
    script.want(Intent::Focus(cause));
    script.until("the links of the cause", read);
    assert!(script.desk().causes.chain(Way::Before).is_none());
}

#[test]
fn the_blast_radius_is_of_the_record_or_of_its_agent_and_each_line_lists_its_records() {
    let mut script = Script::at("broad-access.sab", 138);
    script.causes(CausesIntent::Open(Page::Blast, None));
    script.until("what followed", counted);
    let found = script.desk().causes.blast.found.clone().unwrap();
    assert_eq!(found.request.from, From::Record(script.desk().focus.unwrap()));
    let upload = found.resources.iter().find(|one| one.kind == "url").unwrap();
    script.causes(CausesIntent::Group(Some(upload.group)));
    let listed = |state: &State| state.desk.as_ref().unwrap().causes.blast.members.clone();
    script.until("the calls", |state| listed(state).is_some());
    let members = listed(&script.state).unwrap();
    assert_eq!(members.entries.iter().map(|entry| entry.of.record.seq).collect::<Vec<_>>(), [154]);
    script.causes(CausesIntent::OfAgent(true));
    script.until("what followed from the mailbox", counted);
    let found = script.desk().causes.blast.found.clone().unwrap();
    let From::Agent(_, agent) = found.request.from else { panic!("of an agent") };
    assert_eq!(script.desk().opened.case.text(agent), "service:mailbox");
    // Another record of the same agent asks nothing anew.
    let sent = script.state.newest(Lane::Blast);
    let again = found.seeds.iter().last().unwrap();
    script.want(Intent::Focus(again));
    assert_eq!(script.state.newest(Lane::Blast), sent);
    script.causes(CausesIntent::OfAgent(false));
    script.causes(CausesIntent::StopBlast);
    assert!(!script.desk().causes.is_busy());
    script.causes(CausesIntent::Count);
    script.until("counted again", counted);
    script.causes(CausesIntent::Group(Some(Group::Mark(Assurance::Verified))));
    script.until("the verified ones", |state| listed(state).is_some());
}

fn to(window: &mut Window, bundle: &str, seq: u64) {
    let focus = row(window.state().state(), bundle, seq);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Focus(focus)]);
    until(window, "the record", is_whole);
}

#[test]
fn a_reviewer_walks_from_the_upload_back_to_the_mail() {
    let mut window = sample_incident();
    to(&mut window, "broad-access.sab", 154);
    window.get_by_role_and_label(Role::Button, "Why was this?").click();
    window.run_steps(2);
    until(&mut window, "its links", read);
    window.get_by_label_contains("In focus: record 154, verified");
    window.get_by_label_contains("Record 149, verified, tool.result, 154 refers to it");
    window.get_by_label_contains("Record 156, verified, tool.result, result of 154");
    window.get_by_label("Show all that led to it (16)").click();
    window.run_steps(2);
    until(&mut window, "all of it", |state| !state.desk.as_ref().unwrap().causes.is_busy());
    let mail = window.get_by_label_contains("Record 138, verified, message, 7 links away");
    mail.focus();
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), Some(138));
    until(&mut window, "the links of the mail", read);
    window.get_by_label_contains("In focus: record 138, verified");
    window.get_by_label_contains("took over from 138");
}

#[test]
fn a_record_without_causes_says_what_that_means() {
    let mut window = sample_incident();
    to(&mut window, "broad-access.sab", 137);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Causes(CausesIntent::Open(Page::Links, Some(Way::After)))]);
    window.run_steps(2);
    until(&mut window, "its links", read);
    window.get_by_label_contains("No cause is recorded");
    // The keyboard is on the first record that followed.
    window.run_steps(2);
    let first = window.get_by_label_contains("Record 138, verified, message");
    assert!(first.accesskit_node().is_focused());
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), Some(138));
}

#[test]
fn what_was_tampered_with_is_marked_and_what_is_gone_is_told() {
    let mut window = sample_incident();
    to(&mut window, "tampered.sab", 256);
    let ctx = window.ctx.clone();
    let show = vec![Intent::Inspect(Inspect::Policy)];
    window.state_mut().take(&ctx, show);
    window.run_steps(3);
    window.get_by_role_and_label(Role::Button, "What followed?").click();
    window.run_steps(2);
    until(&mut window, "its links", read);
    window.get_by_label_contains("It refers to a record that is not here, leaf ");
    window.get_by_label_contains("No cause is here");
    to(&mut window, "tampered.sab", 255);
    until(&mut window, "its links", read);
    window.get_by_label_contains("In focus: record 255, failed");
    window.get_by_label_contains("A check of this record failed");
    window.get_by_label_contains("No record links to it as it reads now");
    window.get_by_label_contains("Record 251, verified");
    window.get_by_label_contains("1 failed record is not followed");
}

#[test]
fn the_blast_radius_is_read_and_opened_by_its_lines() {
    let mut window = sample_incident();
    to(&mut window, "broad-access.sab", 138);
    let ctx = window.ctx.clone();
    window.state_mut().take(&ctx, vec![Intent::Causes(CausesIntent::Open(Page::Blast, None))]);
    window.run_steps(2);
    until(&mut window, "what followed", counted);
    window.get_by_label_contains("export on url reconcile.harbour-lane-billing.example/upload").focus();
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    until(&mut window, "its records", |state| state.desk.as_ref().unwrap().causes.blast.members.is_some());
    window.get_by_label_contains("Record 154, verified, tool.call").click();
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), Some(154));
    until(&mut window, "what followed from the export", counted);
    window.get_by_label("All of agent:reporter").click();
    window.run_steps(2);
    until(&mut window, "what followed from the agent", counted);
    window.get_by_label_contains("What followed from 30 records of agent:reporter");
}

#[test]
fn keys_lead_to_the_page_and_along_it() {
    let mut window = sample_incident();
    to(&mut window, "broad-access.sab", 154);
    window.key_press(Key::Y);
    window.run_steps(2);
    until(&mut window, "its links", read);
    assert!(window.get_by_label_contains("Record 149, verified, tool.result").accesskit_node().is_focused());
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    window.key_press(Key::Enter);
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), Some(152));
    until(&mut window, "the links of the password", read);
    window.key_press(Key::Escape);
    window.run_steps(2);
    window.key_press_modifiers(Modifiers::ALT, Key::ArrowLeft);
    window.run_steps(2);
    assert_eq!(focus_seq(window.state().state()), Some(154));
    window.key_press(Key::B);
    window.run_steps(2);
    until(&mut window, "what followed", counted);
    window.get_by_label_contains("What followed from record 154");
}
