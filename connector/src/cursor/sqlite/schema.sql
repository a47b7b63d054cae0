-- Times are milliseconds since 1970-01-01T00:00:00Z.

CREATE TABLE connection (
    name               TEXT PRIMARY KEY,
    next               TEXT,
    fingerprint        TEXT,
    safe_time          INTEGER,
    committed_at       INTEGER,
    -- The latest `published` of a committed page.
    newest             INTEGER,
    mode               TEXT NOT NULL DEFAULT 'running',
    mode_since         INTEGER,
    pause_class        TEXT,
    pause_what         TEXT,
    pause_failures     INTEGER,
    reachable_since    INTEGER,
    blocked_since      INTEGER,
    blocked_what       TEXT,
    -- What pages brought, since the first start.
    published          INTEGER NOT NULL DEFAULT 0,
    not_in_catalogue   INTEGER NOT NULL DEFAULT 0,
    not_attributable   INTEGER NOT NULL DEFAULT 0,
    -- quarantined = quarantine_records + replayed + discarded
    quarantined        INTEGER NOT NULL DEFAULT 0,
    replayed           INTEGER NOT NULL DEFAULT 0,
    discarded          INTEGER NOT NULL DEFAULT 0,
    quarantine_records INTEGER NOT NULL DEFAULT 0,
    quarantine_bytes   INTEGER NOT NULL DEFAULT 0
) STRICT;

CREATE TABLE gap (
    id         INTEGER PRIMARY KEY,
    connection TEXT NOT NULL,
    from_ms    INTEGER NOT NULL,
    to_ms      INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;

CREATE TABLE quarantine (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    at         INTEGER NOT NULL,
    reason     TEXT NOT NULL,
    page       TEXT NOT NULL,
    ordinal    INTEGER NOT NULL,
    raw        BLOB NOT NULL
) STRICT;

CREATE INDEX quarantine_of_connection ON quarantine (connection, id);

-- Whether an element of a page is already there.
CREATE INDEX quarantine_of_page ON quarantine (connection, page, ordinal);

-- The names that come most often: event types that were left out, fields that drifted. What is
-- counted under no name is in `name_other`.
CREATE TABLE name_count (
    connection TEXT NOT NULL,
    counter    TEXT NOT NULL,
    subject    TEXT NOT NULL,
    seen       TEXT NOT NULL,
    count      INTEGER NOT NULL,
    PRIMARY KEY (connection, counter, subject, seen)
) STRICT, WITHOUT ROWID;

CREATE TABLE name_other (
    connection TEXT NOT NULL,
    counter    TEXT NOT NULL,
    count      INTEGER NOT NULL,
    PRIMARY KEY (connection, counter)
) STRICT, WITHOUT ROWID;

-- What people want of a running process; struck off once it took effect.
CREATE TABLE instruction (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    connection TEXT NOT NULL,
    what       TEXT NOT NULL,
    at         INTEGER NOT NULL
) STRICT;
