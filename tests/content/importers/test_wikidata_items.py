"""What Wikidata writes: times as far as they are known, and renown."""

import pytest

from bot.content.importers.cleaning import Unusable
from bot.content.importers.wikidata_items import partial_date, renown


@pytest.mark.parametrize(
    ("time", "precision", "date"),
    [
        ("1931-01-01T00:00:00Z", 9, "1931"),
        ("+1931-00-00T00:00:00Z", 9, "1931"),
        ("+1931-05-00T00:00:00Z", 10, "1931-05"),
        ("+1931-00-00T00:00:00Z", 10, "1931"),
        ("+1931-05-00T00:00:00Z", 11, "1931-05"),
        ("1931-01-01T00:00:00Z", 11, "1931-01-01"),
        ("1931-05-06T07:00:00Z", 14, "1931-05-06"),
        ("1930-01-01T00:00:00Z", 8, ""),
        ("", 0, ""),
    ],
)
def test_a_time_is_read_as_far_as_it_is_known(time: str, precision: int, date: str) -> None:
    assert partial_date(time, precision) == date


def test_a_time_before_film_is_refused() -> None:
    with pytest.raises(Unusable, match="the year 1066 lies outside 1870 to 2200"):
        partial_date("+1066-10-14T00:00:00Z", 11)


def test_popularity_grows_ever_slower_with_the_wikis_that_have_a_page() -> None:
    assert [renown(pages) for pages in (0, 1, 10, 50, 130, 200, 900)] == [0, 0.13, 0.45, 0.74, 0.92, 1, 1]
