-- Who has which seat, who paid, and what is to be told to Kafka.

CREATE TABLE hold (
    id          uuid PRIMARY KEY,
    showtime_id bigint NOT NULL REFERENCES showtime,
    holder      text   NOT NULL,                       -- subject of the caller's token
    seats       text[] NOT NULL CHECK (cardinality(seats) > 0),
    total_minor bigint NOT NULL CHECK (total_minor >= 0),
    currency    text   NOT NULL,
    status      text   NOT NULL DEFAULT 'active' CHECK (status IN ('active', 'released', 'expired', 'booked')),
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at  timestamptz NOT NULL,
    latest_expiry timestamptz NOT NULL,                -- the absolute cap of extensions
    CHECK (expires_at <= latest_expiry)
);
CREATE INDEX hold_holder ON hold (holder, showtime_id);
CREATE INDEX hold_expiry ON hold (expires_at) WHERE status = 'active';

CREATE TABLE booking (
    id           uuid PRIMARY KEY,
    hold_id      uuid   NOT NULL UNIQUE REFERENCES hold, -- a hold is sold once
    showtime_id  bigint NOT NULL REFERENCES showtime,
    holder       text   NOT NULL,
    email        text   NOT NULL,
    seats        text[] NOT NULL CHECK (cardinality(seats) > 0),
    total_minor  bigint NOT NULL CHECK (total_minor >= 0),
    currency     text   NOT NULL,
    status       text   NOT NULL CHECK (status IN ('confirmed', 'cancelled')),
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    cancelled_at timestamptz
);
CREATE INDEX booking_holder ON booking (holder, created_at DESC, id DESC);
CREATE INDEX booking_showtime ON booking (showtime_id);

-- Only claimed seats have rows. The key is unconditional: now() is not immutable, so "not expired" cannot be part of an
-- index; the upsert of a hold takes over expired rows instead.
CREATE TABLE seat_claim (
    showtime_id bigint NOT NULL REFERENCES showtime,
    seat        text   NOT NULL,
    hold_id     uuid   NOT NULL REFERENCES hold,
    booking_id  uuid   REFERENCES booking,             -- set when sold
    version     bigint NOT NULL,                       -- of the showing, when the seat last changed
    expires_at  timestamptz,                           -- null when sold
    PRIMARY KEY (showtime_id, seat),
    CHECK ((booking_id IS NULL) = (expires_at IS NOT NULL))
) WITH (fillfactor = 70);
CREATE INDEX seat_claim_expiry ON seat_claim (expires_at) WHERE expires_at IS NOT NULL;
CREATE INDEX seat_claim_hold ON seat_claim (hold_id);

-- One row per attempt to charge. It is written before the provider is asked, so that a crash between the charge and the
-- commit of the booking leaves a trace to reconcile.
CREATE TABLE payment (
    id           uuid PRIMARY KEY,
    hold_id      uuid   NOT NULL REFERENCES hold,
    booking_id   uuid   REFERENCES booking,
    provider     text   NOT NULL,
    provider_ref text,
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    currency     text   NOT NULL,
    email        text   NOT NULL,
    status       text   NOT NULL CHECK (status IN ('pending', 'captured', 'declined', 'failed')),
    failure      text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    updated_at   timestamptz NOT NULL DEFAULT clock_timestamp(),
    UNIQUE (provider, provider_ref)
);
CREATE INDEX payment_hold ON payment (hold_id);
CREATE INDEX payment_pending ON payment (created_at) WHERE status = 'pending';
CREATE UNIQUE INDEX payment_in_hand ON payment (hold_id) WHERE status = 'pending'; -- one attempt at a time for a hold
CREATE UNIQUE INDEX payment_booking ON payment (booking_id) WHERE status = 'captured'; -- a booking is paid once

CREATE TABLE refund (
    id           uuid PRIMARY KEY,
    payment_id   uuid   NOT NULL REFERENCES payment,
    booking_id   uuid   REFERENCES booking,            -- null when the payment never became a booking
    seats        text[] NOT NULL DEFAULT '{}',
    amount_minor bigint NOT NULL CHECK (amount_minor >= 0),
    reason       text   NOT NULL,
    status       text   NOT NULL CHECK (status IN ('pending', 'done')),
    provider_ref text,
    created_at   timestamptz NOT NULL DEFAULT clock_timestamp()
);
CREATE INDEX refund_payment ON refund (payment_id);
CREATE INDEX refund_pending ON refund (created_at) WHERE status = 'pending';
CREATE UNIQUE INDEX refund_whole_payment ON refund (payment_id) WHERE booking_id IS NULL;

CREATE TABLE idempotency_key (
    holder      text NOT NULL,
    key         text NOT NULL,
    fingerprint bytea NOT NULL,                        -- SHA-256 of method, path and body
    status      integer,                               -- null while the first request is in flight
    response    text,
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    PRIMARY KEY (holder, key)
);
CREATE INDEX idempotency_key_age ON idempotency_key (created_at);
