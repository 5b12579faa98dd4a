"""A folder of IMDb's files with a handful of titles, in their form."""

import gzip
from collections.abc import Iterable, Mapping
from pathlib import Path

HEADINGS = {
    "title.basics": "tconst titleType primaryTitle originalTitle isAdult startYear endYear runtimeMinutes genres",
    "title.crew": "tconst directors writers",
    "title.principals": "tconst ordering nconst category job characters",
    "title.akas": "titleId ordering title region language types attributes isOriginalTitle",
    "title.ratings": "tconst averageRating numVotes",
    "name.basics": "nconst primaryName birthYear deathYear primaryProfession knownForTitles",
}
ROWS = {
    "title.basics": [
        "tt0000009|movie|Miss Jerry|Miss Jerry|0|1894|\\N|45|Romance",
        "tt0133093|movie|The Matrix|The Matrix|0|1999|\\N|136|Action,Sci-Fi",
        "tt0166924|tvMovie|Mulholland Dr.|Mulholland Dr.|0|\\N|\\N|147|\\N",
        "tt0211915|movie|Amélie|Le fabuleux destin d'Amélie Poulain|0|2001|\\N|122|Comedy",
        "tt0500000|tvEpisode|Pilot|Pilot|0|2001|\\N|40|Drama",
        "tt0600000|movie|Not for Children|Not for Children|1|2001|\\N|40|Adult",
    ],
    "title.crew": [
        "tt0133093|nm0905154,nm0905152|nm0905152,nm0905154",
        "tt0211915|nm0000466|\\N",
        "tt0500000|nm0905154|\\N",
    ],
    "title.principals": [
        'tt0133093|1|nm0000206|actor|\\N|["Neo"]',
        'tt0133093|2|nm0005251|actress|\\N|["Trinity","Trin \\"T\\""]',
        "tt0133093|3|nm0905152|director|\\N|\\N",
        "tt0133093|4|nm0905152|writer|written by|\\N",
        "tt0133093|5|nm0005428|producer|producer|\\N",
        "tt0133093|6|nm0005428|casting_director|\\N|\\N",
        "tt0166924|1|nm0000186|director|\\N|\\N",
        "tt0166924|2|nm0000186|self|\\N|\\N",
        'tt0166924|3|nm0005251|self|\\N|["Self (uncredited)"]',
        "tt0500000|1|nm9999999|actor|\\N|\\N",
    ],
    "title.akas": [
        "tt0133093|1|The Matrix|US|\\N|imdbDisplay|\\N|0",
        "tt0133093|2|Матрица|RU|\\N|imdbDisplay|\\N|0",
        "tt0133093|3|The Matrix 0|US|\\N|working|\\N|0",
        "tt0133093|4|Matrix|DE|\\N|imdbDisplay|\\N|0",
    ],
    "title.ratings": ["tt0133093|8.7|2999999", "tt0211915|8.3|999"],
    "name.basics": [
        "nm0000186|David Lynch|1946|2025|director|tt0166924",
        "nm0000206|Keanu Reeves|1964|\\N|actor|tt0133093",
        "nm0000466|Jean-Pierre Jeunet|1953|\\N|director|tt0211915",
        "nm0005251|Carrie-Anne Moss|1967|\\N|actress|tt0133093",
        "nm0005428|Joel Silver|1952|\\N|producer|tt0133093",
        "nm0905152|Lilly Wachowski|1967|\\N|writer|tt0133093",
        "nm0905154|Lana Wachowski|1965|\\N|writer|tt0133093",
        "nm1000000|Someone Else|\\N|\\N|\\N|\\N",
    ],
}


def imdb_folder(
    folder: Path,
    changed: Mapping[str, Iterable[str]] = {},
    *,
    without: Iterable[str] = (),
    packed: bool = True,
) -> Path:
    """Write the files.

    Args:
        folder: where to.
        changed: rows in place of those of a file; a row with a tab in it is written as it stands.
        without: files that are missing.
        packed: whether they are gzip.
    """
    for name, heading in HEADINGS.items():
        if name in without:
            continue
        rows = [row if "\t" in row else row.replace("|", "\t") for row in changed.get(name, ROWS[name])]
        content = "\n".join([heading.replace(" ", "\t"), *rows]).encode("utf-8", "surrogateescape") + b"\n"
        (folder / f"{name}.tsv{'.gz' if packed else ''}").write_bytes(
            gzip.compress(content) if packed else content
        )
    return folder
