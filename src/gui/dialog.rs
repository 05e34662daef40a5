//! The desktop's own file dialog, asked for on a thread of its own: it answers when the person does.
//!
//! Without a portal behind it the dialog says "cancelled" within milliseconds. Nobody cancels that fast, so such an answer means
//! that there is no dialog, and the window says so instead of doing nothing.

use super::intent::{Choice, Intent};
use egui::Context;
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::{Duration, Instant};

/// The dialogs of a window.
pub struct Dialogs {
    sender: Sender<Intent>,
    answers: Receiver<Intent>,
}

impl Default for Dialogs {
    fn default() -> Dialogs {
        let (sender, answers) = channel();
        Dialogs { sender, answers }
    }
}

impl Dialogs {
    /// Shows one.
    pub fn ask(&self, choice: Choice, ctx: Context) {
        let sender = self.sender.clone();
        std::thread::spawn(move || {
            let asked = Instant::now();
            let paths = match choice {
                Choice::Bundles => rfd::FileDialog::new()
                    .set_title("Open audit bundles")
                    .add_filter("Audit bundles", &["sab"])
                    .pick_files(),
                Choice::Svg => rfd::FileDialog::new()
                    .set_title("Save the picture as a new file")
                    .add_filter("SVG pictures", &["svg"])
                    .add_filter("PNG pictures", &["png"])
                    .save_file()
                    .map(|path| vec![path]),
                Choice::Case => folder("Open a case folder"),
                Choice::TrustFolder => folder("A folder with policy, authority and exporters"),
                Choice::CaseFolder => folder("A folder for the case"),
            };
            let answer = match paths {
                None if asked.elapsed() < FASTEST_PERSON => None,
                paths => Some(paths.unwrap_or_default()) as Option<Vec<PathBuf>>,
            };
            if sender.send(Intent::Chosen(choice, answer)).is_ok() {
                ctx.request_repaint();
            }
        });
    }

    /// What was answered since the last look.
    pub fn answers(&self) -> Vec<Intent> {
        self.answers.try_iter().collect()
    }
}

fn folder(title: &str) -> Option<Vec<PathBuf>> {
    rfd::FileDialog::new().set_title(title).pick_folder().map(|dir| vec![dir])
}

/// Nobody closes a dialog that soon after asking for it.
const FASTEST_PERSON: Duration = Duration::from_millis(80);
