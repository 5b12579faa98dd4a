"""A set of texts that only tells whether one was there before."""

from hypothesis import given
from hypothesis import strategies as st

from bot.content.importers.seen import Seen


@given(st.lists(st.text(max_size=3)))
def test_it_tells_what_came_before(texts: list[str]) -> None:
    seen = Seen()
    before: set[str] = set()
    for text in texts:
        assert seen.add(text) == (text not in before)
        before.add(text)


def test_it_still_does_when_it_has_grown() -> None:
    seen = Seen()
    assert all(seen.add(f"tt{number}") for number in range(100_000))
    assert not any(seen.add(f"tt{number}") for number in range(100_000))
