-- An auditorium shows one thing at a time. Showings may follow one another without a gap; cancelled ones take no time.
CREATE EXTENSION IF NOT EXISTS btree_gist;
ALTER TABLE showtime ADD CONSTRAINT showtime_no_overlap
    EXCLUDE USING gist (auditorium_id WITH =, tstzrange(starts_at, ends_at) WITH &&) WHERE (status = 'scheduled');
