//! The graph as JSON, for other programs.

use super::GraphView;
use serde_json::{Map, Value, json};

impl GraphView {
    /// `verdict`, `nodes`, `edges`, `hidden`. `messages` counts messages and calls. Where the graph is as it ran, nodes have a
    /// `step`, and edges name it in `from_step` and `to_step`.
    pub fn json(&self) -> Value {
        let nodes: Vec<Value> = self.nodes.iter().map(node).collect();
        let edges: Vec<Value> = self.edges.iter().map(|edge| self.edge(edge)).collect();
        json!({
            "verdict": self.verdict.word(),
            "nodes": nodes,
            "edges": edges,
            "hidden": { "nodes": self.hidden.nodes, "edges": self.hidden.edges },
        })
    }

    fn edge(&self, edge: &super::Edge) -> Value {
        let mut object = Map::new();
        for (end, step, node) in [("from", "from_step", edge.from), ("to", "to_step", edge.to)] {
            let Some(node) = self.nodes.get(node as usize) else { continue };
            object.insert(end.to_owned(), json!(node.id));
            if let Some(number) = node.step {
                object.insert(step.to_owned(), json!(number));
            }
        }
        object.insert("messages".to_owned(), json!(edge.records()));
        object.insert("handoffs".to_owned(), json!(edge.handoffs));
        object.insert("denied".to_owned(), json!(edge.alarms.denied));
        object.insert("failed".to_owned(), json!(edge.alarms.failed));
        alarms(&mut object, &edge.alarms);
        object.insert("mark".to_owned(), json!(edge.worst.word()));
        Value::Object(object)
    }
}

/// What needs a look beyond that, where there is any.
fn alarms(object: &mut Map<String, Value>, alarms: &super::Alarms) {
    let counts = [
        ("went_on_after_deny", alarms.overridden),
        ("policy_not_in_force", alarms.differs),
        ("labelled_exports", alarms.exported.iter().sum()),
    ];
    for (member, count) in counts.into_iter().filter(|(_, count)| *count > 0) {
        object.insert(member.to_owned(), json!(count));
    }
}

fn node(node: &super::Node) -> Value {
    let mut object = Map::new();
    object.insert("id".to_owned(), json!(node.id));
    if let Some(step) = node.step {
        object.insert("step".to_owned(), json!(step));
    }
    object.insert("role".to_owned(), json!(node.role));
    object.insert("kind".to_owned(), json!(node.kind.word()));
    object.insert("messages".to_owned(), json!(node.messages));
    object.insert("mark".to_owned(), json!(super::worst(&node.marks).word()));
    Value::Object(object)
}
