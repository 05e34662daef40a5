//! Names as small numbers: every distinct text of a case is kept once.
//!
//! Records repeat a few names a million times. A row holds numbers; comparing, counting and filtering never touch a text.

use hashbrown::HashTable;
use serde::{Deserialize, Serialize};
use std::hash::{BuildHasher, Hash, RandomState};

/// A text of the case. Number 0 is the absent one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct Name(pub u32);

/// A list of names, in its order. Number 0 is the empty one.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Default, Serialize, Deserialize)]
pub struct NameList(pub u32);

impl Name {
    /// No text.
    pub const NONE: Name = Name(0);

    /// Whether there is a text.
    pub fn is_some(self) -> bool {
        self.0 != 0
    }

    /// The name, if there is one.
    pub fn some(self) -> Option<Name> {
        self.is_some().then_some(self)
    }
}

/// Distinct values by number, found again by value.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(from = "Vec<T>", into = "Vec<T>", bound(serialize = "T: Clone + Serialize"))]
pub struct Distinct<T: Hash + Eq> {
    values: Vec<T>,
    table: HashTable<u32>,
    hasher: RandomState,
}

impl<T: Hash + Eq> Default for Distinct<T> {
    fn default() -> Self {
        Distinct { values: Vec::new(), table: HashTable::new(), hasher: RandomState::new() }
    }
}

impl<T: Hash + Eq> From<Vec<T>> for Distinct<T> {
    fn from(values: Vec<T>) -> Self {
        let mut distinct = Distinct { values, ..Distinct::default() };
        for number in 0..distinct.values.len() {
            distinct.enter(number as u32);
        }
        distinct
    }
}

impl<T: Hash + Eq> From<Distinct<T>> for Vec<T> {
    fn from(distinct: Distinct<T>) -> Vec<T> {
        distinct.values
    }
}

impl<T: Hash + Eq> Distinct<T> {
    /// All values, in the order of their numbers.
    pub fn all(&self) -> &[T] {
        &self.values
    }

    /// The value of a number.
    pub fn get(&self, number: u32) -> Option<&T> {
        self.values.get(number as usize)
    }

    /// The number of a value, if it was ever entered.
    fn find(&self, value: &T) -> Option<u32> {
        let hash = self.hasher.hash_one(value);
        self.table.find(hash, |at| self.get(*at) == Some(value)).copied()
    }

    /// The number of a value, new or not.
    pub fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.find(&value) {
            return number;
        }
        let number = self.values.len() as u32;
        self.values.push(value);
        self.enter(number);
        number
    }

    /// Gives back the room that growing left over.
    pub fn shrink(&mut self) {
        self.values.shrink_to_fit();
    }

    fn enter(&mut self, number: u32) {
        let Distinct { values, table, hasher } = self;
        let hash = |at: &u32| hasher.hash_one(&values[*at as usize]);
        table.insert_unique(hash(&number), number, hash);
    }
}

/// Distinct texts by number, one behind the other in one string: a case has as many names as it has resources.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(from = "Written", into = "Written")]
struct Texts {
    bytes: String,
    /// Where each text ends.
    ends: Vec<u64>,
    table: HashTable<u32>,
    hasher: RandomState,
}

/// What is saved of the texts.
#[derive(Serialize, Deserialize)]
struct Written {
    bytes: String,
    ends: Vec<u64>,
}

impl From<Written> for Texts {
    fn from(Written { bytes, ends }: Written) -> Texts {
        let mut texts = Texts { bytes, ends, ..Texts::default() };
        for number in 0..texts.ends.len() {
            texts.enter(number as u32);
        }
        texts
    }
}

impl From<Texts> for Written {
    fn from(Texts { bytes, ends, .. }: Texts) -> Written {
        Written { bytes, ends }
    }
}

impl Texts {
    fn get(&self, number: u32) -> Option<&str> {
        let end = *self.ends.get(number as usize)? as usize;
        let start =
            (number as usize).checked_sub(1).and_then(|before| self.ends.get(before)).map_or(0, |end| *end as usize);
        self.bytes.get(start..end)
    }

    fn find(&self, text: &str) -> Option<u32> {
        self.table.find(self.hasher.hash_one(text), |at| self.get(*at) == Some(text)).copied()
    }

    fn add(&mut self, text: &str) -> u32 {
        let number = self.ends.len() as u32;
        self.bytes.push_str(text);
        self.ends.push(self.bytes.len() as u64);
        self.enter(number);
        number
    }

    fn enter(&mut self, number: u32) {
        let mut table = std::mem::take(&mut self.table);
        let hash = |at: &u32| self.hasher.hash_one(self.get(*at).unwrap_or_default());
        table.insert_unique(hash(&number), number, hash);
        self.table = table;
    }
}

/// The texts of a case, and lists of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Names {
    texts: Texts,
    lists: Distinct<Box<[Name]>>,
}

impl Default for Names {
    fn default() -> Names {
        let (mut texts, mut lists) = (Texts::default(), Distinct::default());
        texts.add("");
        lists.number(Box::default());
        Names { texts, lists }
    }
}

impl Names {
    /// The name of a text; the empty text is no name.
    pub fn name(&mut self, text: &str) -> Name {
        match self.find(text) {
            Some(name) => name,
            None => Name(self.texts.add(text)),
        }
    }

    /// The name of a text that may be absent.
    pub fn maybe(&mut self, text: Option<&str>) -> Name {
        text.map_or(Name::NONE, |text| self.name(text))
    }

    /// The name of a text, if the case has it.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.texts.find(text).map(Name)
    }

    /// The list of these texts.
    pub fn list<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> NameList {
        let names: Box<[Name]> = texts.into_iter().map(|text| self.name(text)).collect();
        if names.is_empty() { NameList::default() } else { NameList(self.lists.number(names)) }
    }

    /// The text of a name; empty for none.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0).unwrap_or_default()
    }

    /// The text of a name; `None` for none.
    pub fn some(&self, name: Name) -> Option<&str> {
        name.some().map(|name| self.text(name))
    }

    /// The names of a list.
    pub fn names(&self, list: NameList) -> &[Name] {
        self.lists.get(list.0).map_or(&[], |names| names)
    }

    /// The texts of a list.
    pub fn texts(&self, list: NameList) -> Vec<&str> {
        self.names(list).iter().map(|name| self.text(*name)).collect()
    }

    /// Every text, by number.
    pub fn all(&self) -> impl ExactSizeIterator<Item = &str> {
        (0..self.texts.ends.len()).map(|number| self.text(Name(number as u32)))
    }

    /// Gives back the room that growing left over.
    pub fn shrink(&mut self) {
        self.texts.bytes.shrink_to_fit();
        self.texts.ends.shrink_to_fit();
    }

    /// Number of lists.
    pub fn lists(&self) -> usize {
        self.lists.all().len()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn equal_texts_have_one_number_also_after_a_round_trip() {
        let mut names = Names::default();
        let (a, b) = (names.name("agent:a"), names.name("agent:b"));
        let list = names.list(["agent:b", "agent:a"]);
        assert_eq!((names.name("agent:a"), names.text(b)), (a, "agent:b"));
        assert_eq!((names.name(""), names.list([])), (Name::NONE, NameList::default()));
        let bytes = postcard::to_stdvec(&names).unwrap();
        let mut again: Names = postcard::from_bytes(&bytes).unwrap();
        assert_eq!((again.name("agent:b"), again.list(["agent:b", "agent:a"])), (b, list));
        assert_eq!(again.texts(list), ["agent:b", "agent:a"]);
        assert_eq!(again.find("absent"), None);
    }
}
