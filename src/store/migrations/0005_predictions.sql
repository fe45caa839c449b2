-- What learners predicted before a command showed it.

CREATE TABLE predictions (
    attempt    TEXT NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
    prediction TEXT NOT NULL,
    choice     TEXT NOT NULL,
    at         INTEGER NOT NULL,
    PRIMARY KEY (attempt, prediction)
) STRICT, WITHOUT ROWID;
