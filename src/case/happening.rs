//! What changes the state of the world that agents act in: registrations, grants, credentials, versions, reviews, orders.
//!
//! These records are few, so what they say is kept in memory, in their order. Messages and calls are many and stay rows.

use super::event::{self, Event};
use super::names::{Name, NameList, Names};
use super::rows::{Citation, Resource};
use crate::bundle::json::Value;
use serde::{Deserialize, Serialize};

/// One record of such a type.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Happening {
    /// Row in its part.
    pub row: u32,
    /// The first record that it refers to, if that was read.
    pub about: Option<u32>,
    /// Whether it takes effect (`events.md` section 1, `by`): its own checks passed, and the signer acted or may speak for who did.
    pub effective: bool,
    /// What it says.
    pub what: What,
}

/// A kind of artifact that has versions.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
pub enum Artifact {
    /// A policy.
    Policy,
    /// A prompt template.
    Template,
    /// Agent code.
    Code,
}

impl Artifact {
    /// All.
    pub const ALL: [Artifact; 3] = [Artifact::Policy, Artifact::Template, Artifact::Code];

    /// The record type and the blob's role.
    pub fn word(self) -> &'static str {
        match self {
            Artifact::Policy => "policy",
            Artifact::Template => "template",
            Artifact::Code => "code",
        }
    }

    /// The artifact of a word.
    pub fn of(word: &str) -> Option<Artifact> {
        Artifact::ALL.into_iter().find(|artifact| artifact.word() == word)
    }
}

/// The members of `events.md` section 2, by type. Times are microseconds since 1970.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[allow(missing_docs, reason = "the names are those of events.md section 2")]
pub enum What {
    RunStart {
        goal: Name,
    },
    RunEnd {
        outcome: Name,
    },
    Agent {
        op: Name,
        agent: Name,
        role: Name,
        kind: Name,
        owner: Name,
        scopes: NameList,
    },
    GrantRequest {
        grant: Name,
        scopes: NameList,
        resource: Resource,
        justification: Name,
        ticket: Name,
        ttl_s: Option<u64>,
    },
    GrantDecision {
        grant: Name,
        outcome: Name,
        scopes: NameList,
        not_before: Option<i64>,
        expires: Option<i64>,
        max_uses: Option<u64>,
        reason: Name,
    },
    GrantUse {
        grant: Name,
    },
    GrantEnd {
        grant: Name,
        reason: Name,
    },
    Credential {
        op: Name,
        credential: Name,
        subject: Name,
        scopes: NameList,
        not_before: Option<i64>,
        expires: Option<i64>,
        order: Name,
    },
    Version {
        artifact: Artifact,
        op: Name,
        cited: Citation,
        parent: Name,
        from_env: Name,
        to_env: Name,
        review: Name,
        author: Name,
    },
    Review {
        review: Name,
        subject: Name,
        cited: Citation,
        verdict: Name,
        author: Name,
    },
    Flow {
        op: Name,
        from_env: Name,
        to_env: Name,
        until: Option<i64>,
    },
    Alert {
        rule: Name,
        severity: Name,
        subject: Name,
        message: Name,
    },
    Order {
        order: Name,
        action: Name,
        target: Resource,
        expires: Option<i64>,
        mode: Name,
    },
    OrderAck {
        order: Name,
        status: Name,
    },
    Incident {
        incident: Name,
        op: Name,
        text: Name,
    },
    Log {
        op: Name,
        dropped: Option<u64>,
    },
}

impl What {
    /// Whether records of this type are kept as happenings.
    pub fn is_kept(kind: &str) -> bool {
        matches!(
            kind,
            "run.start"
                | "run.end"
                | "agent"
                | "credential"
                | "review"
                | "flow"
                | "alert"
                | "order"
                | "order.ack"
                | "incident"
                | "log"
        ) || kind.starts_with("grant.")
            || Artifact::of(kind).is_some()
    }

    /// Reads the body of a record of type `kind`.
    pub fn read(kind: &str, event: &Event<'_>, names: &mut Names) -> Option<What> {
        let mut body = Body { event, names };
        Some(match kind {
            "run.start" => What::RunStart { goal: body.name("goal") },
            "run.end" => What::RunEnd { outcome: body.name("outcome") },
            "agent" => What::Agent {
                op: body.name("op"),
                agent: body.name("agent"),
                role: body.name("role"),
                kind: body.name("kind"),
                owner: body.name("owner"),
                scopes: body.list("scopes"),
            },
            "credential" => What::Credential {
                op: body.name("op"),
                credential: body.name("credential"),
                subject: body.name("subject"),
                scopes: body.list("scopes"),
                not_before: event.micros("not_before"),
                expires: event.micros("expires"),
                order: body.name("order"),
            },
            "review" => body.review(),
            "flow" => What::Flow {
                op: body.name("op"),
                from_env: body.name("from_env"),
                to_env: body.name("to_env"),
                until: event.micros("until"),
            },
            "alert" => What::Alert {
                rule: body.name("rule"),
                severity: body.name("severity"),
                subject: body.loose("subject"),
                message: body.name("message"),
            },
            "order" => What::Order {
                order: body.name("order"),
                action: body.name("action"),
                target: body.resource("target"),
                expires: event.micros("expires"),
                mode: body.name("mode"),
            },
            "order.ack" => What::OrderAck { order: body.name("order"), status: body.name("status") },
            "incident" => {
                What::Incident { incident: body.name("incident"), op: body.name("op"), text: body.name("text") }
            }
            "log" => What::Log { op: body.name("op"), dropped: event.member("dropped").and_then(Value::as_integer) },
            _ => return body.grant(kind).or_else(|| Artifact::of(kind).map(|artifact| body.version(artifact))),
        })
    }
}

struct Body<'a, 'b> {
    event: &'a Event<'b>,
    names: &'a mut Names,
}

impl Body<'_, '_> {
    fn name(&mut self, member: &str) -> Name {
        self.names.maybe(self.event.written(member))
    }

    fn list(&mut self, member: &str) -> NameList {
        self.names.list(self.event.texts(member))
    }

    /// A member that some write as a text and some as an object with an id.
    fn loose(&mut self, member: &str) -> Name {
        let Some(value) = self.event.member(member) else { return Name::NONE };
        let text = event::written(value).or_else(|| value.get("id").or(value.get("name")).and_then(event::written));
        self.names.maybe(text)
    }

    fn resource(&mut self, member: &str) -> Resource {
        self.event.member(member).and_then(event::resource).map_or(Resource::default(), |found| Resource {
            kind: self.names.name(found.kind),
            id: self.names.name(found.id),
            env: self.names.name(found.env),
            class: self.names.name(found.class),
        })
    }

    fn grant(&mut self, kind: &str) -> Option<What> {
        let grant = self.name("grant");
        Some(match kind {
            "grant.request" => What::GrantRequest {
                grant,
                scopes: self.list("scopes"),
                resource: self.resource("resource"),
                justification: self.name("justification"),
                ticket: self.name("ticket"),
                ttl_s: self.event.member("ttl_s").and_then(Value::as_integer),
            },
            "grant.decision" => What::GrantDecision {
                grant,
                outcome: self.name("outcome"),
                scopes: self.list("scopes"),
                not_before: self.event.micros("not_before"),
                expires: self.event.micros("expires"),
                max_uses: self.event.member("max_uses").and_then(Value::as_integer),
                reason: self.name("reason"),
            },
            "grant.use" => What::GrantUse { grant },
            "grant.end" => What::GrantEnd { grant, reason: self.name("reason") },
            _ => return None,
        })
    }

    fn version(&mut self, artifact: Artifact) -> What {
        What::Version {
            artifact,
            op: self.name("op"),
            cited: Citation { name: self.name("name"), version: self.name("version"), id: self.name("id") },
            parent: self.name("parent"),
            from_env: self.name("from_env"),
            to_env: self.name("to_env"),
            review: self.name("review"),
            author: self.name("author"),
        }
    }

    fn review(&mut self) -> What {
        let subject = self.event.member("subject");
        let cited = subject.and_then(event::cited);
        let kind = subject.and_then(|subject| subject.get("kind")).and_then(Value::as_str);
        What::Review {
            review: self.name("review"),
            subject: self.names.maybe(kind),
            cited: cited.map_or(Citation::default(), |cited| Citation {
                name: self.names.name(cited.name),
                version: self.names.name(cited.version),
                id: self.names.name(cited.id),
            }),
            verdict: self.name("verdict"),
            author: self.name("author"),
        }
    }
}
