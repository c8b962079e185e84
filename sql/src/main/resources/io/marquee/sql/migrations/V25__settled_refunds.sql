-- A refund that the provider could not pay out, and an administrator saw to in another way: how, when, and who says so.
ALTER TABLE refund
    ADD COLUMN settlement text,
    ADD COLUMN settled_at timestamptz,
    ADD COLUMN settled_by text,
    ADD CONSTRAINT refund_settled CHECK (
        (settlement IS NULL AND settled_at IS NULL AND settled_by IS NULL)
        OR (settlement IS NOT NULL AND settled_at IS NOT NULL AND settled_by IS NOT NULL AND status = 'done'));
