//! The view as lines.

use super::{PrivilegeView, Stamp};
use crate::view::words::{counted, instant, one_line};

/// As lines: a few for the whole, then each agent with its scopes.
pub fn text(view: &PrivilegeView) -> Vec<String> {
    let mut out = vec![format!("Privileges at {}, {}", view.at.words(), instant(view.time))];
    if view.clock != view.time {
        out.push(format!("  the log's clock was at {}", instant(view.clock)));
    }
    out.push(format!("  {}", view.tally()));
    for (at, agent) in view.agents.iter().enumerate() {
        let role = if agent.role.is_empty() { "role not recorded".to_owned() } else { format!("role {}", agent.role) };
        let baseline = match agent.registered {
            Some(Stamp { seq, mark, .. }) => format!("registered in record {seq} ({})", mark.word()),
            None => "baseline not recorded".to_owned(),
        };
        out.push(one_line(&format!("{}, {role}, {baseline}", agent.name), LINE_CHARS));
        let cells = view.cells.iter().filter(|cell| cell.agent == at);
        for cell in cells {
            let scope = view.scopes.get(cell.scope).map_or("", |column| column.scope.text.as_str());
            let signs = [(cell.is_flagged(), "! "), (cell.is_unused(), "o "), (cell.is_wide(), "w "), (true, "  ")];
            let sign = signs.iter().find(|(is_so, _)| *is_so).map_or("", |(_, sign)| sign);
            let mut line = format!("  {sign}{scope:<21} {}", cell.uses.words(cell.is_held()));
            if !cell.under.is_empty() {
                line.push_str(&format!("; covered by {}", cell.under.join(", ")));
            }
            if cell.ways.is_empty() && cell.under.is_empty() {
                line.push_str(&format!("; {}", cell.how_in_full()));
            }
            out.push(one_line(&format!("{line}; {}", cell.mark.word()), LINE_CHARS));
            cell.ways
                .iter()
                .for_each(|way| out.push(one_line(&format!("      {}", way.line(view.clocks())), LINE_CHARS)));
        }
        if agent.untold > 0 {
            out.push(format!("    {} without effect or resource type", counted(agent.untold, "call")));
        }
    }
    out
}

/// Characters of a line.
const LINE_CHARS: usize = 2000;
