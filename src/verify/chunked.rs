//! A list that grows without ever copying itself: memory is what the list holds, never twice that.

const CHUNK: usize = 4096;

/// A growing list in chunks.
#[derive(Debug)]
pub struct Chunked<T>(Vec<Vec<T>>);

impl<T> Default for Chunked<T> {
    fn default() -> Self {
        Chunked(Vec::new())
    }
}

impl<T> Chunked<T> {
    /// Number of elements.
    pub fn len(&self) -> usize {
        let full = self.0.len().saturating_sub(1).saturating_mul(CHUNK);
        self.0.last().map_or(0, |last| full.saturating_add(last.len()))
    }

    /// Adds an element.
    pub fn push(&mut self, element: T) {
        match self.0.last_mut() {
            Some(last) if last.len() < CHUNK => last.push(element),
            _ => {
                let mut chunk = if self.0.is_empty() { Vec::new() } else { Vec::with_capacity(CHUNK) };
                chunk.push(element);
                self.0.push(chunk);
            }
        }
    }

    /// The element at `at`.
    pub fn get(&self, at: usize) -> Option<&T> {
        self.0.get(at.div_euclid(CHUNK))?.get(at.rem_euclid(CHUNK))
    }

    /// The element at `at`, to change it.
    pub fn get_mut(&mut self, at: usize) -> Option<&mut T> {
        self.0.get_mut(at.div_euclid(CHUNK))?.get_mut(at.rem_euclid(CHUNK))
    }

    /// How many elements there are before the first for which `before` does not hold; it must hold for none after that one.
    pub fn partition_point(&self, before: &dyn Fn(&T) -> bool) -> usize {
        let chunk = self.0.partition_point(|chunk| chunk.last().is_some_and(before));
        match self.0.get(chunk) {
            Some(last) => chunk.saturating_mul(CHUNK).saturating_add(last.partition_point(before)),
            None => self.len(),
        }
    }

    /// All elements in order.
    pub fn iter(&self) -> impl Iterator<Item = &T> {
        self.0.iter().flatten()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sorted_list_is_searched_over_its_chunks() {
        let mut list = Chunked::default();
        assert_eq!(list.partition_point(&|_: &usize| true), 0);
        (0..CHUNK * 2 + 5).for_each(|n| list.push(n * 2));
        for wanted in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, CHUNK * 2, CHUNK * 2 + 4, CHUNK * 2 + 5] {
            assert_eq!(list.partition_point(&|n| *n < wanted * 2), wanted);
        }
        assert_eq!(list.partition_point(&|_| true), list.len());
    }
}
