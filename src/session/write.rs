//! Writing into an open case: the reviewer signs in at the first action, and stays signed in while the case is open.

use super::{Session, SessionError, Who};
use crate::store::{Access, Action, CaseFolder, Recall, StoreError};
use crate::watch::Watch;

impl Session {
    /// Signs actions into the reviewer's log, all or none. A case that was opened for reading is opened for writing first.
    ///
    /// # Errors
    /// [`SessionError::NoFolder`]; a log that is not what was signed; what cannot be written. The actions can be given again.
    pub fn act(&mut self, actions: &[Action], who: &Who, watch: &Watch) -> Result<(), SessionError> {
        let folder = self.folder.as_mut().ok_or(SessionError::NoFolder)?;
        match folder.act(actions, who.now) {
            Err(StoreError::NotSignedIn | StoreError::ReadOnly { .. }) => {}
            done => return Ok(done?),
        }
        self.sign_in(who, watch)?;
        let folder = self.folder.as_mut().ok_or(SessionError::NoFolder)?;
        Ok(folder.act(actions, who.now)?)
    }

    fn sign_in(&mut self, who: &Who, watch: &Watch) -> Result<(), SessionError> {
        if let Some(reading) = self.folder.as_ref().filter(|folder| folder.access() == Access::Read) {
            self.folder = Some(CaseFolder::open(reading.dir(), Access::Write)?);
        }
        let folder = self.folder.as_mut().ok_or(SessionError::NoFolder)?;
        let reviewer = who.reviewer(folder)?;
        match folder.sign_in(reviewer, watch)? {
            Recall::Doctored { why, .. } => Err(SessionError::LogDoctored { why }),
            Recall::NoLog | Recall::NotYours(_) | Recall::Yours(_) => Ok(()),
        }
    }
}
