-- Refresh tokens: each is used once, for an access token and its successor. One that comes a second time was stolen, or
-- its owner's copy was; then the whole family ends, and a login begins another.
CREATE TABLE refresh_token (
    hash       bytea PRIMARY KEY,                      -- SHA-256 of the token; the token itself is kept nowhere
    family     uuid NOT NULL,                          -- all that came from one login
    account_id uuid NOT NULL REFERENCES account ON DELETE CASCADE,
    issued_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
    expires_at timestamptz NOT NULL,
    used_at    timestamptz
);
CREATE INDEX refresh_token_family ON refresh_token (family);
CREATE INDEX refresh_token_account ON refresh_token (account_id);
CREATE INDEX refresh_token_expiry ON refresh_token (expires_at);

-- An administrator reads the accounts by address.
CREATE INDEX account_role ON account (role, email);
