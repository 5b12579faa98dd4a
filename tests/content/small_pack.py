"""A pack of one film, as TOML files in a folder."""

import json
from pathlib import Path

SOURCES = """
[[source]]
id = "the-interview"
title = "An interview"
publication = "The Paper"
date = "2025-06-05"
link = "https://paper.example/interview"
"""

FILMS = """
[[film]]
id = "alpha-2025"
title = "Alpha"
year = 2025
aliases = ["The Alpha"]

[[person]]
id = "dee-rector"
name = "Dee Rector"

[[credit]]
film = "alpha-2025"
person = "dee-rector"
job = "director"
sources = [{ source = "the-interview", place = "answer 3" }]

[[release]]
film = "alpha-2025"
kind = "cinema"
country = "US"
date = "2025-06-06"
sources = [{ source = "the-interview" }]

[[fact]]
id = "alpha-was-made"
film = "alpha-2025"
topic = "making"
text = "Alpha was made."
people = ["dee-rector"]
sources = [{ source = "the-interview" }]

[[quote]]
id = "dee-made-it"
film = "alpha-2025"
speaker = "dee-rector"
text = "I made it."
topic = "making"
sources = [{ source = "the-interview" }]

[[question]]
id = "who-made-alpha"
film = "alpha-2025"
prompt = "Who directed Alpha?"
answer = "Dee Rector"
wrong = ["Ann", "Ben", "Cem"]
difficulty = "easy"
explanation = "She did."
sources = [{ source = "the-interview" }]
"""


def write(folder: Path, **files: str) -> Path:
    """Write a pack's files, by name without `.toml`; without any, the small pack."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in (files or {"sources": SOURCES, "films": FILMS}).items():
        (folder / f"{name}.toml").write_text(text, "utf-8")
    return folder


def quoted(text: str) -> str:
    """Write a text as TOML does; its escapes are JSON's, save that a DEL has to be one."""
    return json.dumps(text, ensure_ascii=False).replace("\x7f", "\\u007f")
