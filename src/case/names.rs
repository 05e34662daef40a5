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
    pub fn find<Q: Hash + ?Sized>(&self, value: &Q, same: impl Fn(&T) -> bool) -> Option<u32> {
        let hash = self.hasher.hash_one(value);
        self.table.find(hash, |at| self.values.get(*at as usize).is_some_and(&same)).copied()
    }

    /// The number of a value, new or not.
    pub fn number(&mut self, value: T) -> u32 {
        if let Some(number) = self.find(&value, |other| *other == value) {
            return number;
        }
        let number = self.values.len() as u32;
        self.values.push(value);
        self.enter(number);
        number
    }

    fn enter(&mut self, number: u32) {
        let Distinct { values, table, hasher } = self;
        let hash = |at: &u32| hasher.hash_one(&values[*at as usize]);
        table.insert_unique(hash(&number), number, hash);
    }
}

/// The texts of a case, and lists of them.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Names {
    texts: Distinct<Box<str>>,
    lists: Distinct<Box<[Name]>>,
}

impl Default for Names {
    fn default() -> Names {
        let (mut texts, mut lists) = (Distinct::default(), Distinct::default());
        texts.number("".into());
        lists.number(Box::default());
        Names { texts, lists }
    }
}

impl Names {
    /// The name of a text; the empty text is no name.
    pub fn name(&mut self, text: &str) -> Name {
        match self.find(text) {
            Some(name) => name,
            None => Name(self.texts.number(text.into())),
        }
    }

    /// The name of a text that may be absent.
    pub fn maybe(&mut self, text: Option<&str>) -> Name {
        text.map_or(Name::NONE, |text| self.name(text))
    }

    /// The name of a text, if the case has it.
    pub fn find(&self, text: &str) -> Option<Name> {
        self.texts.find(text, |other| **other == *text).map(Name)
    }

    /// The list of these texts.
    pub fn list<'a>(&mut self, texts: impl IntoIterator<Item = &'a str>) -> NameList {
        let names: Box<[Name]> = texts.into_iter().map(|text| self.name(text)).collect();
        if names.is_empty() { NameList::default() } else { NameList(self.lists.number(names)) }
    }

    /// The text of a name; empty for none.
    pub fn text(&self, name: Name) -> &str {
        self.texts.get(name.0).map_or("", |text| text)
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
    pub fn all(&self) -> &[Box<str>] {
        self.texts.all()
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
