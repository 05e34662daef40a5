//! Choosing by either button: the right one wants a menu of what it chooses, too.

use egui::{Id, Pos2, Response, Ui};

/// Whether something was chosen; a right click notes that a menu is wanted where the pointer is.
pub fn chosen(response: &Response) -> bool {
    if response.secondary_clicked() {
        let at = response.interact_pointer_pos().unwrap_or(response.rect.center());
        response.ctx.data_mut(|data| data.insert_temp(id(), at));
        return true;
    }
    response.clicked()
}

/// Where a menu is wanted since the last look.
pub fn menu_wanted(ui: &Ui) -> Option<Pos2> {
    ui.data_mut(|data| data.remove_temp(id()))
}

fn id() -> Id {
    Id::unique("menu wanted")
}
