//! The page of privileges: as scripts without a window, and driven by accessible labels.

use super::script::Script;
use super::window::{Window, focus_seq, sample_incident, until};
use egui::Key;
use egui_kittest::kittest::{NodeT, Queryable};
use recount::gui::intent::{Centre, Intent, Open, Stride};
use recount::gui::privilege::state::PrivilegeIntent;
use recount::gui::state::State;
use recount::view::privilege::{Only, Pick, Sort};

/// The view and, where a cell is chosen, the cell stand at the focus.
fn stands(state: &State) -> bool {
    let Some(desk) = &state.desk else { return false };
    let of = &desk.privilege;
    let view = of.view.as_ref().is_some_and(|view| Some(view.request.row) == desk.focus);
    let detail = of.pick.is_none() || of.detail.as_ref().is_some_and(|detail| Some(&detail.pick) == of.pick.as_ref());
    !of.busy && view && detail && state.opening.is_none() && desk.step.is_some()
}

fn seek(script: &mut Script, seq: u64) {
    let case = &script.desk().opened.case;
    let row = case.row_of(case.log(script.desk().focus.unwrap()), seq).unwrap();
    script.want(Intent::Focus(row));
    script.until("the privileges there", stands);
}

#[test]
fn the_page_follows_the_cursor_and_keeps_the_chosen_cell() {
    let mut script = Script::over(Open::Sample);
    script.until("the sample incident", |state| state.desk.as_ref().is_some_and(|desk| desk.step.is_some()));
    assert!(script.desk().privilege.asked.is_none(), "nothing is asked before the page is shown");
    script.want(Intent::Centre(Centre::Privileges));
    script.until("the page", stands);
    seek(&mut script, 390);
    let case = std::sync::Arc::clone(&script.desk().opened.case);
    let log = case.log(script.desk().focus.unwrap());
    let agent = (log, case.names().find("agent:approver").unwrap());
    let pick = Pick { agent, scope: "write:ledger@prod".to_owned() };
    script.want(Intent::Privilege(PrivilegeIntent::Pick(Some(pick.clone()))));
    script.until("the cell", stands);
    let calls = script.desk().privilege.detail.as_ref().unwrap().calls_total;
    seek(&mut script, 590);
    script.until("the cell there", |state| {
        state
            .desk
            .as_ref()
            .unwrap()
            .privilege
            .detail
            .as_ref()
            .is_some_and(|detail| Some(detail.row) == state.desk.as_ref().unwrap().focus)
    });
    assert_eq!(script.desk().privilege.pick, Some(pick));
    assert!(script.desk().privilege.detail.as_ref().unwrap().calls_total > calls);
}

#[test]
fn conditions_leave_out_and_count_and_arrows_walk_the_cells() {
    let mut script = Script::over(Open::Sample);
    script.until("the sample incident", |state| state.desk.as_ref().is_some_and(|desk| desk.step.is_some()));
    script.want(Intent::Centre(Centre::Privileges));
    script.want(Intent::Go(Stride::Last));
    script.until("the page", stands);
    let privilege = |intent: PrivilegeIntent| Intent::Privilege(intent);
    let all = script.desk().privilege.view.as_ref().unwrap().cells.len();
    script.want(privilege(PrivilegeIntent::Only(Only { unused: true, ..Only::default() })));
    script.want(privilege(PrivilegeIntent::Sort(Sort::Agent)));
    script.until("fewer cells", stands);
    let view = std::sync::Arc::clone(script.desk().privilege.view.as_ref().unwrap());
    assert!(view.cells.len() < all && view.cells.len() + view.left_out == all);
    assert_eq!((view.request.only.unused, view.request.sort), (true, Sort::Agent));
    script.want(privilege(PrivilegeIntent::Columns(3)));
    script.want(privilege(PrivilegeIntent::Move(0, 1)));
    assert_eq!(script.desk().privilege.pick, view.pick(&view.cells[0]));
    // To the right as far as it goes: the chosen scope stays in sight.
    let row = view.cells[0].agent;
    let last = view.cells.iter().rfind(|cell| cell.agent == row).unwrap();
    for _ in 0..view.cells.len() {
        script.want(privilege(PrivilegeIntent::Move(1, 0)));
        let state = &script.desk().privilege;
        let at = view.find(state.pick.as_ref().unwrap()).unwrap().scope;
        assert!((state.column..state.column + 3).contains(&at));
    }
    assert_eq!(script.desk().privilege.pick, view.pick(last));
    script.want(privilege(PrivilegeIntent::Move(0, 1)));
    assert!(view.find(script.desk().privilege.pick.as_ref().unwrap()).unwrap().agent > row);
    // In the list every cell is one further down.
    script.want(privilege(PrivilegeIntent::List(true)));
    script.want(privilege(PrivilegeIntent::Pick(view.pick(view.nth(0).unwrap()))));
    for at in 1..view.cells.len() {
        script.want(privilege(PrivilegeIntent::Move(0, 1)));
        assert_eq!(script.desk().privilege.pick, view.pick(view.nth(at).unwrap()));
    }
}

fn page(window: &mut Window, seq: u64) {
    let ctx = window.ctx.clone();
    let desk = window.state().state().desk.as_ref().unwrap();
    let row = desk.opened.case.row_of(desk.opened.case.log(desk.focus.unwrap()), seq).unwrap();
    window.state_mut().take(&ctx, vec![Intent::Centre(Centre::Privileges), Intent::Focus(row)]);
    until(window, "the page", stands);
}

#[test]
fn by_label_a_cell_leads_to_who_gave_it_and_to_the_record() {
    let mut window = sample_incident();
    page(&mut window, 390);
    window.get_by_label("View as list").click();
    window.run_steps(3);
    let row = window.get_by_label_contains("agent:approver, write:payment@prod: ");
    let said = row.accesskit_node().label().unwrap();
    assert!(said.contains("on a grant that did not count") && said.contains("grant g-102"), "{said}");
    row.click();
    window.run_steps(2);
    until(&mut window, "the cell", stands);
    window.get_by_label_contains("Because: ");
    window.get_by_label_contains("Asked: by agent:approver at 2026-05-05");
    let link = window.get_all_by_label_contains("Go to record 3").next().unwrap();
    let said = link.accesskit_node().label().unwrap();
    let seq: u64 = said.split(' ').nth(3).unwrap().parse().unwrap();
    link.click();
    window.run_steps(2);
    until(&mut window, "the record", |state| stands(state) && is_whole_step(state));
    assert_eq!(focus_seq(window.state().state()), Some(seq));
    window.get_by_label("Close the privilege").click();
    window.run_steps(3);
    assert!(window.state().state().desk.as_ref().unwrap().privilege.pick.is_none());
}

fn is_whole_step(state: &State) -> bool {
    state.desk.as_ref().is_some_and(|desk| desk.step.as_ref().map(|step| step.state.record.row) == desk.focus)
}

#[test]
fn by_keyboard_the_matrix_is_walked_and_its_legend_is_there() {
    let mut window = sample_incident();
    page(&mut window, 590);
    for word in ["baseline", "credential", "grant", "held, never used"] {
        window.get_by_label(&format!("Legend: {word}"));
    }
    window.get_by_label_contains("Privileges at record 590").focus();
    window.run_steps(2);
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    until(&mut window, "a cell", |state| stands(state) && state.desk.as_ref().unwrap().privilege.pick.is_some());
    let before = window.state().state().desk.as_ref().unwrap().privilege.pick.clone();
    window.key_press(Key::ArrowDown);
    window.run_steps(2);
    let after = window.state().state().desk.as_ref().unwrap().privilege.pick.clone();
    assert!(after.is_some() && after != before, "the next agent");
    let pick = after.unwrap();
    let name = window.state().state().desk.as_ref().unwrap().opened.case.text(pick.agent.1).to_owned();
    let said = format!("{name}, {}: ", pick.scope);
    let chosen = window.get_by_label_contains(&said).accesskit_node().toggled();
    assert_eq!(chosen, Some(egui::accesskit::Toggled::True));
    window.key_press(Key::Escape);
    window.run_steps(2);
    assert!(window.state().state().desk.as_ref().unwrap().privilege.pick.is_none());
}
