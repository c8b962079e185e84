-- What the seats of a hold cost by category when it was made: a booking is refunded at the prices that it was sold at,
-- also when the showing's prices have changed since. Null: the showing's own.
ALTER TABLE hold ADD COLUMN prices jsonb;
UPDATE hold h SET prices = s.prices FROM showtime s WHERE s.id = h.showtime_id;

-- A showing that is cancelled looks for its holds, and whoever finishes what a crash interrupted for such showings.
CREATE INDEX hold_showtime_active ON hold (showtime_id) WHERE status = 'active';
CREATE INDEX booking_showtime_confirmed ON booking (showtime_id, id) WHERE status = 'confirmed';
CREATE INDEX showtime_cancelled ON showtime (id) WHERE status = 'cancelled';
