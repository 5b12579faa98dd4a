"""Titles as lists write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.content.importers.cleaning import Unusable, clean
from bot.content.importers.title_forms import read_title


@pytest.mark.parametrize(
    ("given_title", "title", "year", "aliases"),
    [
        ("Matrix, The (1999)", "The Matrix", 1999, ()),
        ("Matrix, The", "The Matrix", None, ()),
        ("American in Paris, An (1951)", "An American in Paris", 1951, ()),
        ("Article 47, L'", "L'Article 47", None, ()),
        ("Dolce vita, La", "La Dolce vita", None, ()),
        (
            "City of Lost Children, The (Cité des enfants perdus, La) (1995)",
            "The City of Lost Children",
            1995,
            ("La Cité des enfants perdus",),
        ),
        ("The Boat That Rocked aka Pirate Radio", "The Boat That Rocked", None, ("Pirate Radio",)),
        ("Seven (a.k.a. Se7en) (1995)", "Seven", 1995, ("Se7en",)),
        ("Suspicion (1918 film)", "Suspicion", 1918, ()),
        ("An Enemy to the King (film)", "An Enemy to the King", None, ()),
        ("The Cord of Life[1]", "The Cord of Life", None, ()),
        ("Fly by Night\u00a0[fr]", "Fly by Night", None, ()),
        (
            "Naked Gun .frac{white-space:nowrap}.frac .num,.frac .den{font-size:80%}33: X",
            "Naked Gun 33: X",
            None,
            (),
        ),
    ],
)
def test_a_list_s_form_is_understood(
    given_title: str, title: str, year: int | None, aliases: tuple[str, ...]
) -> None:
    assert read_title(given_title, None) == (title, year, aliases)


@pytest.mark.parametrize(
    "title",
    [
        *(
            "1917",
            "2012 (I)",
            "(500) Days of Summer",
            "[REC]",
            "Some Girl(s)",
            "Lad, A Dog",
            "A.k.a. Cassius Clay",
        ),
        *(
            "Girl, Interrupted",
            "(1999)",
            "Sex* (*But Were Afraid to Ask)",
            "Blade Runner 2049",
            "Film (9999)",
        ),
        *(
            "007",
            "11:14",
            "1.10",
            "No",
            "1999-12-31",
            "七人の侍",
            "The Nightmare Before Christmas (3D re-release)",
        ),
    ],
)
def test_a_title_that_only_looks_like_such_a_form_stays(title: str) -> None:
    assert read_title(title, None) == (title, None, ())


def test_a_year_in_brackets_counts_only_where_the_source_gives_no_other() -> None:
    assert read_title("Heat (1995)", 1995) == ("Heat", 1995, ())
    assert read_title("Heat (1986)", 1995) == ("Heat (1986)", 1995, ())


def test_a_title_of_five_thousand_characters_is_none() -> None:
    with pytest.raises(Unusable, match="5000 characters, more than 300"):
        read_title("x" * 5000, None)


@given(
    st.text(max_size=40).filter(
        lambda text: clean(text) and not set(")]},").intersection(text) and "a" not in text.casefold()
    )
)
def test_any_other_title_comes_out_as_it_went_in(text: str) -> None:
    assert read_title(text, 1999) == (clean(text), 1999, ())
