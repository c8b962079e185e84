-- Payments that wait for their customer: the provider tells later, by a webhook, how they ended.

-- Who looks after open payments and refunds begins with those that nobody has looked at for longest.
ALTER TABLE payment ADD COLUMN looked_at timestamptz;
ALTER TABLE refund ADD COLUMN tried_at timestamptz, ADD COLUMN tries integer NOT NULL DEFAULT 0;

-- Events of the providers that were dealt with. A provider sends one until it is told that it came, and sometimes twice.
CREATE TABLE payment_event (
    provider    text NOT NULL,
    event_id    text NOT NULL,
    type        text NOT NULL,
    payment_id  uuid REFERENCES payment,               -- null when it was about none of ours
    received_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (provider, event_id)
);
CREATE INDEX payment_event_age ON payment_event (received_at);

-- The mock provider's charges that are not over, and what it still has to tell.
ALTER TABLE mock_provider.charge DROP CONSTRAINT charge_status_check;
ALTER TABLE mock_provider.charge ADD CONSTRAINT charge_status_check
    CHECK (status IN ('pending', 'captured', 'declined', 'cancelled'));
CREATE TABLE mock_provider.webhook (
    event_id  text PRIMARY KEY,
    reference text NOT NULL REFERENCES mock_provider.charge,
    outcome   text NOT NULL CHECK (outcome IN ('captured', 'declined')), -- what the charge becomes when it is due
    due_at    timestamptz NOT NULL,
    copies    integer NOT NULL CHECK (copies > 0),     -- how often it is still to be sent
    tries     integer NOT NULL DEFAULT 0
);
CREATE INDEX mock_webhook_due ON mock_provider.webhook (due_at) WHERE copies > 0;

-- Which of several requests with a key it is that is under way: one that was given up may end after all.
ALTER TABLE idempotency_key ADD COLUMN attempt uuid;
