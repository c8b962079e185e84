-- The HTTP request that an event comes from, to follow it from the log of the API into Kafka. Null where it comes from
-- none, such as an expiry, and for events of older versions.
ALTER TABLE outbox ADD COLUMN request_id text;
