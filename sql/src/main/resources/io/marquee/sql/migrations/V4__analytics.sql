-- The read side: what the pipeline writes and reports read. Amounts are minor units of the currency.

CREATE SCHEMA analytics;

CREATE TABLE analytics.theater_daily_sales (
    theater_id       bigint NOT NULL,
    sale_date        date   NOT NULL,
    currency         text   NOT NULL,
    bookings         bigint NOT NULL,
    cancellations    bigint NOT NULL,
    tickets          bigint NOT NULL,
    tickets_refunded bigint NOT NULL,
    gross_minor      bigint NOT NULL,
    refunded_minor   bigint NOT NULL,
    net_minor        bigint GENERATED ALWAYS AS (gross_minor - refunded_minor) STORED,
    status           text   NOT NULL CHECK (status IN ('provisional', 'final', 'restated')),
    version          bigint NOT NULL,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (theater_id, sale_date, currency)
) WITH (fillfactor = 70);
CREATE INDEX theater_daily_sales_rank
    ON analytics.theater_daily_sales (sale_date, currency, net_minor DESC, theater_id);

CREATE TABLE analytics.theater_monthly_sales (
    theater_id       bigint NOT NULL,
    month            date   NOT NULL CHECK (extract(day FROM month) = 1),
    currency         text   NOT NULL,
    bookings         bigint NOT NULL,
    cancellations    bigint NOT NULL,
    tickets          bigint NOT NULL,
    tickets_refunded bigint NOT NULL,
    gross_minor      bigint NOT NULL,
    refunded_minor   bigint NOT NULL,
    net_minor        bigint GENERATED ALWAYS AS (gross_minor - refunded_minor) STORED,
    status           text   NOT NULL CHECK (status IN ('provisional', 'final', 'restated')),
    version          bigint NOT NULL,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (theater_id, month, currency)
) WITH (fillfactor = 70);
CREATE INDEX theater_monthly_sales_rank
    ON analytics.theater_monthly_sales (month, currency, net_minor DESC, theater_id);

CREATE TABLE analytics.movie_daily_sales (
    theater_id       bigint NOT NULL,
    movie_id         bigint NOT NULL,
    sale_date        date   NOT NULL,
    currency         text   NOT NULL,
    bookings         bigint NOT NULL,
    cancellations    bigint NOT NULL,
    tickets          bigint NOT NULL,
    tickets_refunded bigint NOT NULL,
    gross_minor      bigint NOT NULL,
    refunded_minor   bigint NOT NULL,
    net_minor        bigint GENERATED ALWAYS AS (gross_minor - refunded_minor) STORED,
    status           text   NOT NULL CHECK (status IN ('provisional', 'final', 'restated')),
    version          bigint NOT NULL,
    updated_at       timestamptz NOT NULL DEFAULT now(),
    PRIMARY KEY (theater_id, movie_id, sale_date, currency)
) PARTITION BY RANGE (sale_date);
CREATE TABLE analytics.movie_daily_sales_default PARTITION OF analytics.movie_daily_sales DEFAULT;
CREATE INDEX movie_daily_sales_movie ON analytics.movie_daily_sales (movie_id, sale_date);
CREATE INDEX movie_daily_sales_theater ON analytics.movie_daily_sales (theater_id, sale_date);

-- Makes the partition of the month that holds day, if it is not there; true when it was made. Rows of that month that
-- lie in the default partition move along.
CREATE FUNCTION analytics.ensure_month_partition(day date) RETURNS boolean LANGUAGE plpgsql AS $$
DECLARE
    first_day date := date_trunc('month', day)::date;
    next_month date := (date_trunc('month', day) + interval '1 month')::date;
    partition text := 'movie_daily_sales_' || to_char(day, 'YYYY_MM');
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('movie_daily_sales_partition'));
    IF to_regclass('analytics.' || partition) IS NOT NULL THEN
        RETURN false;
    END IF;
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
DO $$ BEGIN
    PERFORM analytics.ensure_month_partition((date_trunc('month', now()) + make_interval(months => n))::date)
    FROM generate_series(-1, 2) AS n;
END $$;

-- How many decimals an amount of this currency has (ISO 4217).
CREATE FUNCTION analytics.minor_digits(currency text) RETURNS integer LANGUAGE sql IMMUTABLE PARALLEL SAFE
RETURN CASE
    WHEN currency IN ('BIF', 'CLP', 'DJF', 'GNF', 'ISK', 'JPY', 'KMF', 'KRW', 'PYG', 'RWF', 'UGX', 'UYI', 'VND', 'VUV',
                      'XAF', 'XOF', 'XPF') THEN 0
    WHEN currency IN ('BHD', 'IQD', 'JOD', 'KWD', 'LYD', 'OMR', 'TND') THEN 3
    ELSE 2
END;

-- Names for the totals by theater: the read-only role sees this schema and nothing else.
CREATE VIEW analytics.theaters AS
SELECT id AS theater_id, name AS theater_name, location, region, time_zone, currency
FROM public.theater;

-- What Superset reads. sales_amount is net of refunds, in whole units of the currency.
CREATE VIEW analytics.sales_report AS
SELECT s.movie_id                                AS product_id,
       coalesce(m.title, 'Movie ' || s.movie_id) AS product_name,
       g.name                                    AS genre,
       s.theater_id,
       coalesce(t.name, 'Theater ' || s.theater_id) AS theater_name,
       t.region,
       s.sale_date,
       s.currency,
       s.tickets - s.tickets_refunded            AS quantity_sold,
       round(s.net_minor / power(10::numeric, analytics.minor_digits(s.currency)), 3) AS sales_amount,
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

DO $$
BEGIN
    -- Roles belong to the whole server, which may hold more than one database of Marquee.
    IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'marquee_readonly') THEN
        CREATE ROLE marquee_readonly LOGIN;
    END IF;
EXCEPTION WHEN duplicate_object OR unique_violation THEN NULL; -- another database's migration was quicker
END $$;
GRANT USAGE ON SCHEMA analytics TO marquee_readonly;
GRANT SELECT ON ALL TABLES IN SCHEMA analytics TO marquee_readonly;
ALTER DEFAULT PRIVILEGES IN SCHEMA analytics GRANT SELECT ON TABLES TO marquee_readonly;
