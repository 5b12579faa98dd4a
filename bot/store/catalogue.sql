-- What is known. Built whole beside the old file and renamed over it; never changed in place.
-- Rows that packs gave are marked `packed`, for packs are laid anew over the imports at every build.
-- Dates are partial: '2025-06-05', '2025-06', '2025' or '' (unknown).

CREATE TABLE meta (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE source (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    title       TEXT NOT NULL,
    publication TEXT,
    author      TEXT,
    date        TEXT NOT NULL,
    link        TEXT,
    retrieved   TEXT NOT NULL,
    note        TEXT,
    licence     TEXT,
    packed      INTEGER NOT NULL CHECK (packed IN (0, 1))
) STRICT;

-- A set of citations that any number of values share; all that one import says shares one.
CREATE TABLE evidence (
    id     INTEGER PRIMARY KEY,
    packed INTEGER NOT NULL CHECK (packed IN (0, 1))
) STRICT;

CREATE TABLE citation (
    evidence INTEGER NOT NULL REFERENCES evidence,
    position INTEGER NOT NULL,
    source   INTEGER NOT NULL REFERENCES source,
    place    TEXT,
    PRIMARY KEY (evidence, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE film (
    id            INTEGER PRIMARY KEY,
    key           TEXT NOT NULL UNIQUE,
    title         TEXT NOT NULL,
    year          INTEGER,
    popularity    REAL NOT NULL CHECK (popularity BETWEEN 0 AND 1),
    complete_cast INTEGER NOT NULL CHECK (complete_cast IN (0, 1)),
    folded        TEXT NOT NULL,
    packed        INTEGER NOT NULL CHECK (packed IN (0, 1)) -- there because a pack says so, and only a pack
) STRICT;

-- Ids a film is known under elsewhere, as in 'imdb:tt2911666', and other keys of ours, as in 'key:ballerina'.
CREATE TABLE film_ref (
    ref  TEXT PRIMARY KEY,
    film INTEGER NOT NULL REFERENCES film
) STRICT, WITHOUT ROWID;

-- Which import said what a film is called, and a digest of all that it said.
CREATE TABLE film_claim (
    source    INTEGER NOT NULL REFERENCES source,
    source_id TEXT NOT NULL,
    film      INTEGER NOT NULL REFERENCES film,
    title     TEXT NOT NULL,
    year      INTEGER,
    digest    BLOB NOT NULL,
    PRIMARY KEY (source, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE film_alias (
    film     INTEGER NOT NULL REFERENCES film,
    name     TEXT NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence,
    PRIMARY KEY (film, name, evidence)
) STRICT, WITHOUT ROWID;

CREATE TABLE genre (
    film     INTEGER NOT NULL REFERENCES film,
    name     TEXT NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence,
    PRIMARY KEY (film, name, evidence)
) STRICT, WITHOUT ROWID;

CREATE TABLE person (
    id         INTEGER PRIMARY KEY,
    key        TEXT NOT NULL UNIQUE,
    name       TEXT NOT NULL,
    popularity REAL NOT NULL CHECK (popularity BETWEEN 0 AND 1),
    rated      INTEGER NOT NULL CHECK (rated IN (0, 1)), -- a source says how popular; else it is reckoned
    folded     TEXT NOT NULL,
    packed     INTEGER NOT NULL CHECK (packed IN (0, 1))
) STRICT;

CREATE TABLE person_ref (
    ref    TEXT PRIMARY KEY,
    person INTEGER NOT NULL REFERENCES person
) STRICT, WITHOUT ROWID;

CREATE TABLE person_claim (
    source    INTEGER NOT NULL REFERENCES source,
    source_id TEXT NOT NULL,
    person    INTEGER NOT NULL REFERENCES person,
    digest    BLOB NOT NULL,
    PRIMARY KEY (source, source_id)
) STRICT, WITHOUT ROWID;

CREATE TABLE person_alias (
    person   INTEGER NOT NULL REFERENCES person,
    name     TEXT NOT NULL,
    evidence INTEGER NOT NULL REFERENCES evidence,
    PRIMARY KEY (person, name, evidence)
) STRICT, WITHOUT ROWID;

CREATE TABLE credit (
    id         INTEGER PRIMARY KEY,
    film       INTEGER NOT NULL REFERENCES film,
    person     INTEGER NOT NULL REFERENCES person,
    job        TEXT NOT NULL,
    character  TEXT,
    billing    INTEGER,
    uncredited INTEGER NOT NULL CHECK (uncredited IN (0, 1)),
    evidence   INTEGER NOT NULL REFERENCES evidence
) STRICT;

CREATE TABLE release (
    id       INTEGER PRIMARY KEY,
    film     INTEGER NOT NULL REFERENCES film,
    kind     TEXT NOT NULL CHECK (kind IN ('premiere', 'cinema', 'limited', 'digital', 'physical', 'tv')),
    country  TEXT,
    date     TEXT NOT NULL,
    note     TEXT,
    evidence INTEGER NOT NULL REFERENCES evidence
) STRICT;

-- A release date that a source has changed: what it was, what it became, and when that was noticed
-- (milliseconds since 1970-01-01 UTC).
CREATE TABLE release_move (
    id      INTEGER PRIMARY KEY,
    film    INTEGER NOT NULL REFERENCES film,
    kind    TEXT NOT NULL,
    country TEXT,
    source  INTEGER NOT NULL REFERENCES source,
    was     TEXT NOT NULL,
    became  TEXT NOT NULL,
    noticed INTEGER NOT NULL
) STRICT;

CREATE TABLE fact (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    film     INTEGER NOT NULL REFERENCES film,
    topic    TEXT NOT NULL,
    text     TEXT NOT NULL,
    status   TEXT NOT NULL CHECK (status IN ('stated', 'disputed', 'review', 'rejected')),
    note     TEXT,
    evidence INTEGER NOT NULL REFERENCES evidence
) STRICT;

CREATE TABLE fact_person (
    fact   INTEGER NOT NULL REFERENCES fact,
    person INTEGER NOT NULL REFERENCES person,
    PRIMARY KEY (fact, person)
) STRICT, WITHOUT ROWID;

CREATE TABLE quote (
    id       INTEGER PRIMARY KEY,
    key      TEXT NOT NULL UNIQUE,
    film     INTEGER NOT NULL REFERENCES film,
    speaker  INTEGER NOT NULL REFERENCES person,
    text     TEXT NOT NULL,
    asked    TEXT,
    topic    TEXT NOT NULL,
    told_to  TEXT,
    status   TEXT NOT NULL CHECK (status IN ('stated', 'review', 'rejected')),
    note     TEXT,
    evidence INTEGER NOT NULL REFERENCES evidence
) STRICT;

-- `wrong` and `accepted` are JSON lists of text.
CREATE TABLE question (
    id          INTEGER PRIMARY KEY,
    key         TEXT NOT NULL UNIQUE,
    film        INTEGER NOT NULL REFERENCES film,
    prompt      TEXT NOT NULL,
    answer      TEXT NOT NULL,
    wrong       TEXT NOT NULL CHECK (json_array_length(wrong) = 3),
    accepted    TEXT NOT NULL CHECK (json_valid(accepted)),
    difficulty  TEXT NOT NULL CHECK (difficulty IN ('easy', 'medium', 'hard')),
    explanation TEXT NOT NULL,
    evidence    INTEGER NOT NULL REFERENCES evidence
) STRICT;
