/// Converts between a list and a scroll box, which is shorter than a list that is too tall for a browser. All lengths are in CSS pixels.
///
/// Near its two ends the list moves as far as the box. In between the box moves less, so that the scroll bar leads to any place.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScrollScale {
    list: f64,
    window: f64,
    boxed: f64,
}

/// How far a scroll box is scrolled, and the place in the list at the top of its window. All lengths are in CSS pixels.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct ScrollPosition {
    /// How far the box is scrolled.
    pub scrolled: f64,
    /// The top of the window in the list.
    pub top: f64,
}

/// The tallest box, in pixels of the screen. Chromium cuts a box off at 33,554,432 (2^25) of them, and places it exactly up to
/// 16,777,216 (2^24). Firefox ends at about 17.8 million CSS pixels.
const TALLEST: f64 = 15_000_000.0;

/// How much of the list, at either end, moves as far as the box: more than one gesture covers.
const END: f64 = 100_000.0;

impl ScrollScale {
    /// For a list of this height, seen through a window of that height, on a screen with so many pixels to a CSS pixel.
    #[must_use]
    pub fn new(list: f64, window: f64, pixel_ratio: f64) -> Self {
        Self { list, window, boxed: list.min(TALLEST / pixel_ratio) }
    }

    /// The height of the box.
    #[must_use]
    pub fn boxed(self) -> f64 {
        self.boxed
    }

    /// The top of the window at the end of the list.
    #[must_use]
    pub fn end(self) -> f64 {
        (self.list - self.window).max(0.0)
    }

    /// The top of the window in the list, when the box is scrolled this far.
    #[must_use]
    pub fn to_list(self, scrolled: f64) -> f64 {
        between(scrolled, self.box_end(), self.end())
    }

    /// How far the box is scrolled, when the top of the window is at this place in the list.
    #[must_use]
    pub fn to_box(self, top: f64) -> f64 {
        between(top, self.end(), self.box_end())
    }

    /// The position with the top of the window at this place in the list, scrolled by whole pixels.
    #[must_use]
    pub fn at(self, top: f64) -> ScrollPosition {
        let scrolled = self.to_box(top).round();
        ScrollPosition { scrolled, top: if self.is_exact() { scrolled } else { top } }
    }

    /// The position after the box was scrolled from `before` this far.
    ///
    /// A step within the window (the wheel, a finger) moves the list by as many pixels, so that no row is skipped. A longer one (the
    /// scroll bar) leads to the place in the list where the box stands.
    #[must_use]
    pub fn scrolled(self, before: ScrollPosition, scrolled: f64) -> ScrollPosition {
        let step = scrolled - before.scrolled;
        let is_inside = scrolled > 0.0 && scrolled < self.box_end() - 1.0;
        let top = if is_inside && !self.is_exact() && step.abs() < self.window {
            (before.top + step).clamp(0.0, self.end())
        } else {
            self.to_list(scrolled)
        };
        ScrollPosition { scrolled, top }
    }

    fn box_end(self) -> f64 {
        (self.boxed - self.window).max(0.0)
    }

    /// Whether the box is as tall as the list.
    fn is_exact(self) -> bool {
        self.boxed >= self.list
    }
}

/// The place on a line that ends at `to`, for a place on one that ends at `from`.
fn between(place: f64, from: f64, to: f64) -> f64 {
    let end = END.min(from / 2.0).min(to / 2.0);
    if place <= end || from <= 2.0 * end {
        place
    } else if place >= from - end {
        to - (from - place)
    } else {
        end + (place - end) * (to - 2.0 * end) / (from - 2.0 * end)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WINDOW: f64 = 400.0;
    const MILLION: f64 = 37_000_000.0;

    fn million(pixel_ratio: f64) -> ScrollScale {
        ScrollScale::new(MILLION, WINDOW, pixel_ratio)
    }

    #[test]
    fn list_taller_than_the_box_reaches_both_ends() {
        let scale = million(1.0);
        assert_eq!(scale.to_list(0.0), 0.0);
        assert!((scale.to_list(scale.boxed() - WINDOW) - (MILLION - WINDOW)).abs() < 1e-3);
        for top in [1_234.0, 99_999.0, 100_001.0, 18_000_000.0, MILLION - 1_234.0] {
            assert!((scale.to_list(scale.to_box(top)) - top).abs() < 1e-6, "{top}");
        }
        assert_eq!(ScrollScale::new(5_000.0, WINDOW, 1.0).to_list(77.0), 77.0);
    }

    #[test]
    fn box_is_never_taller_than_a_screen_can_show() {
        for pixel_ratio in [0.5, 1.0, 2.25, 3.0, 10.0] {
            assert!(million(pixel_ratio).boxed() * pixel_ratio < 16_777_216.0, "{pixel_ratio}");
        }
    }

    #[test]
    fn step_within_the_window_moves_the_list_by_as_many_pixels() {
        let scale = million(3.0);
        let before = scale.at(20_000_000.0);
        let after = scale.scrolled(before, before.scrolled + 120.0);
        assert_eq!(after.top, before.top + 120.0);
        assert_eq!(scale.scrolled(after, before.scrolled).top, before.top);
    }

    #[test]
    fn step_beyond_the_window_follows_the_scroll_bar() {
        let scale = million(3.0);
        let middle = (scale.boxed() - WINDOW) / 2.0;
        let after = scale.scrolled(scale.at(0.0), middle);
        assert!((after.top - (MILLION - WINDOW) / 2.0).abs() < 1e-3);
    }

    #[test]
    fn ends_of_the_box_are_the_ends_of_the_list() {
        let scale = million(3.0);
        let end = scale.boxed() - WINDOW;
        let near_end = ScrollPosition { scrolled: end - 100.0, top: 20_000_000.0 };
        assert_eq!(scale.scrolled(near_end, end).top, scale.end());
        assert_eq!(scale.scrolled(ScrollPosition { scrolled: 100.0, top: 20_000_000.0 }, 0.0).top, 0.0);
    }

    #[test]
    fn list_that_fits_scrolls_with_its_box() {
        let scale = ScrollScale::new(5_000.0, WINDOW, 3.0);
        assert_eq!(scale.at(77.4), ScrollPosition { scrolled: 77.0, top: 77.0 });
        assert_eq!(scale.scrolled(scale.at(77.0), 80.0), ScrollPosition { scrolled: 80.0, top: 80.0 });
        assert_eq!(ScrollScale::new(300.0, WINDOW, 1.0).at(0.0), ScrollPosition::default());
    }
}
