//! A storage area with several tabs, as in a browser.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;

use engine::Notify;
use engine::conformance::Tally;
use stores::StorageFault;
use stores::web_storage::{Area, Namespace, OneThread, Peers, WebStorageStore};

type Write = (String, Option<String>);

/// A storage area. Each tab sees its own writes immediately, and those of others when they are delivered.
#[derive(Clone, Default)]
pub struct Shared {
    writes: Rc<RefCell<Vec<Write>>>,
    views: Rc<RefCell<Vec<View>>>,
    pub announcements: Rc<RefCell<BTreeMap<usize, String>>>,
    changes: Rc<Notify>,
    pub pauses: Rc<Cell<u32>>,
    /// The number of next pauses in which nothing is delivered, as in a busy browser.
    pub delay: Rc<Cell<u32>>,
}

/// The values that a tab sees, and the number of writes delivered to it.
#[derive(Default)]
struct View {
    values: BTreeMap<String, String>,
    arrived: usize,
}

impl View {
    fn apply(&mut self, (key, value): Write) {
        match value {
            Some(value) => drop(self.values.insert(key, value)),
            None => drop(self.values.remove(&key)),
        }
    }
}

impl Shared {
    /// Opens the log in a new tab, which sees all writes so far.
    pub fn tab(&self, announces: bool) -> WebStorageStore<Tally, Tab, Tab> {
        self.namespace(announces).open().expect("the log opens")
    }

    pub fn namespace(&self, announces: bool) -> Namespace<Tab, Tab> {
        let tab = self.views.borrow().len();
        self.views.borrow_mut().push(View::default());
        self.deliver(tab, usize::MAX);
        let tab = Tab { tab, shared: self.clone(), announces };
        Namespace::new(tab.clone(), tab, "lab")
    }

    /// Delivers the next writes to a tab.
    pub fn deliver(&self, tab: usize, count: usize) {
        let view = &mut self.views.borrow_mut()[tab];
        let writes: Vec<_> = self.writes.borrow().iter().skip(view.arrived).take(count).cloned().collect();
        view.arrived += writes.len();
        writes.into_iter().for_each(|write| view.apply(write));
    }
}

#[derive(Clone)]
pub struct Tab {
    tab: usize,
    shared: Shared,
    announces: bool,
}

impl Tab {
    fn write(&self, write: Write) {
        self.shared.views.borrow_mut()[self.tab].apply(write.clone());
        self.shared.writes.borrow_mut().push(write);
    }
}

impl Area for Tab {
    fn get(&self, key: &str) -> Result<Option<String>, StorageFault> {
        Ok(self.shared.views.borrow()[self.tab].values.get(key).cloned())
    }

    fn set(&self, key: &str, value: &str) -> Result<(), StorageFault> {
        self.write((key.to_owned(), Some(value.to_owned())));
        Ok(())
    }

    fn remove(&self, key: &str) -> Result<(), StorageFault> {
        self.write((key.to_owned(), None));
        Ok(())
    }

    fn keys(&self) -> Result<Vec<String>, StorageFault> {
        Ok(self.shared.views.borrow()[self.tab].values.keys().cloned().collect())
    }
}

impl Peers for Tab {
    async fn exclusive<T: 'static>(
        &self,
        work: impl FnOnce(&[String]) -> (T, Option<String>) + 'static,
    ) -> Result<T, StorageFault> {
        let announced: Vec<_> = self.shared.announcements.borrow().values().cloned().collect();
        let (answer, announcement) = work(if self.announces { &announced } else { &[] });
        let mut announcements = self.shared.announcements.borrow_mut();
        announcements.remove(&self.tab);
        announcements.extend(announcement.map(|announcement| (self.tab, announcement)));
        Ok(answer)
    }

    /// Delivers one write per millisecond.
    async fn pause(&self, milliseconds: u32) {
        self.shared.pauses.update(|pauses| pauses + 1);
        match self.shared.delay.get() {
            0 => self.shared.deliver(self.tab, milliseconds as usize),
            pauses => self.shared.delay.set(pauses - 1),
        }
    }

    fn unique(&self) -> String {
        OneThread::default().unique()
    }

    fn notify(&self) {
        self.shared.changes.notify();
    }

    fn changes(&self) -> &Notify {
        &self.shared.changes
    }
}
