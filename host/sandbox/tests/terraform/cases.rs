//! The test cases.

mod faults;
mod inferred;
mod isolation;
mod killed;
mod life;
mod real;
mod reference;

pub type Case = (&'static str, fn());

pub fn all() -> Vec<Case> {
    let groups =
        [life::ALL, inferred::ALL, real::ALL, faults::ALL, killed::ALL, isolation::ALL, reference::ALL];
    groups.concat()
}
