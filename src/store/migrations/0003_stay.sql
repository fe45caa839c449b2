-- Help that was asked for, and steps that were done for the learner.

CREATE TABLE helps (
    attempt  TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step     TEXT NOT NULL,
    -- How many of the step's hints were shown.
    hints    INTEGER NOT NULL CHECK (hints >= 0),
    -- When the solution was shown first.
    solution INTEGER,
    PRIMARY KEY (attempt, step)
) STRICT, WITHOUT ROWID;

CREATE TABLE replays (
    seq     INTEGER PRIMARY KEY AUTOINCREMENT,
    id      TEXT NOT NULL UNIQUE,
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    -- The step at whose start it ends.
    target  TEXT NOT NULL,
    way     TEXT NOT NULL CHECK (way IN ('on-top', 'keep-volumes', 'fresh')),
    state   TEXT NOT NULL CHECK (state IN ('running', 'done', 'failed', 'stopped', 'interrupted')),
    -- The step whose reference runs, and the run in the workbench that does it.
    step    TEXT,
    script  TEXT,
    output  TEXT NOT NULL,
    started INTEGER NOT NULL,
    ended   INTEGER,
    CHECK ((state = 'running') = (ended IS NULL))
) STRICT;
CREATE INDEX replays_of ON replays (attempt, seq);
-- At most one of an attempt goes on.
CREATE UNIQUE INDEX replays_open ON replays (attempt) WHERE state = 'running';
