//! Forks in the store that is open.

use leptos::prelude::*;
use leptos::task::spawn_local;

use super::sending::{self, RETRIES};
use super::{Open, catch_up, current};
use crate::bank::Command;
use crate::engine::{EventStore, StoreError, Version};
use crate::lab::{AccountId, Attempt, Outcome};
use crate::ui::browser;
use crate::ui::session::Session;

/// Makes a fork in the store, and sends a command to it.
pub(super) fn fork(session: Session, account: AccountId, version: Version, command: Command) {
    let Some(open) = current().filter(|_| !session.store.is_sending.get_untracked()) else {
        return session.toast.set("The store is busy or can\u{2019}t be used. Nothing was forked.".to_owned());
    };
    session.store.is_sending.set(true);
    spawn_local(async move {
        let forked = forked(session, &open, account, version).await;
        session.store.is_sending.set(false);
        if open.is_closed() {
            return;
        }
        match forked {
            Ok(fork) => {
                session.open(fork);
                session.send(command);
            }
            Err(reason) => session.show(Attempt { account, command, outcome: Outcome::Failed { reason } }),
        }
        sending::go_on(session);
    });
}

/// Another tab may open an account meanwhile: then the fork is made as the next one, a few times.
async fn forked(session: Session, open: &Open, account: AccountId, version: Version) -> Result<AccountId, String> {
    let mut retries = RETRIES;
    loop {
        let intended = session.change(|lab| lab.intend_fork(browser::now(), account, version));
        let (fork, commits) = intended.unwrap_or_else(|| Err("The page is closing.".to_owned()))?;
        let (mut written, mut answer) = (0, Ok(()));
        for commit in commits {
            answer = open.store.commit(commit).await.map(|_| ());
            if answer.is_err() || open.is_closed() {
                break;
            }
            written += 1;
        }
        catch_up(session, open).await.map_err(|error| error.to_string())?;
        match answer {
            // The lab that is shown by now is another store's.
            _ if open.is_closed() => return Err("The store was closed.".to_owned()),
            Ok(()) => return Ok(fork),
            Err(StoreError::Conflict { .. }) if retries > 0 && written == 0 => retries -= 1,
            Err(error) if written == 0 => return Err(error.to_string()),
            Err(error) => return Err(format!("{fork} is a fork at an earlier version than was asked for. {error}")),
        }
    }
}
