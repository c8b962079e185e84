-- The transactional outbox, which is also the log behind GET /events.
--
-- Ids are taken before commit, so reading by "id > last" would lose rows. The relay reads those of transactions that
-- are over for every snapshot: xid < pg_snapshot_xmin(pg_current_snapshot()), in the order (xid, id).
-- Within a showing that is version order too, as long as a transaction takes the showing's advisory lock before it does
-- anything else that takes a transaction id. The lock of the showing's row is not enough: a transaction that waited for
-- it has an id already when it tries again, and a newcomer with a later id may get the lock before it.
CREATE TABLE outbox (
    id          bigint GENERATED ALWAYS AS IDENTITY,
    xid         xid8        NOT NULL DEFAULT pg_current_xact_id(),
    recorded_at timestamptz NOT NULL DEFAULT now(),
    topic       text        NOT NULL,
    key         text        NOT NULL,
    event_id    text        NOT NULL,
    type        text        NOT NULL,
    theater_id  bigint,
    showtime_id bigint,
    occurred_at timestamptz NOT NULL,
    payload     text        NOT NULL,                  -- the event as it goes to Kafka
    PRIMARY KEY (recorded_at, id)
) PARTITION BY RANGE (recorded_at);
CREATE TABLE outbox_default PARTITION OF outbox DEFAULT;
CREATE INDEX outbox_order ON outbox (xid, id);
CREATE INDEX outbox_occurred ON outbox (occurred_at, id);
CREATE INDEX outbox_theater ON outbox (theater_id, occurred_at, id);
CREATE INDEX outbox_showtime ON outbox (showtime_id, occurred_at, id);

-- How far the relay has published. One row; the leader holds an advisory lock while it moves it.
CREATE TABLE outbox_position (
    only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
    xid      xid8   NOT NULL,
    id       bigint NOT NULL
);
INSERT INTO outbox_position (xid, id) VALUES ('0', 0);

-- Makes the partition of one day (UTC), if it is not there.
CREATE FUNCTION outbox_ensure_partition(day date) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF to_regclass(format('outbox_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
        PERFORM pg_advisory_xact_lock(hashtext('outbox_partition'));
        IF to_regclass(format('outbox_%s', to_char(day, 'YYYYMMDD'))) IS NULL THEN
            EXECUTE format('CREATE TABLE outbox_%s PARTITION OF outbox FOR VALUES FROM (%L) TO (%L)',
                to_char(day, 'YYYYMMDD'),
                to_char(day, 'YYYY-MM-DD') || ' 00:00:00+00', to_char(day + 1, 'YYYY-MM-DD') || ' 00:00:00+00');
        END IF;
    END IF;
END $$;
DO $$ BEGIN
    PERFORM outbox_ensure_partition((now() AT TIME ZONE 'UTC')::date + n) FROM generate_series(0, 7) AS n;
END $$;
