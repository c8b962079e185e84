-- Events that tills and partners posted to the API. The two keys are what makes a repeated request harmless: one event
-- has one event_id, and one place (source, sequence).
CREATE TABLE posted_event (
    source      text   NOT NULL,
    sequence    bigint NOT NULL,
    event_id    text   NOT NULL UNIQUE,
    content     text   NOT NULL,                       -- what it says, to tell a repetition from a mistake
    booking_id  uuid   REFERENCES booking,             -- of a sale or refund that named seats
    posted_by   text   NOT NULL,                       -- subject of the caller's token, or anonymous
    recorded_at timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (source, sequence)
);

-- Numbers the events of callers who do not number them.
CREATE SEQUENCE posted_event_number;

-- The log is also read by type.
CREATE INDEX outbox_type ON outbox (type, occurred_at, id);

-- An event is recorded when it happened or later, but for clocks that are wrong. So the log from some time on is only
-- in the partitions of the days from then on.
ALTER TABLE outbox ADD CONSTRAINT outbox_not_from_the_future
    CHECK (occurred_at <= recorded_at + interval '2 days');

-- Partners post events, as staff do, and nothing else.
ALTER TABLE account DROP CONSTRAINT account_role_check;
ALTER TABLE account ADD CONSTRAINT account_role_check CHECK (role IN ('customer', 'staff', 'admin', 'partner'));
