-- How many decimals an amount of this currency has: as ISO 4217 says, and as java.util.Currency says of those that are
-- no longer in use. What has no minor unit at all (metals, funds, tests) has none here.
CREATE OR REPLACE FUNCTION analytics.minor_digits(currency text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN currency IN ('ADP', 'BEF', 'BIF', 'BYB', 'BYR', 'CLP', 'DJF', 'ESP', 'GNF', 'GRD', 'ISK', 'ITL', 'JPY', 'KMF',
                      'KRW', 'LUF', 'MGF', 'PTE', 'PYG', 'ROL', 'RWF', 'TPE', 'TRL', 'UGX', 'UYI', 'VND', 'VUV', 'XAF',
                      'XAG', 'XAU', 'XBA', 'XBB', 'XBC', 'XBD', 'XDR', 'XFO', 'XFU', 'XOF', 'XPD', 'XPF', 'XPT', 'XSU',
                      'XTS', 'XUA', 'XXX') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    WHEN currency IN ('CLF', 'UYW') THEN 4
    ELSE 2
END;

CREATE OR REPLACE VIEW analytics.sales_report AS
SELECT s.movie_id                                AS product_id,
       coalesce(m.title, 'Movie ' || s.movie_id) AS product_name,
       g.name                                    AS genre,
       s.theater_id,
       coalesce(t.name, 'Theater ' || s.theater_id) AS theater_name,
       t.region,
       s.sale_date,
       s.currency,
       s.tickets - s.tickets_refunded            AS quantity_sold,
       round(s.net_minor / power(10::numeric, analytics.minor_digits(s.currency)), 4) AS sales_amount,
       s.net_minor                               AS sales_amount_minor,
       s.bookings,
       s.cancellations,
       s.tickets_refunded,
       s.gross_minor,
       s.refunded_minor,
       s.status
FROM analytics.movie_daily_sales s
LEFT JOIN public.movie m ON m.id = s.movie_id
LEFT JOIN public.theater t ON t.id = s.theater_id
LEFT JOIN public.movie_genre mg ON mg.movie_id = s.movie_id AND mg.position = 0
LEFT JOIN public.genre g ON g.id = mg.genre_id;

-- As before, but that writers wait before they choose a partition: one that had chosen the default partition and waited
-- for its lock failed, because the rows of this month do not belong there any more.
CREATE OR REPLACE FUNCTION analytics.ensure_month_partition(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day date := date_trunc('month', day)::date;
    next_month date := (date_trunc('month', day) + interval '1 month')::date;
    partition text := 'movie_daily_sales_' || to_char(day, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('movie_daily_sales_partition'));
    IF to_regclass('analytics.' || partition) IS NOT NULL THEN
        RETURN false;
    END IF;
    LOCK TABLE ONLY analytics.movie_daily_sales IN SHARE ROW EXCLUSIVE MODE; -- readers go on
    EXECUTE format('CREATE TABLE analytics.%I (LIKE analytics.movie_daily_sales INCLUDING ALL)', partition);
    LOCK TABLE analytics.movie_daily_sales_default IN ACCESS EXCLUSIVE MODE;
    EXECUTE format(
        'WITH moved AS (DELETE FROM analytics.movie_daily_sales_default WHERE sale_date >= %1$L AND sale_date < %2$L
                        RETURNING *)
         INSERT INTO analytics.%3$I (theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets,
                                     tickets_refunded, gross_minor, refunded_minor, status, version, updated_at)
         SELECT theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets, tickets_refunded,
                gross_minor, refunded_minor, status, version, updated_at FROM moved',
        first_day, next_month, partition);
    EXECUTE format('ALTER TABLE analytics.movie_daily_sales ATTACH PARTITION analytics.%I FOR VALUES FROM (%L) TO (%L)',
        partition, first_day, next_month);
    RETURN true;
END $$;
