from dataclasses import replace

import pytest

from bot.films.citing import cite, name_source, short_date
from bot.films.model import Citation, Source
from bot.releases.dates import PartialDate

PAPER = Source(
    "paper", "An interview", "The Paper", "A. Writer", PartialDate(2025, 8, 12), None, PartialDate()
)
NOTES = Source("notes", "Press notes", None, None, PartialDate(), None, PartialDate())


def test_a_source_is_named_by_publication_author_and_date() -> None:
    assert name_source(PAPER, "en_GB") == "The Paper, A. Writer, 12 Aug 2025"
    assert name_source(replace(PAPER, author=None), "en_GB") == "The Paper, 12 Aug 2025"


def test_without_a_publication_it_is_named_by_its_title() -> None:
    assert name_source(NOTES, "en_GB") == "Press notes"


def test_sources_stand_in_one_line_each_once() -> None:
    cited = [Citation(PAPER, "answer 3"), Citation(NOTES, None), Citation(PAPER, "answer 5")]
    assert cite(cited, "en_GB") == "The Paper, A. Writer, 12 Aug 2025 · Press notes"
    assert cite(cited, "en_GB", places=True) == (
        "The Paper, A. Writer, 12 Aug 2025, answer 3; answer 5 · Press notes"
    )
    assert cite([], "en_GB") == ""


@pytest.mark.parametrize(
    ("date", "british", "german"),
    [
        (PartialDate(2025, 6, 5), "5 Jun 2025", "05.06.2025"),
        (PartialDate(2025, 6), "Jun 2025", "Juni 2025"),
        (PartialDate(2025), "2025", "2025"),
        (PartialDate(), "", ""),
    ],
)
def test_a_date_is_as_precise_as_it_is_known(date: PartialDate, british: str, german: str) -> None:
    assert short_date(date, "en_GB") == british
    assert short_date(date, "de_DE") == german
