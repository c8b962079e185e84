-- The books of the mock payment provider: what a real one would keep on its own servers. Marquee reads and writes them
-- only by way of the provider's interface, in transactions of their own.
CREATE SCHEMA mock_provider;
CREATE TABLE mock_provider.charge (
    reference    text PRIMARY KEY,                     -- the merchant's id of the payment
    charge_id    text   NOT NULL UNIQUE,
    amount_minor bigint NOT NULL,
    currency     text   NOT NULL,
    status       text   NOT NULL CHECK (status IN ('captured', 'declined', 'cancelled')),
    reason       text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE TABLE mock_provider.refund (
    reference    text PRIMARY KEY,                     -- the merchant's id of the refund
    refund_id    text   NOT NULL UNIQUE,
    charge_id    text   NOT NULL REFERENCES mock_provider.charge (charge_id),
    amount_minor bigint NOT NULL,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
