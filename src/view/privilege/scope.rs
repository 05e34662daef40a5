//! A scope taken apart (`events.md` section 2): `action:resource-type` with an optional `@env`; `*` stands for any one part.

/// A scope, or what a call needs, which is written in the same way.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Scope {
    /// As it is written.
    pub text: String,
    action: String,
    kind: String,
    env: Option<String>,
}

impl Scope {
    /// Takes a text apart. Without a colon nothing is known about its parts, and it covers only its own text.
    pub fn of(text: &str) -> Scope {
        let (action, rest) = text.split_once(':').unwrap_or((text, ""));
        let (kind, env) = rest.split_once('@').map_or((rest, None), |(kind, env)| (kind, Some(env.to_owned())));
        Scope { text: text.to_owned(), action: action.to_owned(), kind: kind.to_owned(), env }
    }

    /// Whether somebody who holds this may do what `need` says. A scope without an environment is one of every environment; a
    /// need without one is covered by no scope that names one.
    pub fn covers(&self, need: &Scope) -> bool {
        let any = |held: &str, needed: &str| held == "*" || held == needed;
        let there = self.env.as_deref().is_none_or(|env| env == "*" || need.env.as_deref() == Some(env));
        !self.kind.is_empty() && any(&self.action, &need.action) && any(&self.kind, &need.kind) && there
    }

    /// Whether a star stands in it: it allows more than any one call can need.
    pub fn is_wide(&self) -> bool {
        self.is_told_by_calls() && (self.action == "*" || self.kind == "*")
    }

    /// Whether calls can tell that it was used: they say `effect` and resource, so other actions leave no trace in them.
    pub fn is_told_by_calls(&self) -> bool {
        !self.kind.is_empty() && (self.action == "*" || EFFECTS.contains(&self.action.as_str()))
    }

    /// Action, resource type, environment: the three lines of a heading. Empty where it has no such part.
    pub fn parts(&self) -> [String; 3] {
        let env = self.env.as_ref().map(|env| format!("@{env}")).unwrap_or_default();
        [self.action.clone(), self.kind.clone(), env]
    }
}

/// The effects that a call can have.
const EFFECTS: [&str; 4] = ["read", "write", "destructive", "export"];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_stands_for_one_part_and_no_environment_for_every_one() {
        let covers = |held: &str, need: &str| Scope::of(held).covers(&Scope::of(need));
        assert!(covers("*:*", "read:secret@prod") && covers("read:*@prod", "read:case@prod"));
        assert!(covers("read:case", "read:case@prod") && covers("read:case", "read:case"));
        assert!(covers("read:case@*", "read:case@dev"));
        assert!(!covers("read:case@prod", "read:case@dev") && !covers("read:case@prod", "read:case"));
        assert!(!covers("write:case", "read:case") && !covers("read:case", "read:cases"));
        assert!(!covers("admin", "admin") && !covers("*", "read:case@prod"));
    }

    #[test]
    fn only_effects_of_calls_are_told_by_calls() {
        let told = |text: &str| Scope::of(text).is_told_by_calls();
        assert!(told("read:case") && told("*:*") && told("destructive:host@prod"));
        assert!(!told("approve:grant") && !told("admin"));
        assert_eq!(Scope::of("write:ledger@prod").parts(), ["write", "ledger", "@prod"]);
        assert_eq!(Scope::of("*:*").parts(), ["*", "*", ""]);
    }
}
