"""Titles, names and answers in a form in which two spellings of the same thing can be compared.

`fold` is the form everything else starts from; the other functions take a folded text and set aside one more
difference each (article, numerals, spaces, year), so that a caller chooses how forgiving to be.
"""

import re
import unicodedata

# Letters that have no decomposition but that people type without their stroke or as two letters, and the
# apostrophes, which part no words (Ocean’s is oceans).
_PLAIN_LETTERS = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ı": "i", "ħ": "h", "ŧ": "t"}
    | dict.fromkeys("'’‘‛`´ʼʻʹ′", "")
)
# Accents on Latin, Greek and Cyrillic letters, and the optional points of Hebrew and Arabic. Other marks (the
# voicing of kana, the vowels of Devanagari or Thai) make a different letter and stay.
_ACCENTS = re.compile(
    "[\u0300-\u036f\u0483-\u0489\u0591-\u05c7\u064b-\u0655\u0670\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20ff]"
)
_RAISED_AFTER_WORD = re.compile("(?<=\\w)(?=[¹²³⁰⁴-⁹¼-¾⅐-⅞])")  # Alien³ is alien 3, 8½ is 8 1/2
_THOUSANDS_COMMA = re.compile("(?<=[0-9]),(?=[0-9]{3})")
_NOT_ALPHANUMERIC = re.compile("[^a-z0-9]+")

_ARTICLES = frozenset(
    [
        "the",
        "a",
        "an",
        "le",
        "la",
        "les",
        "l",
        "un",
        "une",
        "el",
        "los",
        "las",
        "der",
        "das",
        "il",
        "lo",
        "gli",
    ]
)

_SLIPS_OF_THE = frozenset(["teh", "hte"])  # two letters swapped; no title begins with them

_UNITS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = [
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORD_VALUES = {word: value for value, word in enumerate(["zero", *_UNITS, *_TEENS])} | {
    word: value * 10 for value, word in enumerate(_TENS, 2)
}
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?: (?:{'|'.join(_UNITS)})\b)?|{'|'.join(_TEENS)}|{'|'.join(_UNITS)})"
_BELOW_1000 = rf"(?:(?:{_BELOW_100} )?hundred(?: (?:and )?{_BELOW_100}\b)?|{_BELOW_100})"
_NUMBER_WORDS = re.compile(
    rf"\b(?:(?:{_BELOW_1000} )?thousand(?: (?:and )?{_BELOW_1000}\b)?|{_BELOW_1000}|zero)\b"
)
# Roman numerals to 39. One that opens a text is a word (I, Robot; X-Men; V for Vendetta), and a single letter
# is a numeral only at the end (Rocky V) or after a word that is counted (Part I).
_ROMAN = re.compile(
    r"(?<= )(?:(?=[ivx]{2})x{0,3}(?:ix|iv|v?i{0,3})(?= |$)|[vx]$"
    r"|(?:(?<=part )|(?<=chapter )|(?<=episode )|(?<=volume ))[ivx](?= |$))"
)
_ROMAN_VALUES = {"i": 1, "v": 5, "x": 10}

_YEAR_AT_END = re.compile(r"^(.*[^\s,])[\s,]+[(\[]?((?:18[89]|19\d|20\d)\d)[)\]]?\s*$", re.DOTALL)


def fold(text: str) -> str:
    """Fold a text to lower-case words parted by single spaces, without accents and punctuation.

    `Amélie` becomes `amelie`, `WALL·E` and `wall-e` become `wall e`, `Ocean’s` becomes `oceans`, `&` becomes
    `and`; other scripts stay as they are (`七人の侍`). A text of signs alone (`$`) keeps its signs, so that
    it can be told from another. Folding a folded text changes nothing. Any text is accepted.
    """
    text = _RAISED_AFTER_WORD.sub(" ", text).translate(_PLAIN_LETTERS)
    plain = text.lower() if text.isascii() else _without_accents(text)
    plain = _THOUSANDS_COMMA.sub("", plain).replace("&", " and ")
    if plain.isascii():
        words = _NOT_ALPHANUMERIC.sub(" ", plain).strip()
    else:
        words = " ".join("".join(char if _belongs_to_word(char) else " " for char in plain).split())
    return words or "".join(char for char in plain if unicodedata.category(char)[0] not in "CZ")


def compact(folded: str) -> str:
    """Drop the spaces, so that `spider man` and `spiderman`, `e t` and `et` are equal."""
    return folded.replace(" ", "")


def split_article(folded: str) -> tuple[str, str]:
    """Part a folded text into its article (or an empty text) and the rest, which is never empty.

    The article leads, or stands last as catalogues sort it (`Matrix, The` is folded to `matrix the`).
    """
    article, _, rest = folded.partition(" ")
    if rest and article in _ARTICLES:
        return article, rest
    if rest and article in _SLIPS_OF_THE:
        return "the", rest
    return ("the", folded[:-4]) if folded.endswith(" the") else ("", folded)


def without_article(folded: str) -> str:
    """A folded text without its article: `the matrix` becomes `matrix`, `the` stays."""
    return split_article(folded)[1]


def with_digits(folded: str) -> str:
    """Write number words and Roman numerals as digits: `oceans eleven` and `rocky ii` with 11 and 2."""
    return _ROMAN.sub(_roman_value, _NUMBER_WORDS.sub(_words_value, folded))


def numbers(folded: str) -> tuple[str, ...]:
    """The numbers of a folded text in order, as digits without leading zeros, however they were written.

    They tell sequels apart: `toy story 2` and `toy story iii` differ here and nowhere else.
    """
    return tuple(word.lstrip("0") or "0" for word in with_digits(folded).split() if word.isdecimal())


def comparable(text: str) -> str:
    """The most forgiving form that still names one title: two titles equal in it are spellings of the same.

    Accents, punctuation, spaces, the leading article and the way a number is written are set aside.
    """
    return compact(with_digits(without_article(fold(text))))


def split_year(text: str) -> tuple[str, int | None]:
    """Part an unfolded `ballerina 2016` or `Ballerina (2016)` into title and year; `1917` alone is a title.

    The year may still belong to the title (`blade runner 2049`), so a caller tries the whole text as well.
    """
    found = _YEAR_AT_END.match(text)
    return (found[1], int(found[2])) if found else (text, None)


def _without_accents(text: str) -> str:
    lowered = _ACCENTS.sub("", unicodedata.normalize("NFKD", text)).casefold()
    # Case folding can bring forth letters that decompose in turn, hence the second pass; NFC puts Hangul and
    # kana together again.
    plain = _ACCENTS.sub("", unicodedata.normalize("NFKD", lowered)).translate(_PLAIN_LETTERS)
    return unicodedata.normalize("NFC", plain)


def _belongs_to_word(char: str) -> bool:
    return unicodedata.category(char)[0] in "LNM"


def _words_value(found: re.Match[str]) -> str:
    thousands = value = 0
    for word in found[0].split():
        if word == "thousand":
            thousands, value = max(value, 1) * 1000, 0
        elif word == "hundred":
            value = max(value, 1) * 100
        elif word != "and":
            value += _WORD_VALUES[word]
    return str(thousands + value)


def _roman_value(found: re.Match[str]) -> str:
    values = [_ROMAN_VALUES[letter] for letter in found[0]]
    following = [*values[1:], 0]
    return str(
        sum(-value if value < after else value for value, after in zip(values, following, strict=True))
    )
