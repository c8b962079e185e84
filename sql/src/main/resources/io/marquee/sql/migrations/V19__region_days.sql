-- The breakdown by month, movie and region reads months that are not wholly in its range from sums by day, too, and
-- sales by region do: until now they read the totals by theater, of which there are many more.

CREATE TABLE analytics.movie_region_day_sales (
    currency       text   NOT NULL,
    movie_id       bigint NOT NULL,
    region         text COLLATE "C" NOT NULL, -- '' of theaters that the catalogue does not know
    sale_date      date   NOT NULL,
    events         bigint NOT NULL,
    tickets        bigint NOT NULL,
    gross_minor    bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (currency, movie_id, region, sale_date)
);
CREATE INDEX movie_region_day_sales_day ON analytics.movie_region_day_sales (currency, sale_date);

-- As before, and the sums by movie, region and day.
CREATE OR REPLACE FUNCTION analytics.add_to_roll_ups(source text, changes analytics.sales_change[], days date[])
RETURNS void LANGUAGE plpgsql AS $$
DECLARE
    target record;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    EXECUTE format('
        INSERT INTO analytics.daily_sales AS old
        SELECT currency, sale_date, sum(bookings), sum(cancellations), sum(tickets), sum(gross_minor),
               sum(refunded_minor)
        FROM %s AS s GROUP BY currency, sale_date ORDER BY currency, sale_date
        ON CONFLICT (currency, sale_date) DO UPDATE SET
            bookings = old.bookings + excluded.bookings, cancellations = old.cancellations + excluded.cancellations,
            tickets = old.tickets + excluded.tickets, gross_minor = old.gross_minor + excluded.gross_minor,
            refunded_minor = old.refunded_minor + excluded.refunded_minor', source) USING changes, days;
    FOR target IN VALUES
        ('movie_day_sales', 'currency, movie_id, sale_date', 'currency, movie_id, sale_date'),
        ('movie_month_sales', 'currency, movie_id, month',
         'currency, movie_id, date_trunc(''month'', sale_date)::date'),
        ('movie_region_month_sales', 'currency, month, movie_id, region',
         'currency, date_trunc(''month'', sale_date)::date, movie_id, '
         'coalesce((SELECT t.region FROM public.theater t WHERE t.id = s.theater_id), '''')'),
        ('movie_region_day_sales', 'currency, movie_id, region, sale_date',
         'currency, movie_id, coalesce((SELECT t.region FROM public.theater t WHERE t.id = s.theater_id), ''''), '
         'sale_date')
    LOOP
        EXECUTE format('
            INSERT INTO analytics.%1$I AS old (%2$s, events, tickets, gross_minor, refunded_minor)
            SELECT %2$s, sum(bookings + cancellations), sum(tickets), sum(gross_minor), sum(refunded_minor)
            FROM (SELECT %3$s, bookings, cancellations, tickets, gross_minor, refunded_minor FROM %4$s AS s)
                 AS added (%2$s, bookings, cancellations, tickets, gross_minor, refunded_minor)
            GROUP BY %2$s ORDER BY %2$s
            ON CONFLICT (%2$s) DO UPDATE SET
                events = old.events + excluded.events, tickets = old.tickets + excluded.tickets,
                gross_minor = old.gross_minor + excluded.gross_minor,
                refunded_minor = old.refunded_minor + excluded.refunded_minor',
            target.column1, target.column2, target.column3, source) USING changes, days;
    END LOOP;
END $$;

CREATE OR REPLACE FUNCTION analytics.reset_roll_ups() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    DELETE FROM analytics.daily_sales;
    DELETE FROM analytics.movie_day_sales;
    DELETE FROM analytics.movie_month_sales;
    DELETE FROM analytics.movie_region_month_sales;
    DELETE FROM analytics.movie_region_day_sales;
    DELETE FROM analytics.report_day;
    INSERT INTO analytics.report_day (sale_date) SELECT DISTINCT sale_date FROM analytics.movie_daily_sales;
END $$;

-- As before, and the sums by movie, region and day.
CREATE OR REPLACE FUNCTION public.theater_region_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_region text   := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.region END;
    new_region text   := CASE TG_OP WHEN 'DELETE' THEN '' ELSE NEW.region END;
    theater    bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
    target     record;
BEGIN
    IF old_region = new_region THEN
        RETURN NULL;
    END IF;
    LOCK TABLE analytics.movie_daily_sales IN ACCESS SHARE MODE; -- tables before the roll-ups, as all others take them
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    FOR target IN VALUES
        ('movie_region_month_sales', 'month', 'date_trunc(''month'', s.sale_date)::date'),
        ('movie_region_day_sales', 'sale_date', 's.sale_date')
    LOOP
        EXECUTE format('
            INSERT INTO analytics.%1$I AS moved
                (currency, movie_id, %2$I, region, events, tickets, gross_minor, refunded_minor)
            SELECT sold.currency, sold.movie_id, sold.period, side.region, side.sign * sold.events,
                   side.sign * sold.tickets, side.sign * sold.gross, side.sign * sold.refunded
            FROM (SELECT s.currency, s.movie_id, %3$s AS period,
                         sum(s.bookings + s.cancellations) AS events, sum(s.tickets - s.tickets_refunded) AS tickets,
                         sum(s.gross_minor) AS gross, sum(s.refunded_minor) AS refunded
                  FROM analytics.movie_daily_sales s
                  WHERE s.theater_id = $1
                    AND s.sale_date IN (SELECT sale_date FROM analytics.report_day WHERE rolled_up)
                  GROUP BY 1, 2, 3) AS sold
            CROSS JOIN (VALUES ($2, -1), ($3, 1)) AS side (region, sign)
            ORDER BY 1, 2, 3, 4
            ON CONFLICT (currency, movie_id, %2$I, region) DO UPDATE SET
                events = moved.events + excluded.events, tickets = moved.tickets + excluded.tickets,
                gross_minor = moved.gross_minor + excluded.gross_minor,
                refunded_minor = moved.refunded_minor + excluded.refunded_minor',
            target.column1, target.column2, target.column3) USING theater, old_region, new_region;
    END LOOP;
    RETURN NULL;
END $$;

-- The breakdown of ranges with days that are not rolled up, month by month, goes on as it was.
ALTER FUNCTION analytics.sales_by_movie_and_region(date, date, text, text, text, text, date, bigint, text, integer)
    RENAME TO sales_by_movie_and_region_unrolled;

-- Sales by month, movie and region, in this order (regions by code point, '' where the theater is not known).
--   title, region: null for all; compared without case and accents
--   after_*: the last row of the page before; null for the first page
-- Two statements that are planned once: the rows of the roll-up by month come in the order of the page from its index,
-- so that a page reads little more than its own rows; and of a month at an end of the range, the days of these rows.
CREATE FUNCTION analytics.sales_by_movie_and_region(
    first_day date, last_day date, asked text, house text, title text, wanted_region text,
    after_month date, after_movie bigint, after_region text, most integer)
RETURNS TABLE (month date, movie_id bigint, region text, currency text, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 50 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    chosen      text;
    movies      bigint[];
    regions     text[];
    first_month date := date_trunc('month', first_day + interval '1 month - 1 day')::date; -- the first whole month
    next_month  date := date_trunc('month', last_day + 1)::date;                           -- behind the last one
    from_month  date := greatest(date_trunc('month', first_day)::date, after_month);
    last_movie  bigint := coalesce(after_movie, 0); -- ids begin with 1
    last_region text := coalesce(after_region, '');
    last_month  date := coalesce(after_month, '-infinity');
BEGIN
    IF NOT analytics.is_rolled_up(first_day, last_day) THEN
        RETURN QUERY SELECT * FROM analytics.sales_by_movie_and_region_unrolled(
            first_day, last_day, asked, house, title, wanted_region, after_month, after_movie, after_region, most);
        RETURN;
    END IF;
    chosen := analytics.report_currency(first_day, last_day, asked, house);
    IF wanted_region IS NOT NULL THEN
        regions := ARRAY(SELECT DISTINCT t.region FROM public.theater t
                         WHERE public.search_text(t.region) = public.search_text(wanted_region));
    END IF;
    IF title IS NULL THEN
        RETURN QUERY
            SELECT p.month, p.movie_id, p.region, chosen, sold.tickets, sold.net
            FROM analytics.movie_region_month_sales p CROSS JOIN LATERAL (
                SELECT p.events AS events, p.tickets AS tickets, p.gross_minor - p.refunded_minor AS net
                WHERE p.month >= first_month AND p.month < next_month
                UNION ALL
                SELECT sum(d.events)::bigint, sum(d.tickets)::bigint, sum(d.gross_minor - d.refunded_minor)::bigint
                FROM analytics.movie_region_day_sales d
                WHERE d.currency = chosen AND d.movie_id = p.movie_id AND d.region = p.region
                  AND d.sale_date BETWEEN greatest(p.month, first_day)
                                      AND least((p.month + interval '1 month - 1 day')::date, last_day)
                HAVING NOT (p.month >= first_month AND p.month < next_month)) AS sold
            WHERE p.currency = chosen AND p.month BETWEEN from_month AND last_day
              AND (p.month, p.movie_id, p.region) > (last_month, last_movie, last_region)
              AND (regions IS NULL OR p.region = ANY (regions)) AND sold.events > 0
            ORDER BY p.month, p.movie_id, p.region LIMIT most;
    ELSE
        movies := ARRAY(SELECT m.id FROM public.movie m WHERE public.search_text(m.title) = public.search_text($5));
        RETURN QUERY
            SELECT p.month, p.movie_id, p.region, chosen, sold.tickets, sold.net
            FROM analytics.movie_month_sales q
            JOIN analytics.movie_region_month_sales p
              ON p.currency = chosen AND p.month = q.month AND p.movie_id = q.movie_id
            CROSS JOIN LATERAL (
                SELECT p.events AS events, p.tickets AS tickets, p.gross_minor - p.refunded_minor AS net
                WHERE p.month >= first_month AND p.month < next_month
                UNION ALL
                SELECT sum(d.events)::bigint, sum(d.tickets)::bigint, sum(d.gross_minor - d.refunded_minor)::bigint
                FROM analytics.movie_region_day_sales d
                WHERE d.currency = chosen AND d.movie_id = p.movie_id AND d.region = p.region
                  AND d.sale_date BETWEEN greatest(p.month, first_day)
                                      AND least((p.month + interval '1 month - 1 day')::date, last_day)
                HAVING NOT (p.month >= first_month AND p.month < next_month)) AS sold
            WHERE q.currency = chosen AND q.movie_id = ANY (movies) AND q.month BETWEEN from_month AND last_day
              AND (p.month, p.movie_id, p.region) > (last_month, last_movie, last_region)
              AND (regions IS NULL OR p.region = ANY (regions)) AND sold.events > 0
            ORDER BY p.month, p.movie_id, p.region LIMIT most;
    END IF;
END $$;

-- What each movie sold, of all regions, in one currency.
CREATE FUNCTION analytics.sales_by_movie(first_day date, last_day date, chosen text)
RETURNS TABLE (movie_id bigint, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 1000 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    first_month date := date_trunc('month', first_day + interval '1 month - 1 day')::date;
    next_month  date := date_trunc('month', last_day + 1)::date;
BEGIN
    IF analytics.is_rolled_up(first_day, last_day) THEN
        RETURN QUERY
            SELECT s.movie_id, sum(s.tickets)::bigint, sum(s.gross_minor - s.refunded_minor)::bigint
            FROM (SELECT * FROM analytics.movie_month_sales m
                  WHERE m.currency = chosen AND m.month >= first_month AND m.month < next_month
                  UNION ALL
                  SELECT * FROM analytics.movie_day_sales d
                  WHERE d.currency = chosen AND d.sale_date BETWEEN first_day AND least(first_month - 1, last_day)
                  UNION ALL
                  SELECT * FROM analytics.movie_day_sales d
                  WHERE d.currency = chosen AND d.sale_date BETWEEN greatest(first_month, next_month) AND last_day) AS s
            GROUP BY s.movie_id HAVING sum(s.events) > 0;
    ELSE
        RETURN QUERY
            SELECT s.movie_id, sum(s.tickets - s.tickets_refunded)::bigint, sum(s.net_minor)::bigint
            FROM analytics.movie_daily_sales s
            WHERE s.currency = chosen AND s.sale_date BETWEEN first_day AND last_day GROUP BY s.movie_id;
    END IF;
END $$;

-- What was sold in each region, '' where the theater is not known, in one currency.
CREATE FUNCTION analytics.sales_by_region(first_day date, last_day date, chosen text)
RETURNS TABLE (region text, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 20 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    first_month date := date_trunc('month', first_day + interval '1 month - 1 day')::date;
    next_month  date := date_trunc('month', last_day + 1)::date;
BEGIN
    IF analytics.is_rolled_up(first_day, last_day) THEN
        RETURN QUERY
            SELECT s.region, sum(s.tickets)::bigint, sum(s.gross_minor - s.refunded_minor)::bigint
            FROM (SELECT m.region, m.events, m.tickets, m.gross_minor, m.refunded_minor
                  FROM analytics.movie_region_month_sales m
                  WHERE m.currency = chosen AND m.month >= first_month AND m.month < next_month
                  UNION ALL
                  SELECT d.region, d.events, d.tickets, d.gross_minor, d.refunded_minor
                  FROM analytics.movie_region_day_sales d
                  WHERE d.currency = chosen AND d.sale_date BETWEEN first_day AND least(first_month - 1, last_day)
                  UNION ALL
                  SELECT d.region, d.events, d.tickets, d.gross_minor, d.refunded_minor
                  FROM analytics.movie_region_day_sales d
                  WHERE d.currency = chosen AND d.sale_date BETWEEN greatest(first_month, next_month) AND last_day) AS s
            GROUP BY s.region HAVING sum(s.events) > 0;
    ELSE
        RETURN QUERY
            SELECT coalesce(t.region, '') COLLATE "C", sum(s.tickets - s.tickets_refunded)::bigint,
                   sum(s.net_minor)::bigint
            FROM analytics.movie_daily_sales s LEFT JOIN public.theater t ON t.id = s.theater_id
            WHERE s.currency = chosen AND s.sale_date BETWEEN first_day AND last_day GROUP BY 1;
    END IF;
END $$;

-- As before, but that the lists are read a little deeper at once: a year took two rounds.
CREATE OR REPLACE FUNCTION analytics.top_movies(first_day date, last_day date, asked text, house text, most integer)
RETURNS TABLE (movie_id bigint, currency text, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 5 SET plan_cache_mode = force_generic_plan AS $$ -- planning took longer than the rest
#variable_conflict use_column
DECLARE
    chosen      text := analytics.report_currency(first_day, last_day, asked, house);
    few_days    constant integer := 7;
    from_day    date;
    to_day      date;
    first_month date; -- the months wholly inside the range, up to before next_month, are summed up by month
    next_month  date;
    head_end    date; -- its other days, from_day to head_end and tail_start to to_day, by day
    tail_start  date;
    month_lists date[];
    day_lists   date[];
    depth       integer := 20;
    found       integer;
    least       bigint;
    bound       numeric;
    open_lists  integer;
    best_movies bigint[];
    best_counts bigint[];
    best_sums   bigint[];
BEGIN
    IF NOT analytics.is_rolled_up(first_day, last_day) THEN
        RETURN QUERY
            SELECT s.movie_id, chosen, sum(s.tickets - s.tickets_refunded)::bigint, sum(s.net_minor)::bigint AS net
            FROM analytics.movie_daily_sales s
            WHERE s.currency = chosen AND s.sale_date BETWEEN first_day AND last_day
            GROUP BY s.movie_id ORDER BY net DESC, s.movie_id LIMIT most;
        RETURN;
    END IF;
    SELECT greatest(first_day, min(d.sale_date)), least(last_day, max(d.sale_date)) INTO from_day, to_day
    FROM analytics.report_day d;
    first_month := date_trunc('month', from_day + interval '1 month - 1 day')::date;
    next_month := date_trunc('month', to_day + 1)::date;
    head_end := least(first_month - 1, to_day);
    tail_start := greatest(first_month, next_month);
    SELECT array_agg(p.day) FILTER (WHERE p.by_month), array_agg(p.day) FILTER (WHERE NOT p.by_month)
    INTO month_lists, day_lists
    FROM (
        SELECT m::date AS day, true AS by_month
        FROM generate_series(first_month, next_month - 1, interval '1 month') AS m
        UNION ALL
        SELECT d::date, false FROM generate_series(from_day, head_end, interval '1 day') AS d
        WHERE head_end - from_day < few_days
        UNION ALL
        SELECT d::date, false FROM generate_series(tail_start, to_day, interval '1 day') AS d
        WHERE to_day - tail_start < few_days
        UNION ALL
        SELECT date_trunc('month', from_day)::date, true WHERE head_end - from_day >= few_days
        UNION ALL
        SELECT tail_start, true WHERE to_day - tail_start >= few_days
    ) AS p;
    LOOP
        WITH head AS MATERIALIZED (
            SELECT l.month AS list, e.movie_id, e.gross_minor
            FROM unnest(month_lists) AS l (month) CROSS JOIN LATERAL (
                SELECT s.movie_id, s.gross_minor FROM analytics.movie_month_sales s
                WHERE s.currency = chosen AND s.month = l.month
                ORDER BY s.gross_minor DESC, s.movie_id LIMIT depth) e
            UNION ALL
            SELECT l.day + 1000000, e.movie_id, e.gross_minor -- a day's list is not the list of the month it begins
            FROM unnest(day_lists) AS l (day) CROSS JOIN LATERAL (
                SELECT s.movie_id, s.gross_minor FROM analytics.movie_day_sales s
                WHERE s.currency = chosen AND s.sale_date = l.day
                ORDER BY s.gross_minor DESC, s.movie_id LIMIT depth) e
        ), unseen AS (
            SELECT min(gross_minor) AS most FROM head GROUP BY list HAVING count(*) = depth
        ), best AS (
            SELECT met.movie_id, total.tickets, total.net
            FROM (SELECT DISTINCT movie_id FROM head) met CROSS JOIN LATERAL (
                SELECT sum(part.tickets)::bigint AS tickets, sum(part.net)::bigint AS net FROM (
                    SELECT s.events, s.tickets, s.gross_minor - s.refunded_minor AS net
                    FROM analytics.movie_month_sales s
                    WHERE s.currency = chosen AND s.movie_id = met.movie_id
                      AND s.month BETWEEN first_month AND next_month - 1
                    UNION ALL
                    SELECT s.events, s.tickets, s.gross_minor - s.refunded_minor FROM analytics.movie_day_sales s
                    WHERE s.currency = chosen AND s.movie_id = met.movie_id
                      AND s.sale_date BETWEEN from_day AND head_end
                    UNION ALL
                    SELECT s.events, s.tickets, s.gross_minor - s.refunded_minor FROM analytics.movie_day_sales s
                    WHERE s.currency = chosen AND s.movie_id = met.movie_id
                      AND s.sale_date BETWEEN tail_start AND to_day
                ) AS part HAVING sum(part.events) > 0) total
            ORDER BY total.net DESC, met.movie_id LIMIT most
        )
        SELECT array_agg(b.movie_id ORDER BY b.net DESC, b.movie_id),
               array_agg(b.tickets ORDER BY b.net DESC, b.movie_id),
               array_agg(b.net ORDER BY b.net DESC, b.movie_id), count(*), min(b.net),
               (SELECT coalesce(sum(u.most), 0) FROM unseen u), (SELECT count(*) FROM unseen)
        INTO best_movies, best_counts, best_sums, found, least, bound, open_lists
        FROM best b;
        EXIT WHEN open_lists = 0 OR (found = most AND least > bound);
        depth := depth * 3;
    END LOOP;
    RETURN QUERY SELECT b.movie_id, chosen, b.tickets, b.net
        FROM unnest(best_movies, best_counts, best_sums) AS b (movie_id, tickets, net);
END $$;

SELECT analytics.reset_roll_ups();
