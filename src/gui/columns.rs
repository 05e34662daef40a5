//! The pages of the centre: one, or several side by side. All are about the one focus, so they move together.

use super::intent::Centre;

/// The columns of the centre, from the left.
#[derive(Clone, PartialEq, Debug)]
pub struct Columns {
    all: Vec<Column>,
    active: usize,
}

/// One of them.
#[derive(Clone, Copy, PartialEq, Debug)]
pub struct Column {
    /// What it shows. No page is shown twice.
    pub page: Centre,
    /// Its part of the width, 0 to 1.
    pub share: f32,
}

/// What the person does with them.
#[derive(Clone, PartialEq, Debug)]
pub enum Wish {
    /// This one is worked in.
    Activate(usize),
    /// Show a page in this one.
    Show(usize, Centre),
    /// One more, beside the one that is worked in.
    Add,
    /// Take this one away.
    Close(usize),
    /// Move the border at the right of this one by a part of the width.
    Divide(usize, f32),
}

impl Default for Columns {
    fn default() -> Columns {
        Columns { all: vec![Column { page: Centre::default(), share: 1.0 }], active: 0 }
    }
}

impl Columns {
    /// As many as can be read beside each other.
    pub const MOST: usize = 3;
    /// The least part of the width that one keeps.
    const LEAST: f32 = 0.15;

    /// The columns that show these pages; pages that are not known or come twice are left out.
    pub fn of<S: AsRef<str>>(words: &[S]) -> Columns {
        let mut all: Vec<Column> = Vec::new();
        for page in words.iter().filter_map(|word| Centre::ALL.into_iter().find(|page| page.word() == word.as_ref())) {
            if all.len() < Columns::MOST && !all.iter().any(|column| column.page == page) {
                all.push(Column { page, share: 1.0 });
            }
        }
        if all.is_empty() {
            return Columns::default();
        }
        let share = 1.0 / all.len() as f32;
        all.iter_mut().for_each(|column| column.share = share);
        Columns { all, active: 0 }
    }

    /// The words of their pages.
    pub fn words(&self) -> Vec<String> {
        self.all.iter().map(|column| column.page.word().to_owned()).collect()
    }

    /// All, from the left.
    pub fn all(&self) -> &[Column] {
        &self.all
    }

    /// Number of the one that is worked in.
    pub fn active(&self) -> usize {
        self.active
    }

    /// The page that is worked in.
    pub fn page(&self) -> Centre {
        self.all.get(self.active).map_or(Centre::default(), |column| column.page)
    }

    /// Whether a page is in sight.
    pub fn shows(&self, page: Centre) -> bool {
        self.place(page).is_some()
    }

    /// To a page: where it is in sight already, else in the column that is worked in.
    pub fn open(&mut self, page: Centre) {
        match self.place(page) {
            Some(at) => self.active = at,
            None => self.show(self.active, page),
        }
    }

    /// Takes a wish in.
    pub fn take(&mut self, wish: Wish) {
        match wish {
            Wish::Activate(at) if at < self.all.len() => self.active = at,
            Wish::Activate(_) => {}
            Wish::Show(at, page) => self.show(at, page),
            Wish::Add => self.add(),
            Wish::Close(at) => self.close(at),
            Wish::Divide(at, by) => self.divide(at, by),
        }
    }

    fn place(&self, page: Centre) -> Option<usize> {
        self.all.iter().position(|column| column.page == page)
    }

    fn show(&mut self, at: usize, page: Centre) {
        let Some(before) = self.all.get(at).map(|column| column.page) else { return };
        // A page that another column shows changes its place with the one that was here.
        if let Some(other) = self.all.iter_mut().find(|column| column.page == page) {
            other.page = before;
        }
        if let Some(column) = self.all.get_mut(at) {
            column.page = page;
        }
        self.active = at;
    }

    fn add(&mut self) {
        let new = Centre::ALL.into_iter().find(|page| !self.shows(*page));
        let (Some(page), true) = (new, self.all.len() < Columns::MOST) else { return };
        let Some(column) = self.all.get_mut(self.active) else { return };
        column.share /= 2.0;
        let share = column.share;
        self.active += 1;
        self.all.insert(self.active, Column { page, share });
    }

    fn close(&mut self, at: usize) {
        if self.all.len() < 2 || at >= self.all.len() {
            return;
        }
        let gone = self.all.remove(at);
        if let Some(neighbour) = self.all.get_mut(at.saturating_sub(1)) {
            neighbour.share += gone.share;
        }
        if self.active > at || self.active >= self.all.len() {
            self.active -= 1;
        }
    }

    fn divide(&mut self, at: usize, by: f32) {
        let Some([left, right]) = self.all.get_mut(at..at + 2) else { return };
        let both = left.share + right.share;
        let least = Columns::LEAST.min(both / 2.0);
        left.share = (left.share + by).clamp(least, both - least);
        right.share = both - left.share;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pages(columns: &Columns) -> Vec<Centre> {
        columns.all.iter().map(|column| column.page).collect()
    }

    fn whole(columns: &Columns) -> bool {
        (columns.all.iter().map(|column| column.share).sum::<f32>() - 1.0).abs() < 1e-5
    }

    #[test]
    fn pages_stand_side_by_side_and_none_twice() {
        let mut columns = Columns::default();
        columns.take(Wish::Add);
        assert_eq!((pages(&columns), columns.page()), (vec![Centre::Messages, Centre::Graph], Centre::Graph));
        columns.take(Wish::Show(1, Centre::Messages));
        assert_eq!((pages(&columns), columns.active()), (vec![Centre::Graph, Centre::Messages], 1));
        columns.open(Centre::Graph);
        assert_eq!((pages(&columns), columns.active()), (vec![Centre::Graph, Centre::Messages], 0));
        columns.open(Centre::Why);
        assert_eq!(pages(&columns), [Centre::Why, Centre::Messages]);
        columns.take(Wish::Add);
        columns.take(Wish::Add);
        assert_eq!(columns.all.len(), Columns::MOST);
        assert!(whole(&columns));
    }

    #[test]
    fn the_last_one_stays_and_the_width_is_given_away_whole() {
        let mut columns = Columns::of(&["Graph", "Sequence", "Graph", "nonsense", "Messages"]);
        assert_eq!(pages(&columns), [Centre::Graph, Centre::Sequence, Centre::Messages]);
        columns.take(Wish::Divide(1, 9.0));
        assert!(whole(&columns) && columns.all.iter().all(|column| column.share >= Columns::LEAST - 1e-5));
        columns.take(Wish::Divide(2, 0.1));
        columns.take(Wish::Activate(2));
        columns.take(Wish::Activate(3));
        columns.take(Wish::Close(0));
        assert_eq!((pages(&columns), columns.active()), (vec![Centre::Sequence, Centre::Messages], 1));
        columns.take(Wish::Close(1));
        columns.take(Wish::Close(0));
        assert_eq!((pages(&columns), columns.active()), (vec![Centre::Sequence], 0));
        assert!(whole(&columns));
        assert_eq!(Columns::of(&columns.words()), columns);
    }
}
