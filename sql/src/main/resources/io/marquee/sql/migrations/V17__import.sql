-- Files of sales that were imported, or are being imported. A file is what its bytes are, whatever its name: one that
-- has grown since is the same file as long as it begins with all that was there before.
CREATE TABLE import_file (
    id         text PRIMARY KEY,                        -- part of the source of its events
    file       text   NOT NULL,                         -- its name when it was last imported
    bytes      bigint NOT NULL,                         -- how long it was then
    sha256     bytea  NOT NULL,                         -- of those bytes
    newest_day date,                                    -- of the sales known when it was first imported
    started_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

-- Rows that were refused: one row for each value that was wrong.
CREATE TABLE validation_log (
    import_id   text   NOT NULL REFERENCES import_file ON DELETE CASCADE,
    file        text   NOT NULL,
    line        bigint NOT NULL,                        -- where the row begins; the header is line 1
    column_name text   NOT NULL,                        -- as the header calls it; empty: the row as a whole
    value       text,
    reason      text   NOT NULL,
    logged_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (import_id, line, column_name)
);
CREATE INDEX validation_log_file ON validation_log (file, line);
