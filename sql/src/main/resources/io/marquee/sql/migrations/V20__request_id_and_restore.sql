-- The HTTP request that an event comes from, to follow it from the log of the API into Kafka. Null where it comes from
-- none, such as an expiry, and for events of older versions.
ALTER TABLE outbox ADD COLUMN request_id text;

-- To be called once after the database was restored from a backup, before any instance of the API starts.
--
-- Kafka may have events of after the backup, whose versions of showings the restored database would give out again:
-- the jobs would take the new events for repetitions of those. So every showing's version leaps ahead.
--
-- And a backup that was restored into another cluster, as pg_restore does, brings transaction ids that are none of this
-- cluster: the relay would wait for them to come round. What was published becomes older than all, and what was not comes
-- next, in the order of ids: within a showing that is the order of versions, because its lock is held as ids are taken.
CREATE FUNCTION after_restore() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    UPDATE showtime SET version = version + 1000000;
    UPDATE outbox SET xid = CASE WHEN (outbox.xid, outbox.id) <= (reached.xid, reached.id) THEN '1'::xid8 ELSE '2' END
        FROM outbox_position AS reached;
    UPDATE outbox_position SET xid = '1', id = 9223372036854775807;
END $$;
