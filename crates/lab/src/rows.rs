use std::ops::Range;
use std::sync::Arc;

/// The layout of a long list of which the page renders only the visible rows. Lengths are in pixels, and rows are
/// counted from 0. Every closed row has one of two heights; one row can be open.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rows {
    /// The number of rows.
    pub count: usize,
    /// The height of a closed row, with the gap below it.
    pub row: f64,
    /// The height of a tall closed row, with the gap below it.
    pub tall_row: f64,
    /// The indexes of the tall rows, ascending. Empty if both heights are equal.
    pub tall: Arc<[usize]>,
    /// The open row and its height, with the gap below it.
    pub open: Option<(usize, f64)>,
}

impl Rows {
    /// The top of a row. A row past the last one starts at the end of the list.
    #[must_use]
    pub fn top(&self, row: usize) -> f64 {
        let tall = self.tall.partition_point(|&tall| tall < row);
        let opened = self.open.filter(|&(open, _)| open < row).map_or(0.0, |(open, height)| height - self.closed(open));
        row as f64 * self.row + tall as f64 * (self.tall_row - self.row) + opened
    }

    /// The height of a row.
    #[must_use]
    pub fn height(&self, row: usize) -> f64 {
        match self.open {
            Some((open, height)) if open == row => height,
            _ => self.closed(row),
        }
    }

    /// The height of the whole list.
    #[must_use]
    pub fn total(&self) -> f64 {
        self.top(self.count)
    }

    /// The row at this height. Below the end, the last row.
    #[must_use]
    pub fn at(&self, y: f64) -> usize {
        let (mut low, mut high) = (0, self.count);
        while low < high {
            let middle = (low + high) / 2;
            if self.top(middle + 1) <= y { low = middle + 1 } else { high = middle }
        }
        low.min(self.count.saturating_sub(1))
    }

    /// The visible rows of a window of this `height` at `top`, with `spare` more rows on both sides.
    #[must_use]
    pub fn in_sight(&self, top: f64, height: f64, spare: usize) -> Range<usize> {
        if self.count == 0 {
            return 0..0;
        }
        self.at(top).saturating_sub(spare)..(self.at(top + height) + 1 + spare).min(self.count)
    }

    /// The top of a window that shows this row and `below` more pixels, as close to `top` as possible.
    #[must_use]
    pub fn reveal(&self, row: usize, top: f64, height: f64, below: f64) -> f64 {
        let (begins, ends) = (self.top(row), self.top(row) + self.height(row) + below);
        if begins < top || ends - begins > height {
            begins
        } else if ends > top + height {
            ends - height
        } else {
            top
        }
    }

    fn closed(&self, row: usize) -> f64 {
        if self.tall.binary_search(&row).is_ok() { self.tall_row } else { self.row }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows() -> Rows {
        Rows { count: 10, row: 37.0, tall_row: 37.0, tall: Arc::default(), open: Some((2, 135.0)) }
    }

    #[test]
    fn rows_below_the_open_row_move_down() {
        assert_eq!((rows().top(2), rows().top(3), rows().total()), (74.0, 209.0, 468.0));
    }

    #[test]
    fn every_height_belongs_to_one_row() {
        let rows = Rows { tall_row: 96.0, tall: Arc::new([4, 7]), ..rows() };
        for row in 0..rows.count {
            assert_eq!(rows.at(rows.top(row)), row);
            assert_eq!(rows.at(rows.top(row) + rows.height(row) - 0.5), row);
        }
        assert_eq!(rows.at(1e9), 9);
    }

    #[test]
    fn only_visible_rows_are_rendered() {
        let rows = Rows { count: 100_000, open: None, ..rows() };
        assert_eq!(rows.in_sight(370.0, 370.0, 2), 8..23);
        assert_eq!(rows.in_sight(rows.total(), 370.0, 2).end, 100_000);
        assert_eq!(Rows::default().in_sight(0.0, 100.0, 2), 0..0);
    }

    #[test]
    fn row_is_revealed_with_the_least_movement() {
        let rows = rows();
        assert_eq!(rows.reveal(0, 100.0, 200.0, 0.0), 0.0);
        assert_eq!(rows.reveal(9, 0.0, 200.0, 0.0), 268.0);
        assert_eq!(rows.reveal(3, 100.0, 200.0, 0.0), 100.0);
    }
}
