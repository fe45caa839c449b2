-- Classes: who learns together, and what the instructor and they say to each other.

CREATE TABLE classes (
    id      TEXT PRIMARY KEY,
    name    TEXT NOT NULL,
    -- Not hashed: the instructor shows it on the wall.
    code    TEXT NOT NULL UNIQUE,
    lang    TEXT NOT NULL CHECK (lang IN ('pt', 'es', 'en')),
    size    INTEGER NOT NULL CHECK (size > 0),
    -- Ids of labs in order, as JSON.
    labs    TEXT NOT NULL,
    created INTEGER NOT NULL,
    ends    INTEGER NOT NULL,
    ended   INTEGER
) STRICT;

CREATE TABLE members (
    class     TEXT NOT NULL REFERENCES classes (id) ON DELETE CASCADE,
    learner   TEXT NOT NULL REFERENCES learners (id) ON DELETE CASCADE,
    name      TEXT NOT NULL,
    lang      TEXT NOT NULL CHECK (lang IN ('pt', 'es', 'en')),
    joined    INTEGER NOT NULL,
    parted    INTEGER,
    -- A raised hand: when, what was written with it, in which lab.
    hand      INTEGER,
    hand_text TEXT,
    hand_lab  TEXT,
    PRIMARY KEY (class, learner),
    UNIQUE (class, name)
) STRICT, WITHOUT ROWID;
-- A learner is in one class at a time.
CREATE UNIQUE INDEX members_in ON members (learner) WHERE parted IS NULL;

-- What the instructor said to one learner: words (by language, as JSON), or a hint of a step. Each is read in the
-- reader's own language where there is one.
CREATE TABLE notes (
    id      INTEGER PRIMARY KEY AUTOINCREMENT,
    class   TEXT NOT NULL,
    learner TEXT NOT NULL,
    at      INTEGER NOT NULL,
    text    TEXT,
    lab     TEXT,
    step    TEXT,
    hint    INTEGER,
    seen    INTEGER,
    FOREIGN KEY (class, learner) REFERENCES members (class, learner) ON DELETE CASCADE,
    CHECK ((text IS NULL) = (hint IS NOT NULL) AND (hint IS NULL) = (lab IS NULL) AND (hint IS NULL) = (step IS NULL))
) STRICT;
CREATE INDEX notes_of ON notes (class, learner);

-- The class an attempt was opened in; removed with it.
ALTER TABLE attempts ADD COLUMN class TEXT REFERENCES classes (id) ON DELETE CASCADE;
DROP INDEX attempts_current;
CREATE UNIQUE INDEX attempts_current ON attempts (learner, lab, coalesce(class, '')) WHERE ended IS NULL;
CREATE INDEX attempts_in ON attempts (class);

-- How often a step was judged as wrong in another way than just before.
CREATE TABLE wrongs (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step    TEXT NOT NULL,
    times   INTEGER NOT NULL,
    PRIMARY KEY (attempt, step)
) STRICT, WITHOUT ROWID;
