-- Whether a learner lets the instructor of their class watch their terminal.

ALTER TABLE members ADD COLUMN shows INTEGER NOT NULL DEFAULT 0 CHECK (shows IN (0, 1));
