-- How a step was done, and the help that was taken for it.

ALTER TABLE steps ADD COLUMN how TEXT CHECK (how IN ('hand', 'run', 'solution', 'catch-up'));

-- Noted before the help is given: a pass that follows can't miss it.
CREATE TABLE aids (
    attempt TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    step    TEXT NOT NULL,
    aid     TEXT NOT NULL CHECK (aid IN ('solution', 'catch-up')),
    at      INTEGER NOT NULL,
    PRIMARY KEY (attempt, step, aid)
) STRICT, WITHOUT ROWID;
