//! A filter applied to a case: which records it means.
//!
//! Each pattern is asked once for every distinct name, then columns of numbers are compared. What looks into texts is answered by
//! the caller, who has an index or reads the evidence, and is asked last, about the records that all else left over.

use super::filter::{Expr, Field, Filter, Pattern, Term};
use super::happening::{Artifact, What};
use super::names::{Name, NameList};
use super::rows::{Citation, Context, Detail};
use super::world;
use super::{Case, Selection};

/// Answers what looks into texts: of these records, those that fit. An error ends the search and is handed on.
pub type InTexts<'a, E> = &'a mut dyn FnMut(&Term, &Selection) -> Result<Selection, E>;

impl Case {
    /// The records that a filter means.
    ///
    /// # Errors
    /// What `texts` says.
    pub fn select<E>(&self, filter: &Filter, texts: InTexts<'_, E>) -> Result<Selection, E> {
        self.select_among(filter, &Selection::all(self.len()), texts)
    }

    /// Of `among`, the records that a filter means; no text of another is looked into.
    ///
    /// # Errors
    /// What `texts` says.
    pub fn select_among<E>(&self, filter: &Filter, among: &Selection, texts: InTexts<'_, E>) -> Result<Selection, E> {
        self.expr(filter.expr(), among, texts)
    }

    /// Of `among`, the records that fit.
    fn expr<E>(&self, expr: &Expr, among: &Selection, texts: InTexts<'_, E>) -> Result<Selection, E> {
        Ok(match expr {
            Expr::All(all) => {
                let (late, early): (Vec<&Expr>, Vec<&Expr>) = all.iter().partition(|expr| expr.looks_into_texts());
                let mut left = among.clone();
                for expr in early.into_iter().chain(late) {
                    left = self.expr(expr, &left, texts)?;
                }
                left
            }
            Expr::Any(any) => {
                let mut found = Selection::from_rows(self.len(), []);
                for expr in any {
                    found = found.or(&self.expr(expr, among, texts)?);
                }
                found
            }
            Expr::Not(inner) => among.and(&self.expr(inner, among, texts)?.not()),
            Expr::Term(term @ (Term::Text(_) | Term::Regex(_))) => texts(term, among)?.and(among),
            Expr::Term(term) => among.and(&self.term(term)),
        })
    }

    fn term(&self, term: &Term) -> Selection {
        match term {
            Term::Field(field, pattern) => self.field(*field, pattern),
            Term::Versioned { artifact, name, version } => self.versioned(*artifact, name, version.as_ref()),
            Term::Time(range) => Selection::of(self.len(), |row| range.contains(self.time(row))),
            Term::Seq(range) => Selection::of(self.len(), |row| range.contains(self.index(row))),
            Term::Text(_) | Term::Regex(_) => Selection::from_rows(self.len(), []),
        }
    }

    fn field(&self, field: Field, pattern: &Pattern) -> Selection {
        let fits = Fits::of(self, pattern);
        match field {
            Field::From => self.by_context(|c| fits.name(c.actor) || fits.name(c.agent)),
            Field::By => self.by_context(|c| c.is_relayed() && fits.name(c.actor)),
            Field::Actor => self.by_context(|c| fits.name(c.signer)),
            Field::Env => self.by_context(|c| fits.name(c.env)),
            Field::Label => self.by_context(|c| fits.list(c.labels)),
            Field::Kind => {
                let by_type = self.by_context(|c| fits.name(c.kind));
                if pattern.matches("handoff") { by_type.or(&self.by_detail(|d| d.handoff)) } else { by_type }
            }
            Field::To => self.by_detail(|d| {
                fits.list(d.to)
                    || (d.tool.is_some() && pattern.matches(&format!("tool:{}", self.text(d.tool))))
                    || fits.name(d.tool)
            }),
            Field::Effect => self.by_detail(|d| fits.name(d.effect)),
            Field::Outcome => self.by_detail(|d| fits.name(d.outcome)),
            Field::Tool => self.by_detail(|d| fits.name(d.tool)),
            Field::Grant => self.by_detail(|d| fits.name(d.grant)),
            Field::Run => Selection::of(self.len(), |row| fits.name(self.run(row))),
            Field::Mark => Selection::of(self.len(), |row| pattern.matches(self.assurance(row).word())),
            Field::Scope => {
                let happenings = world::all(self);
                let with_scope = happenings.iter().filter(|at| fits.list(scopes(at.what)));
                Selection::from_rows(self.len(), with_scope.map(|at| at.row))
            }
        }
    }

    fn versioned(&self, artifact: Artifact, name: &Pattern, version: Option<&Pattern>) -> Selection {
        let names = Fits::of(self, name);
        let versions = version.map(|version| Fits::of(self, version));
        let fits = |cited: &Citation| {
            names.name(cited.name) && versions.as_ref().is_none_or(|versions| versions.name(cited.version))
        };
        let cites = self.by_context(|c| fits(&c.cites(artifact)));
        let happenings = world::all(self);
        let about = happenings.iter().filter(|at| match at.what {
            What::Version { artifact: of, cited, .. } => *of == artifact && fits(cited),
            What::Review { subject, cited, .. } => self.text(*subject) == artifact.word() && fits(cited),
            _ => false,
        });
        cites.or(&Selection::from_rows(self.len(), about.map(|at| at.row)))
    }

    fn by_context(&self, fits: impl Fn(&Context) -> bool) -> Selection {
        let fitting: Vec<bool> = self.tables().contexts.all().iter().map(fits).collect();
        Selection::of(self.len(), |row| fitting[self.context_number(row) as usize])
    }

    fn by_detail(&self, fits: impl Fn(&Detail) -> bool) -> Selection {
        let fitting: Vec<bool> = self.tables().details.all().iter().map(fits).collect();
        Selection::of(self.len(), |row| fitting[self.detail_number(row) as usize])
    }
}

fn scopes(what: &What) -> NameList {
    match what {
        What::Agent { scopes, .. }
        | What::GrantRequest { scopes, .. }
        | What::GrantDecision { scopes, .. }
        | What::Credential { scopes, .. } => *scopes,
        _ => NameList::default(),
    }
}

/// Which of the case's names fit a pattern. An absent name never does.
struct Fits<'a> {
    case: &'a Case,
    fits: Vec<bool>,
}

impl<'a> Fits<'a> {
    fn of(case: &'a Case, pattern: &Pattern) -> Fits<'a> {
        let mut fits: Vec<bool> = match pattern.literal() {
            Some(literal) => {
                let mut fits = vec![false; case.names().all().len()];
                if let Some(name) = case.names().find(literal) {
                    fits[name.0 as usize] = true;
                }
                fits
            }
            None => case.names().all().map(|name| pattern.matches(name)).collect(),
        };
        if let Some(none) = fits.first_mut() {
            *none = false;
        }
        Fits { case, fits }
    }

    fn name(&self, name: Name) -> bool {
        self.fits.get(name.0 as usize).copied().unwrap_or(false)
    }

    fn list(&self, list: NameList) -> bool {
        self.case.names().names(list).iter().any(|name| self.name(*name))
    }
}
