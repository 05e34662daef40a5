//! Completion and history of the filter field.

use crate::gui::completion::Completion;
use crate::gui::state::{Desk, Effect};
use crate::view::completion::Offers;
use crate::work::{Lane, Request};

pub fn apply(desk: &mut Desk, wish: Completion) -> Vec<Effect> {
    let filter = &mut desk.filter;
    let list = &mut filter.completion;
    match wish {
        Completion::At(at) => {
            let fresh = list.offers.text == filter.text && list.offers.at == at;
            list.at = at;
            // An empty field offers nothing by itself: that would hide the table at every look.
            if filter.text.is_empty() || fresh {
                return Vec::new();
            }
            return vec![ask(desk)];
        }
        Completion::Move(on) if list.open => list.chosen = list.moved(on),
        Completion::Move(_) => {
            list.open = true;
            return vec![ask(desk)];
        }
        Completion::Take(at) => {
            let Some(line) = at.or(list.chosen).and_then(|at| list.offers.lines.get(at)).cloned() else {
                return Vec::new();
            };
            (list.chosen, list.at, list.place) = (None, line.cursor, Some(line.cursor));
            let mut effects = super::filter::typed(desk, line.text);
            // A field is followed by its value, a value by nothing.
            desk.filter.completion.open = line.insert.ends_with(':');
            effects.push(ask(desk));
            effects.push(Effect::FocusFilter);
            return effects;
        }
        Completion::Close => {
            (list.open, list.chosen) = (false, None);
            return vec![Effect::Cancel(Lane::Complete)];
        }
        Completion::Entered => {
            let text = filter.text.clone();
            (list.open, list.chosen) = (false, None);
            if filter.fault.is_none() {
                list.remember(&text);
            }
            return vec![Effect::Cancel(Lane::Complete)];
        }
        Completion::Older(older) => return through_history(desk, older),
        Completion::Placed => list.place = None,
    }
    Vec::new()
}

fn ask(desk: &Desk) -> Effect {
    Effect::Send(Request::Complete(desk.filter.text.clone(), desk.filter.completion.at))
}

fn through_history(desk: &mut Desk, older: bool) -> Vec<Effect> {
    let list = &mut desk.filter.completion;
    let back = match (list.back, older) {
        (None, true) => Some(0),
        (None, false) => None,
        (Some(back), true) => Some((back + 1).min(list.history.len().saturating_sub(1))),
        (Some(back), false) => back.checked_sub(1),
    };
    let text = match back {
        None => String::new(),
        Some(back) => match list.history.iter().rev().nth(back) {
            Some(text) => text.clone(),
            None => return Vec::new(),
        },
    };
    let length = text.chars().count();
    (list.at, list.place) = (length, Some(length));
    let effects = super::filter::typed(desk, text);
    let list = &mut desk.filter.completion;
    (list.back, list.open) = (back, false);
    effects
}

/// The offers came.
pub fn offered(desk: &mut Desk, offers: Offers) {
    let (text, list) = (&desk.filter.text, &mut desk.filter.completion);
    if offers.text != *text {
        return;
    }
    // A single offer that is what stands there already helps nobody.
    let says_nothing = matches!(offers.lines.as_slice(), [one] if one.text == *text);
    list.chosen = None;
    list.offers = offers;
    list.open = (list.open || list.back.is_none()) && !says_nothing;
}
