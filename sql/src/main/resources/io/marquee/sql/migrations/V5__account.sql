-- Who may log in. Guests have no row: their token is all there is.
CREATE TABLE account (
    id            uuid PRIMARY KEY,
    email         text NOT NULL UNIQUE CHECK (email = lower(email)),
    password_hash text NOT NULL,                       -- bcrypt
    role          text NOT NULL CHECK (role IN ('customer', 'staff', 'admin')),
    created_at    timestamptz NOT NULL DEFAULT now()
);
