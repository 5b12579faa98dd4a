-- Instants are integers, milliseconds since 1970-01-01 UTC. Users, channels and messages are Discord ids.

CREATE TABLE guild (
    guild_id             INTEGER PRIMARY KEY,
    trivia_channel_id    INTEGER,
    countdown_channel_id INTEGER,
    time_zone            TEXT
) STRICT;

CREATE TABLE audit (
    id       INTEGER PRIMARY KEY,
    guild_id INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    action   TEXT NOT NULL,
    detail   TEXT NOT NULL
) STRICT;
CREATE INDEX audit_guild ON audit (guild_id, at);
CREATE INDEX audit_user ON audit (user_id);

-- What was shown, so that nothing comes twice until all was shown: rows of the current bag are out of it.
-- A guild shares one bag; in direct messages each user has their own.
CREATE TABLE shown (
    guild_id INTEGER NOT NULL DEFAULT 0,
    user_id  INTEGER NOT NULL DEFAULT 0,
    kind     TEXT NOT NULL CHECK (kind IN ('quote', 'fact')),
    item     TEXT NOT NULL,
    bag      INTEGER NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (guild_id, user_id, kind, item),
    CHECK ((guild_id = 0) <> (user_id = 0))
) STRICT, WITHOUT ROWID;
CREATE INDEX shown_user ON shown (user_id) WHERE user_id <> 0;

-- Films an admin added for one guild; their key is 'local-' and the id.
CREATE TABLE guild_film (
    id       INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id INTEGER NOT NULL,
    title    TEXT NOT NULL CHECK (length(title) BETWEEN 1 AND 100),
    date     TEXT NOT NULL,
    added_by INTEGER NOT NULL,
    added_at INTEGER NOT NULL,
    UNIQUE (guild_id, title)
) STRICT;
CREATE INDEX guild_film_user ON guild_film (added_by);

-- The films of the catalogue that a guild asked for last.
CREATE TABLE asked (
    guild_id INTEGER NOT NULL,
    film_key TEXT NOT NULL,
    at       INTEGER NOT NULL,
    PRIMARY KEY (guild_id, film_key)
) STRICT, WITHOUT ROWID;

CREATE TABLE round (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id   INTEGER NOT NULL,
    channel_id INTEGER NOT NULL,
    host_id    INTEGER NOT NULL,
    rules      TEXT NOT NULL CHECK (json_valid(rules)),
    phase      TEXT NOT NULL CHECK (phase IN ('waiting', 'asking', 'revealed', 'ended')),
    position   INTEGER NOT NULL,
    started_at INTEGER,
    opened_at  INTEGER,
    deadline   INTEGER,
    due_at     INTEGER,
    ended_at   INTEGER,
    end_reason TEXT,
    shown      INTEGER NOT NULL CHECK (shown IN (0, 1)),
    void       TEXT NOT NULL CHECK (json_valid(void)),
    CHECK ((phase = 'ended') = (ended_at IS NOT NULL)),
    CHECK ((phase = 'ended') = (end_reason IS NOT NULL))
) STRICT;
CREATE UNIQUE INDEX round_open ON round (channel_id) WHERE phase <> 'ended';
CREATE INDEX round_due ON round (due_at) WHERE phase <> 'ended';
CREATE INDEX round_guild ON round (guild_id);
CREATE INDEX round_host ON round (host_id);

-- A round keeps the whole text of its questions: a new catalogue never changes a game under way.
CREATE TABLE round_question (
    round      INTEGER NOT NULL REFERENCES round ON DELETE CASCADE,
    position   INTEGER NOT NULL,
    key        TEXT NOT NULL,
    film_key   TEXT NOT NULL,
    question   TEXT NOT NULL CHECK (json_valid(question)),
    asked_at   INTEGER,
    message_id INTEGER,
    PRIMARY KEY (round, position)
) STRICT, WITHOUT ROWID;
CREATE INDEX round_question_key ON round_question (key);

-- One answer per member and question. `at` is the time in the interaction's snowflake.
CREATE TABLE answer (
    round      INTEGER NOT NULL,
    position   INTEGER NOT NULL,
    user_id    INTEGER NOT NULL,
    choice     INTEGER,
    text       TEXT,
    at         INTEGER NOT NULL,
    snowflake  INTEGER NOT NULL,
    elapsed_ms INTEGER NOT NULL,
    correct    INTEGER NOT NULL CHECK (correct IN (0, 1)),
    points     INTEGER NOT NULL,
    PRIMARY KEY (round, position, user_id),
    FOREIGN KEY (round, position) REFERENCES round_question ON DELETE CASCADE,
    CHECK ((choice IS NULL) <> (text IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX answer_user ON answer (user_id);

-- Votes to skip the open question.
CREATE TABLE skip_vote (
    round   INTEGER NOT NULL REFERENCES round ON DELETE CASCADE,
    user_id INTEGER NOT NULL,
    PRIMARY KEY (round, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX skip_vote_user ON skip_vote (user_id);

CREATE TABLE hint (
    round    INTEGER NOT NULL REFERENCES round ON DELETE CASCADE,
    position INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    taken    INTEGER NOT NULL CHECK (taken > 0),
    PRIMARY KEY (round, position, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX hint_user ON hint (user_id);

-- “I was right”: accepted is NULL until it is decided.
CREATE TABLE appeal (
    round    INTEGER NOT NULL REFERENCES round ON DELETE CASCADE,
    position INTEGER NOT NULL,
    user_id  INTEGER NOT NULL,
    accepted INTEGER CHECK (accepted IN (0, 1)),
    PRIMARY KEY (round, position, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX appeal_user ON appeal (user_id);

CREATE TABLE schedule (
    id           INTEGER PRIMARY KEY AUTOINCREMENT,
    guild_id     INTEGER NOT NULL,
    channel_id   INTEGER NOT NULL,
    film_key     TEXT NOT NULL,
    release_kind TEXT,
    country      TEXT,
    milestones   TEXT NOT NULL,
    at           TEXT NOT NULL CHECK (at GLOB '[0-2][0-9]:[0-5][0-9]'),
    planned_date TEXT NOT NULL,
    state        TEXT NOT NULL CHECK (state IN ('active', 'paused', 'suspended', 'done')),
    state_reason TEXT,
    next_due     INTEGER,
    next_key     TEXT,
    created_by   INTEGER NOT NULL,
    created_at   INTEGER NOT NULL,
    CHECK ((next_due IS NULL) = (next_key IS NULL)),
    UNIQUE (guild_id, channel_id, film_key)
) STRICT;
CREATE INDEX schedule_due ON schedule (next_due) WHERE state = 'active';
CREATE INDEX schedule_user ON schedule (created_by);

-- The ledger: an occurrence of a schedule is posted once because it stands here once.
CREATE TABLE delivery (
    id          INTEGER PRIMARY KEY AUTOINCREMENT,
    schedule    INTEGER NOT NULL REFERENCES schedule ON DELETE CASCADE,
    occurrence  TEXT NOT NULL,
    due         INTEGER NOT NULL,
    state       TEXT NOT NULL CHECK (state IN ('pending', 'sending', 'sent', 'skipped', 'unknown', 'failed')),
    late        INTEGER NOT NULL DEFAULT 0 CHECK (late IN (0, 1)),
    attempts    INTEGER NOT NULL DEFAULT 0,
    owner       TEXT,
    fence       INTEGER NOT NULL DEFAULT 0,
    lease_until INTEGER,
    claimed_at  INTEGER,
    message_id  INTEGER,
    reason      TEXT,
    changed_at  INTEGER NOT NULL,
    UNIQUE (schedule, occurrence),
    CHECK (state <> 'sending' OR (lease_until IS NOT NULL AND claimed_at IS NOT NULL))
) STRICT;
CREATE INDEX delivery_sending ON delivery (lease_until) WHERE state = 'sending';

-- What the bot remembers about itself, such as the hash of the commands it registered last.
CREATE TABLE state (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;
