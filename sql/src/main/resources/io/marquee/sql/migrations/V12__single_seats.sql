-- Whether a party may leave a single free seat behind that had a free neighbour before: 'off' lets everybody, 'parties'
-- forbids it to two and more, 'everyone' to those who come alone too.
ALTER TABLE theater ADD COLUMN single_seat_rule text NOT NULL DEFAULT 'parties'
    CHECK (single_seat_rule IN ('off', 'parties', 'everyone'));
