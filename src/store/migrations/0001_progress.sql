-- Progress: who the learners are, what they opened, what was said of it.
--
-- Times are milliseconds since 1970. Secrets are SHA-256 in hex, never the secret.
-- Nothing that was published is changed here: a change is another migration.

CREATE TABLE meta (
    key   TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;

CREATE TABLE learners (
    id          TEXT PRIMARY KEY,
    resume_hash TEXT NOT NULL UNIQUE,
    created     INTEGER NOT NULL,
    seen        INTEGER NOT NULL
) STRICT;

-- A learner has a token for each browser they continued in.
CREATE TABLE learner_tokens (
    hash    TEXT PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    created INTEGER NOT NULL
) STRICT;
CREATE INDEX learner_tokens_of ON learner_tokens (learner);

CREATE TABLE attempts (
    id      TEXT PRIMARY KEY,
    learner TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    lab     TEXT NOT NULL,
    created INTEGER NOT NULL,
    ended   INTEGER
) STRICT;
-- At most one attempt of a learner and lab is the current one.
CREATE UNIQUE INDEX attempts_current ON attempts (learner, lab) WHERE ended IS NULL;
CREATE INDEX attempts_of ON attempts (learner);

CREATE TABLE sandboxes (
    id      TEXT PRIMARY KEY,
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    cluster TEXT NOT NULL,
    created INTEGER NOT NULL,
    touched INTEGER NOT NULL,
    state   TEXT NOT NULL CHECK (state IN ('live', 'asleep', 'gone'))
) STRICT;
-- At most one sandbox of an attempt has namespaces.
CREATE UNIQUE INDEX sandboxes_current ON sandboxes (attempt) WHERE state <> 'gone';
CREATE INDEX sandboxes_of ON sandboxes (attempt);

-- The last state of each step: what the events tell, folded.
CREATE TABLE steps (
    attempt  TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step     TEXT NOT NULL,
    verdict  TEXT NOT NULL CHECK (verdict IN ('untried', 'not-yet', 'wrong', 'cannot-tell', 'passed')),
    message  TEXT NOT NULL,
    evidence TEXT NOT NULL,
    holds    INTEGER CHECK (holds IN (0, 1)),
    sandbox  TEXT REFERENCES sandboxes (id) ON DELETE SET NULL,
    changed  INTEGER NOT NULL,
    passed   INTEGER,
    PRIMARY KEY (attempt, step),
    CHECK ((verdict = 'passed') = (passed IS NOT NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX steps_in ON steps (sandbox);

CREATE TABLE baselines (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step    TEXT NOT NULL,
    value   TEXT NOT NULL,
    PRIMARY KEY (attempt, step)
) STRICT, WITHOUT ROWID;

-- AUTOINCREMENT: a number is never used again, so "what came after N" stays true for ever.
CREATE TABLE events (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    at      INTEGER NOT NULL,
    kind    TEXT NOT NULL
) STRICT;
CREATE INDEX events_of ON events (attempt, id);

CREATE TABLE runs (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    id        TEXT NOT NULL UNIQUE,
    attempt   TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    sandbox   TEXT NOT NULL REFERENCES sandboxes (id) ON DELETE CASCADE,
    command   TEXT NOT NULL,
    state     TEXT NOT NULL
        CHECK (state IN ('starting', 'running', 'ended', 'stopped', 'timeout', 'interrupted')),
    exit      INTEGER,
    output    TEXT NOT NULL,
    truncated INTEGER NOT NULL CHECK (truncated IN (0, 1)),
    started   INTEGER NOT NULL,
    ended     INTEGER
) STRICT;
CREATE INDEX runs_of ON runs (attempt, seq);
-- At most one run of a sandbox is not over.
CREATE UNIQUE INDEX runs_open ON runs (sandbox) WHERE state IN ('starting', 'running');

CREATE TABLE files (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    name    TEXT NOT NULL,
    content TEXT NOT NULL,
    updated INTEGER NOT NULL,
    PRIMARY KEY (attempt, name)
) STRICT;

CREATE TABLE instructor_tokens (
    hash    TEXT PRIMARY KEY,
    created INTEGER NOT NULL
) STRICT;

CREATE TABLE instructor_sessions (
    hash    TEXT PRIMARY KEY,
    created INTEGER NOT NULL
) STRICT;
