use super::{Campaign, Pair, Variant};

#[test]
fn generated_events_have_one_meaning() {
    let campaign = Campaign { seed: 1, from: 0, events: 10_000 };
    let tally = campaign.run().unwrap_or_else(|finding| panic!("{finding}"));
    assert_eq!(tally.events(), 10_000);
    let _ = (Pair::new(Variant::all()[0]), ());
}
