//! "Do this step": the steps of the solution, as the learner would take them.

use std::time::Duration;

use leptos::prelude::*;

use super::player::Player;
use lab::lessons::Step;

/// How long the page waits for the views before it says that a step has not met its goal.
const SETTLES_IN: Duration = Duration::from_millis(600);

/// Takes the steps of the solution that lead to the next goal.
pub fn do_steps(player: Player) {
    let (Some(lesson), Some(goal)) = (player.lesson.get_untracked(), untrack(|| player.next_goal())) else { return };
    let mut wait = SETTLES_IN;
    for step in lesson.steps_to(goal) {
        if let Step::Wait(seconds) = step {
            wait += Duration::from_secs(seconds.into());
        }
        take(player, step);
    }
    set_timeout(
        move || {
            let is_same = player.lesson.get_untracked().is_some_and(|now| now.number == lesson.number);
            if is_same && untrack(|| player.next_goal()) == Some(goal) {
                let words = "What you did so far differs from the lesson\u{2019}s way, so this step does not reach the \
                             goal. Restart the lesson, or go on by yourself.";
                player.intents.notices.toast.set(words.to_owned());
            }
        },
        wait,
    );
}

fn take(player: Player, step: Step) {
    let intents = player.intents;
    match step {
        Step::Send(account, command) => {
            intents.set_step_through(false);
            open(player, account);
            intents.send(command);
        }
        Step::StepTo(account, command, stop) => {
            open(player, account);
            intents.set_step_through(true);
            intents.send(command);
            for _ in lab::Stop::ALL {
                if untrack(|| intents.stepper.waits_at()).is_some_and(|at| at < stop) {
                    intents.next_stop();
                }
            }
        }
        Step::Finish => {
            for _ in lab::Stop::ALL {
                if untrack(|| intents.stepper.is_stepping()) {
                    intents.next_stop();
                }
            }
            intents.set_step_through(false);
        }
        Step::Open(account) => open(player, account),
        Step::GoTo(version) => intents.cursor.go_to(version),
        Step::Fork(version) => {
            intents.fork(version);
        }
        Step::Show(view) => intents.views.show(view),
        Step::SetLag(view, seconds) => {
            player.desk().set(|views| views.set_lag(view, Duration::from_secs(seconds.into())));
        }
        Step::CorrectView => player.desk().set(lab::views::Views::correct),
        Step::SwitchView => player.desk().set(|views| {
            views.switch();
        }),
        Step::Rebuild(view) => player.desk().set(|views| views.rebuild(view, crate::browser::since_start())),
        // Time passes by itself.
        Step::Wait(_) => {}
        Step::Predict(text) => player.record.update(|record| record.prediction = Some(text.to_owned())),
        Step::Answer(number, text) => {
            player.record.update(|record| drop(record.answers.insert(number, text.to_owned())));
        }
        Step::Choose(option) => player.record.update(|record| record.choose(option)),
        Step::Undo => intents.undo(),
    }
}

fn open(player: Player, account: lab::AccountId) {
    let intents = player.intents;
    let is_there = intents.lab.read_untracked(|lab| account < lab.next_account());
    if is_there && account != intents.cursor.account.get_untracked() {
        intents.open(account);
    }
}
