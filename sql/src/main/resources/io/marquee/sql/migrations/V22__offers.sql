-- What was offered when the seats were held. A payment that comes after the hold has run out books the same offer or none:
-- meanwhile the showing may have moved, or the auditorium may have got other seats.
ALTER TABLE hold
    ADD COLUMN movie_id        bigint,
    ADD COLUMN auditorium_id   bigint,
    ADD COLUMN layout_revision integer,
    ADD COLUMN starts_at       timestamptz;
UPDATE hold h
SET movie_id = s.movie_id, auditorium_id = s.auditorium_id, layout_revision = a.revision, starts_at = s.starts_at
FROM showtime s JOIN auditorium a ON a.id = s.auditorium_id
WHERE s.id = h.showtime_id AND h.status IN ('active', 'expired');

-- Guests refresh their tokens as accounts do. They have no row of their own: the subject is all there is.
ALTER TABLE refresh_token
    ALTER COLUMN account_id DROP NOT NULL,
    ADD COLUMN guest text,
    ADD CHECK ((account_id IS NULL) <> (guest IS NULL));
CREATE INDEX refresh_token_guest ON refresh_token (guest) WHERE guest IS NOT NULL;

-- A refund that the provider took on and could not pay out after all.
ALTER TABLE refund DROP CONSTRAINT refund_status_check;
ALTER TABLE refund ADD CONSTRAINT refund_status_check CHECK (status IN ('pending', 'done', 'failed'));
CREATE INDEX refund_failed ON refund (created_at) WHERE status = 'failed';
CREATE INDEX refund_reference ON refund (provider_ref) WHERE provider_ref IS NOT NULL;
