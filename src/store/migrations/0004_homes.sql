-- The learner's home in the workbench, packed when the workbench is taken away.

CREATE TABLE homes (
    attempt TEXT PRIMARY KEY REFERENCES attempts (id) ON DELETE CASCADE,
    packed  BLOB NOT NULL,
    kept    INTEGER NOT NULL
) STRICT;
