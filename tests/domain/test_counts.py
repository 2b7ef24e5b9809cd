from domain.counts import how_many, how_many_are


def test_one_thing_is_one() -> None:
    assert [how_many(1, "family"), how_many(1, "day"), how_many_are(1, "row")] == ["1 family", "1 day", "1 row is"]


def test_none_and_several_are_several() -> None:
    assert [how_many(0, "row"), how_many(2_310, "family"), how_many(3, "day")] == ["0 rows", "2,310 families", "3 days"]
    assert how_many_are(2, "criterion", "criteria") == "2 criteria are"
