"""Cast lists as encyclopedias write them: who is a person, who is not."""

import pytest

from bot.content.importers.castlist import CastList


def names(*entries: str) -> list[str]:
    return [credit.name for credit in CastList().read(entries)[0]]


def test_names_come_in_billing_order_as_actors() -> None:
    credited, descriptions = CastList().read(["Ana de Armas", "Keanu Reeves"])
    assert [(credit.name, credit.job, credit.billing) for credit in credited] == [
        ("Ana de Armas", "actor", 1),
        ("Keanu Reeves", "actor", 2),
    ]
    assert descriptions == []


@pytest.mark.parametrize(
    "name",
    [
        *("Cher", "50 Cent", "U2", "D12", "will.i.am", "india.arie", "muMs da Schemer", "Kim Director"),
        *("Martin Short", "Laurel and Hardy", "Simon & Garfunkel", "The Mamas & the Papas", "A$AP Rocky"),
        *(
            'Don "Red" Barry',
            "Dave (Tex) O'Brien",
            "Auliʻi Cravalho",
            "仲代達矢",
            "ნინო",
            "Björk",
            "Eve",
            "X",
        ),
        'Emmanuel "King King" Nii Adom Quaye',
    ],
)
def test_what_a_person_or_a_band_is_called_stays_as_it_is_written(name: str) -> None:
    assert names("Keanu Reeves", name) == ["Keanu Reeves", name]


@pytest.mark.parametrize(
    "entry",
    [
        *("and", "&", "with", "The", ".", "?", "", " ", "[2]", "]", "Voices of", "voices of", "Narrated by"),
        *(
            "short subject",
            "Short Subject",
            "director",
            "Director",
            "Dir.:",
            "Dir.: Steve Asquith",
            "Unknown",
        ),
        *("(narrator)", "(voices)", "(US)", "(as herself)", ")", "screenwriter)", "(", "(none)"),
    ],
)
def test_what_names_nobody_is_dropped_without_a_word(entry: str) -> None:
    credited, descriptions = CastList().read(["Tom Hanks", entry, "Meg Ryan"])
    assert [(credit.name, credit.billing) for credit in credited] == [("Tom Hanks", 1), ("Meg Ryan", 2)]
    assert descriptions == []


@pytest.mark.parametrize(
    "entry",
    [
        *("drag queens", "the life of", "and his Orchestra", "profile of 4 unusual occupations"),
        "A year in the life of Susan Tom and her eleven children with disabilities",
        "x" * 301,
    ],
)
def test_a_description_is_dropped_and_told(entry: str) -> None:
    credited, descriptions = CastList().read(["Tom Hanks", entry])
    assert [credit.name for credit in credited] == ["Tom Hanks"]
    assert descriptions == [entry]


def test_small_letters_are_no_sign_where_the_source_writes_so_throughout() -> None:
    credited, descriptions = CastList().read(["tom hanks", "cher"], small_letters=True)
    assert [credit.name for credit in credited] == ["tom hanks", "cher"]
    assert descriptions == []


def test_a_remark_cut_into_several_entries_is_dropped_whole() -> None:
    assert names("Walter Huston", "(", "Best Actor", "nominee)", "Ruth Chatterton") == [
        "Walter Huston",
        "Ruth Chatterton",
    ]
    assert names("Michael Locke", "(The", "Pain Men", ")", "Lee Dainton") == ["Michael Locke", "Lee Dainton"]
    assert names("Dir.: Olexa Hewryk (", "WordWorld", ")") == []
    assert names("Tom Hanks (as", "himself)", "Meg Ryan") == ["Tom Hanks", "Meg Ryan"]


def test_a_bracket_that_never_closes_drops_nobody() -> None:
    assert names("Tom Hanks", "(", *(f"Person {letter}" for letter in "ABCDEF")) == [
        "Tom Hanks",
        *(f"Person {letter}" for letter in "ABCDEF"),
    ]


def test_a_remark_behind_a_name_is_taken_off() -> None:
    assert names("Harry Carter (actor)", "Katherine MacDonald]]") == ["Harry Carter", "Katherine MacDonald"]


def test_uncredited_marks_the_name_before_it() -> None:
    for entries in (
        ["Ann Doran", "Harold Lloyd", "(uncredited bit)"],
        ["Ann Doran", "Harold Lloyd (uncredited)"],
    ):
        credited, _ = CastList().read(entries)
        assert [(credit.name, credit.uncredited) for credit in credited] == [
            ("Ann Doran", False),
            ("Harold Lloyd", True),
        ]


def test_a_remark_that_names_the_crew_takes_its_people_along() -> None:
    assert names("Michael Hastings", "(book)", "Brad Pitt") == ["Brad Pitt"]
    assert names("Anurag Basu", "(Director", "Screenplay)", "Ranbir Kapoor") == ["Ranbir Kapoor"]
    assert names("Sandra Thrift", "Cullen Douglas", "(writers)", "Robyn Lively") == ["Robyn Lively"]
    assert names("Brian Sieve (writer)", "Tom Hanks") == ["Tom Hanks"]
    assert names("(director)", "Tom Hanks") == ["Tom Hanks"]


def test_what_stands_before_the_word_cast_is_not_the_cast() -> None:
    assert names("Dir.:", "Greg Marcks", "Cast:", "Shane West", "and Edward Burns") == [
        "Shane West",
        "Edward Burns",
    ]


def test_a_name_that_comes_twice_is_billed_once() -> None:
    assert names("Nick Swardson", "Rob Schneider", "Nick Swardson") == ["Nick Swardson", "Rob Schneider"]
