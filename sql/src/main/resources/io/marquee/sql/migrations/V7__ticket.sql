-- Keys that sign tickets, Ed25519. The first instance that needs one makes it; all instances sign with the newest and
-- accept those of each, so a new row rotates the key and the tickets sold before stay good.
-- The private key lies here because whoever can write this database can sell seats anyway. Whoever may only read
-- reports must not read it: no role but the owner has a grant on this schema's tables.
CREATE TABLE signing_key (
    id          text PRIMARY KEY,                      -- kid of the JWK
    private_key bytea NOT NULL,                        -- PKCS #8
    public_key  bytea NOT NULL,                        -- X.509 SubjectPublicKeyInfo
    created_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
REVOKE ALL ON signing_key FROM PUBLIC;

-- Who is inside: the primary key is what lets a seat of a booking enter once.
CREATE TABLE ticket_entry (
    booking_id uuid NOT NULL REFERENCES booking,
    seat       text NOT NULL,
    entered_at timestamptz NOT NULL DEFAULT clock_timestamp(),
    entered_by text NOT NULL,                          -- subject of the token that scanned it
    PRIMARY KEY (booking_id, seat)
);
