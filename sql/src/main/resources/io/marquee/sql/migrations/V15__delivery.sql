-- How far those have come who send many events at once: a history, a file. Kafka is the truth about what it has; this
-- says from where on a sender must look for events of its own there, so that it sends each once. A sender is written
-- down before its first event.
CREATE TABLE delivery (
    sender       text    NOT NULL,                      -- the first part of the source of its events
    topic_id     uuid    NOT NULL,                      -- Kafka's id: a topic that was made anew has nothing
    partition    integer NOT NULL CHECK (partition >= 0),
    sequence     bigint  NOT NULL,                      -- the highest of its own known there; -1: none
    kafka_offset bigint  NOT NULL,                      -- everything before it was taken into account
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (sender, topic_id, partition)
);
