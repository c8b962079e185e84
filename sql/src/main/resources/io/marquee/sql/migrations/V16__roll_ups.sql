-- What reports read instead of analytics.movie_daily_sales: its sums over theaters and months.
--
-- A business day is either rolled up or not (analytics.report_day). The roll-ups hold the sums over the days that are,
-- and from then on each write to such a day changes them in its own transaction. A day that is not rolled up costs its
-- writers next to nothing, and reports read it from movie_daily_sales itself. So reports are exact at any moment, and
-- a backfill of years goes at full speed; its days are rolled up, a month at once, when they have become quiet.
--
-- Rows are kept by ids; titles are joined when a report is read, so they may change. Sums by region are moved in the
-- transaction that moves a theater to another region.

CREATE TABLE analytics.report_day (
    sale_date  date PRIMARY KEY,
    rolled_up  boolean     NOT NULL DEFAULT false,
    first_seen timestamptz NOT NULL DEFAULT now()
);
CREATE INDEX report_day_open ON analytics.report_day (sale_date) WHERE NOT rolled_up;

-- In all four: tickets are net of those given back; gross_minor is an upper bound of what any days of it earned net;
-- events are the sales and refunds in it, and a row without any counts as none.
CREATE TABLE analytics.daily_sales (
    currency       text   NOT NULL,
    sale_date      date   NOT NULL,
    bookings       bigint NOT NULL,
    cancellations  bigint NOT NULL,
    tickets        bigint NOT NULL,
    gross_minor    bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (currency, sale_date)
) WITH (fillfactor = 50);

CREATE TABLE analytics.movie_day_sales (
    currency       text   NOT NULL,
    movie_id       bigint NOT NULL,
    sale_date      date   NOT NULL,
    events         bigint NOT NULL,
    tickets        bigint NOT NULL,
    gross_minor    bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (currency, movie_id, sale_date)
);
CREATE INDEX movie_day_sales_rank ON analytics.movie_day_sales (currency, sale_date, gross_minor DESC, movie_id);

CREATE TABLE analytics.movie_month_sales (
    currency       text   NOT NULL,
    movie_id       bigint NOT NULL,
    month          date   NOT NULL,
    events         bigint NOT NULL,
    tickets        bigint NOT NULL,
    gross_minor    bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (currency, movie_id, month)
);
CREATE INDEX movie_month_sales_rank ON analytics.movie_month_sales (currency, month, gross_minor DESC, movie_id);

CREATE TABLE analytics.movie_region_month_sales (
    currency       text   NOT NULL,
    month          date   NOT NULL,
    movie_id       bigint NOT NULL,
    region         text COLLATE "C" NOT NULL, -- '' of theaters that the catalogue does not know
    events         bigint NOT NULL,
    tickets        bigint NOT NULL,
    gross_minor    bigint NOT NULL,
    refunded_minor bigint NOT NULL,
    PRIMARY KEY (currency, month, movie_id, region)
);

CREATE TYPE analytics.sales_change AS (
    theater_id     bigint,
    movie_id       bigint,
    sale_date      date,
    currency       text,
    bookings       bigint,
    cancellations  bigint,
    tickets        bigint,
    gross_minor    bigint,
    refunded_minor bigint
);

-- Adds to the roll-ups: what the subquery source yields, which may refer to changes as $1 and to days as $2. One
-- transaction at a time does this, and tables and rows are taken in one order, so that writers cannot deadlock.
CREATE FUNCTION analytics.add_to_roll_ups(source text, changes analytics.sales_change[], days date[])
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
         'coalesce((SELECT t.region FROM public.theater t WHERE t.id = s.theater_id), '''')')
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

-- Rolls days of one month up; returns how many of them were not yet. Writers of that month wait meanwhile: those
-- before have committed and are counted here, those after see that the day is rolled up and add their change
-- themselves. They must be READ COMMITTED for that, as all of Marquee's are.
CREATE FUNCTION analytics.roll_up(days date[]) RETURNS integer LANGUAGE plpgsql AS $$
DECLARE
    first_day  date := date_trunc('month', days[1])::date;
    next_month date := (first_day + interval '1 month')::date;
    own_table  regclass;
BEGIN
    IF EXISTS (SELECT FROM unnest(days) AS day WHERE day < first_day OR day >= next_month) THEN
        RAISE EXCEPTION 'days of more than one month';
    END IF;
    PERFORM pg_advisory_xact_lock(hashtext('movie_daily_sales_partition')); -- no partition is made meanwhile
    own_table := coalesce(to_regclass('analytics.movie_daily_sales_' || to_char(first_day, 'YYYY_MM')),
                          to_regclass('analytics.movie_daily_sales_default'));
    EXECUTE format('LOCK TABLE %s IN SHARE MODE', own_table);
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    days := ARRAY(SELECT DISTINCT day FROM unnest(days) AS day
                  WHERE NOT EXISTS (SELECT FROM analytics.report_day d WHERE d.sale_date = day AND d.rolled_up)
                  ORDER BY day);
    IF cardinality(days) = 0 THEN
        RETURN 0;
    END IF;
    PERFORM analytics.add_to_roll_ups(format('
        (SELECT theater_id, movie_id, sale_date, currency, bookings, cancellations,
                tickets - tickets_refunded AS tickets, gross_minor, refunded_minor
         FROM analytics.movie_daily_sales
         WHERE sale_date >= %L AND sale_date < %L AND sale_date = ANY ($2))', first_day, next_month), NULL, days);
    INSERT INTO analytics.report_day (sale_date, rolled_up) SELECT day, true FROM unnest(days) AS day
    ON CONFLICT (sale_date) DO UPDATE SET rolled_up = true;
    RETURN cardinality(days);
END $$;

-- The days to roll up now, by month: those that nothing was written to for a while, those that have waited for ten
-- minutes, and the days around today, which cost nothing while they are empty.
CREATE FUNCTION analytics.days_to_roll_up(quiet interval) RETURNS TABLE (days date[]) LANGUAGE sql STABLE AS $$
    WITH due AS (
        SELECT d.sale_date FROM analytics.report_day d
        WHERE NOT d.rolled_up
          AND (d.first_seen < now() - interval '10 minutes'
               OR NOT EXISTS (SELECT FROM analytics.theater_daily_sales s
                              WHERE s.sale_date = d.sale_date AND s.updated_at > now() - quiet))
        UNION
        SELECT around.day
        FROM (SELECT (now() AT TIME ZONE 'UTC')::date + n AS day FROM generate_series(-1, 2) AS n) AS around
        WHERE NOT EXISTS (SELECT FROM analytics.report_day d WHERE d.sale_date = around.day)
    )
    SELECT array_agg(sale_date ORDER BY sale_date) FROM due GROUP BY date_trunc('month', sale_date) ORDER BY 1
$$;

-- Keeps the roll-ups in step with each statement that writes movie_daily_sales. Statements that name a partition are
-- not seen: ensure_month_partition moves rows that way, which changes no sum.
CREATE FUNCTION analytics.movie_daily_sales_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes analytics.sales_change[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO analytics.report_day (sale_date) SELECT DISTINCT sale_date FROM added ORDER BY sale_date
        ON CONFLICT (sale_date) DO NOTHING;
        SELECT array_agg((a.theater_id, a.movie_id, a.sale_date, a.currency, a.bookings, a.cancellations,
                          a.tickets - a.tickets_refunded, a.gross_minor, a.refunded_minor)::analytics.sales_change)
        INTO changes
        FROM added a JOIN analytics.report_day d ON d.sale_date = a.sale_date AND d.rolled_up;
    ELSIF TG_OP = 'DELETE' THEN
        SELECT array_agg((r.theater_id, r.movie_id, r.sale_date, r.currency, -r.bookings, -r.cancellations,
                          r.tickets_refunded - r.tickets, -r.gross_minor, -r.refunded_minor)::analytics.sales_change)
        INTO changes
        FROM removed r JOIN analytics.report_day d ON d.sale_date = r.sale_date AND d.rolled_up;
    ELSIF EXISTS (SELECT FROM added a JOIN analytics.report_day d ON d.sale_date = a.sale_date AND d.rolled_up) THEN
        SELECT array_agg((theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets, gross_minor,
                          refunded_minor)::analytics.sales_change)
        INTO changes
        FROM (
            SELECT theater_id, movie_id, sale_date, currency, sum(bookings * sign) AS bookings,
                   sum(cancellations * sign) AS cancellations, sum((tickets - tickets_refunded) * sign) AS tickets,
                   sum(gross_minor * sign) AS gross_minor, sum(refunded_minor * sign) AS refunded_minor
            FROM (SELECT *, 1 AS sign FROM added UNION ALL SELECT *, -1 FROM removed) AS versions
            WHERE sale_date IN (SELECT sale_date FROM analytics.report_day WHERE rolled_up)
            GROUP BY theater_id, movie_id, sale_date, currency
            -- A total that only became final changes no sum.
            HAVING (sum(bookings * sign), sum(cancellations * sign), sum((tickets - tickets_refunded) * sign),
                    sum(gross_minor * sign), sum(refunded_minor * sign)) <> (0, 0, 0, 0, 0)
        ) AS change;
    END IF;
    IF changes IS NOT NULL THEN
        PERFORM analytics.add_to_roll_ups('unnest($1)', changes, NULL);
    END IF;
    RETURN NULL;
END $$;

-- Forgets all roll-ups: every day that has rows is read from movie_daily_sales again, until it is rolled up anew.
-- DELETE rather than TRUNCATE, so that reports under way still see what they began with.
CREATE FUNCTION analytics.reset_roll_ups() RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    DELETE FROM analytics.daily_sales;
    DELETE FROM analytics.movie_day_sales;
    DELETE FROM analytics.movie_month_sales;
    DELETE FROM analytics.movie_region_month_sales;
    DELETE FROM analytics.report_day;
    INSERT INTO analytics.report_day (sale_date) SELECT DISTINCT sale_date FROM analytics.movie_daily_sales;
END $$;
CREATE FUNCTION analytics.movie_daily_sales_truncated() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM analytics.reset_roll_ups();
    RETURN NULL;
END $$;

-- Sets the triggers on a table. Who puts another table in the place of analytics.movie_daily_sales (same columns,
-- partitions by the same names) does in that one transaction: take ACCESS EXCLUSIVE of the old one, rename both, call
-- this for the new one, and then analytics.reset_roll_ups().
CREATE FUNCTION analytics.keep_roll_ups_of(sales regclass) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    EXECUTE format('CREATE TRIGGER roll_up_inserted AFTER INSERT ON %s REFERENCING NEW TABLE AS added
                    FOR EACH STATEMENT EXECUTE FUNCTION analytics.movie_daily_sales_changed()', sales);
    EXECUTE format('CREATE TRIGGER roll_up_updated AFTER UPDATE ON %s
                    REFERENCING OLD TABLE AS removed NEW TABLE AS added
                    FOR EACH STATEMENT EXECUTE FUNCTION analytics.movie_daily_sales_changed()', sales);
    EXECUTE format('CREATE TRIGGER roll_up_deleted AFTER DELETE ON %s REFERENCING OLD TABLE AS removed
                    FOR EACH STATEMENT EXECUTE FUNCTION analytics.movie_daily_sales_changed()', sales);
    EXECUTE format('CREATE TRIGGER roll_up_truncated AFTER TRUNCATE ON %s
                    FOR EACH STATEMENT EXECUTE FUNCTION analytics.movie_daily_sales_truncated()', sales);
END $$;
SELECT analytics.keep_roll_ups_of('analytics.movie_daily_sales');

-- A theater that comes, goes or moves takes its sales to its region. Under the same lock as all other changes: sales
-- that are written meanwhile are added afterwards, by the region that the theater has then.
CREATE FUNCTION public.theater_region_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    old_region text   := CASE TG_OP WHEN 'INSERT' THEN '' ELSE OLD.region END;
    new_region text   := CASE TG_OP WHEN 'DELETE' THEN '' ELSE NEW.region END;
    theater    bigint := CASE TG_OP WHEN 'DELETE' THEN OLD.id ELSE NEW.id END;
BEGIN
    IF old_region = new_region THEN
        RETURN NULL;
    END IF;
    LOCK TABLE analytics.movie_daily_sales IN ACCESS SHARE MODE; -- tables before the roll-ups, as all others take them
    PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
    INSERT INTO analytics.movie_region_month_sales AS moved
        (currency, month, movie_id, region, events, tickets, gross_minor, refunded_minor)
    SELECT sold.currency, sold.month, sold.movie_id, side.region, side.sign * sold.events, side.sign * sold.tickets,
           side.sign * sold.gross, side.sign * sold.refunded
    FROM (SELECT s.currency, date_trunc('month', s.sale_date)::date AS month, s.movie_id,
                 sum(s.bookings + s.cancellations) AS events, sum(s.tickets - s.tickets_refunded) AS tickets,
                 sum(s.gross_minor) AS gross, sum(s.refunded_minor) AS refunded
          FROM analytics.movie_daily_sales s
          WHERE s.theater_id = theater AND s.sale_date IN (SELECT sale_date FROM analytics.report_day WHERE rolled_up)
          GROUP BY 1, 2, 3) AS sold
    CROSS JOIN (VALUES (old_region, -1), (new_region, 1)) AS side (region, sign)
    ORDER BY 1, 2, 3, 4
    ON CONFLICT (currency, month, movie_id, region) DO UPDATE SET
        events = moved.events + excluded.events, tickets = moved.tickets + excluded.tickets,
        gross_minor = moved.gross_minor + excluded.gross_minor,
        refunded_minor = moved.refunded_minor + excluded.refunded_minor;
    RETURN NULL;
END $$;
CREATE TRIGGER theater_region AFTER INSERT OR UPDATE OF region OR DELETE ON public.theater
    FOR EACH ROW EXECUTE FUNCTION public.theater_region_changed();
SELECT analytics.reset_roll_ups();

-- Reports name a movie by its title.
CREATE INDEX movie_title ON movie (search_text(title));

-- And a region by its name.
CREATE INDEX theater_region_search ON theater (search_text(region));

-- What the reports ask. All are STABLE: whatever they read is of one snapshot. first_day and last_day are inclusive.

CREATE FUNCTION analytics.is_rolled_up(first_day date, last_day date) RETURNS boolean LANGUAGE sql STABLE
RETURN NOT EXISTS (
    SELECT FROM analytics.report_day WHERE NOT rolled_up AND sale_date BETWEEN first_day AND last_day);

-- The currency of a report: the one asked for; else the house's, if anything was sold in it; else the one with most
-- tickets; null when nothing was sold.
CREATE FUNCTION analytics.report_currency(first_day date, last_day date, asked text, house text)
RETURNS text LANGUAGE plpgsql STABLE AS $$
BEGIN
    IF asked IS NOT NULL THEN
        RETURN asked;
    END IF;
    IF EXISTS (SELECT FROM analytics.daily_sales s
               WHERE s.currency = house AND s.sale_date BETWEEN first_day AND last_day) THEN
        RETURN house;
    END IF;
    RETURN (
        SELECT currency FROM (
            SELECT currency, tickets FROM analytics.daily_sales WHERE sale_date BETWEEN first_day AND last_day
            UNION ALL
            SELECT s.currency, s.tickets - s.tickets_refunded
            FROM analytics.report_day d JOIN analytics.movie_daily_sales s ON s.sale_date = d.sale_date
            WHERE NOT d.rolled_up AND d.sale_date BETWEEN first_day AND last_day
              AND s.sale_date BETWEEN first_day AND last_day
        ) AS sold
        GROUP BY currency ORDER BY currency = house DESC, sum(tickets) DESC, currency LIMIT 1);
END $$;

-- Totals of all theaters by day; days without a sale or refund are left out. With '*' for the currency asked for, a row
-- for each currency.
CREATE FUNCTION analytics.sales_by_day(first_day date, last_day date, asked text, house text)
RETURNS TABLE (sale_date date, currency text, bookings bigint, cancellations bigint, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 366 SET plan_cache_mode = force_generic_plan AS $$
#variable_conflict use_column
DECLARE
    chosen text[] := CASE WHEN asked = '*' THEN ARRAY(SELECT DISTINCT s.currency FROM analytics.daily_sales s)
                          ELSE ARRAY[analytics.report_currency(first_day, last_day, asked, house)] END;
BEGIN
    RETURN QUERY
        SELECT s.sale_date, s.currency, s.bookings, s.cancellations, s.tickets, s.gross_minor - s.refunded_minor
        FROM analytics.daily_sales s
        WHERE s.currency = ANY (chosen) AND s.sale_date BETWEEN first_day AND last_day
          AND s.bookings + s.cancellations > 0;
    IF NOT analytics.is_rolled_up(first_day, last_day) THEN
        RETURN QUERY
            SELECT s.sale_date, s.currency, sum(s.bookings)::bigint, sum(s.cancellations)::bigint,
                   sum(s.tickets - s.tickets_refunded)::bigint, sum(s.net_minor)::bigint
            FROM analytics.report_day d JOIN analytics.movie_daily_sales s ON s.sale_date = d.sale_date
            WHERE NOT d.rolled_up AND d.sale_date BETWEEN first_day AND last_day
              AND (asked = '*' OR s.currency = ANY (chosen)) AND s.sale_date BETWEEN first_day AND last_day
            GROUP BY s.sale_date, s.currency;
    END IF;
END $$;

-- The movies that earned most, ties by id. Over what is rolled up this is Fagin's threshold algorithm: the lists of
-- months (or of days, where the range has few of a month) are read from their tops by gross, the movies met are summed
-- up exactly, and when the least of the best is above what any movie not yet met can have earned, it is done.
CREATE FUNCTION analytics.top_movies(first_day date, last_day date, asked text, house text, most integer)
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
    depth       integer := 8;
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

-- Sales by month, movie and region, in this order (regions by code point, '' where the theater is not known).
--   title, region: null for all; compared without case and accents
--   after_*: the last row of the page before; null for the first page
CREATE FUNCTION analytics.sales_by_movie_and_region(
    first_day date, last_day date, asked text, house text, title text, wanted_region text,
    after_month date, after_movie bigint, after_region text, most integer)
RETURNS TABLE (month date, movie_id bigint, region text, currency text, tickets bigint, net_minor bigint)
LANGUAGE plpgsql STABLE ROWS 100 AS $$
#variable_conflict use_column
DECLARE
    chosen    text := analytics.report_currency(first_day, last_day, asked, house);
    known     record;
    month     date;
    month_end date;
    source    text;
    part      text;
    wanted    text := '';
    movies    bigint[];
    regions   text[];
    remaining integer := most;
    added     integer;
BEGIN
    IF title IS NOT NULL THEN
        movies := ARRAY(SELECT m.id FROM public.movie m WHERE public.search_text(m.title) = public.search_text($5));
        wanted := wanted || ' AND s.movie_id = ANY ($4)';
    END IF;
    IF wanted_region IS NOT NULL THEN
        regions := ARRAY(SELECT DISTINCT t.region FROM public.theater t
                         WHERE public.search_text(t.region) = public.search_text(wanted_region));
    END IF;
    SELECT greatest(first_day, min(d.sale_date)) AS first_day, least(last_day, max(d.sale_date)) AS last_day INTO known
    FROM analytics.report_day d;
    FOR month IN SELECT m::date FROM generate_series(date_trunc('month', greatest(known.first_day, after_month)),
                                                     known.last_day, interval '1 month') AS m
    LOOP
        month_end := (month + interval '1 month - 1 day')::date;
        IF month >= first_day AND month_end <= last_day AND analytics.is_rolled_up(month, month_end) THEN
            source := format('
                SELECT s.movie_id, s.region, s.tickets, s.gross_minor - s.refunded_minor AS net
                FROM analytics.movie_region_month_sales s
                WHERE s.currency = %L AND s.month = %L AND s.events > 0', chosen, month)
                || wanted || CASE WHEN regions IS NULL THEN '' ELSE ' AND s.region = ANY ($5)' END;
        ELSE
            part := format('
                SELECT s.movie_id, coalesce(t.region, '''') COLLATE "C" AS region,
                       sum(s.tickets - s.tickets_refunded)::bigint AS tickets, sum(s.net_minor)::bigint AS net
                FROM analytics.movie_daily_sales s LEFT JOIN public.theater t ON t.id = s.theater_id
                WHERE s.currency = %L AND s.sale_date >= %L AND s.sale_date <= %L',
                chosen, greatest(month, first_day), least(month_end, last_day))
                || CASE WHEN regions IS NULL THEN '' ELSE ' AND t.region = ANY ($5)' END;
            source := wanted || CASE WHEN month = after_month THEN ' AND s.movie_id >= $1' ELSE '' END;
            IF analytics.is_rolled_up(greatest(month, first_day), least(month_end, last_day)) THEN
                -- The roll-up knows the month's movies in order, so that a page reads the days of its own movies alone.
                source := format('
                    SELECT p.movie_id, d.region, d.tickets, d.net
                    FROM (SELECT DISTINCT s.movie_id FROM analytics.movie_region_month_sales s
                          WHERE s.currency = %L AND s.month = %L AND s.events > 0', chosen, month)
                    || source || CASE WHEN regions IS NULL THEN '' ELSE ' AND s.region = ANY ($5)' END
                    || ') AS p CROSS JOIN LATERAL (' || part || ' AND s.movie_id = p.movie_id GROUP BY 1, 2) AS d';
            ELSE
                source := part || source || ' GROUP BY 1, 2';
            END IF;
        END IF;
        RETURN QUERY EXECUTE format('SELECT %L::date, s.movie_id, s.region, %L, s.tickets, s.net FROM (%s) AS s %s
                                     ORDER BY s.movie_id, s.region LIMIT $3', month, chosen, source,
            CASE WHEN month = after_month THEN 'WHERE (s.movie_id, s.region) > ($1, $2)' ELSE '' END)
            USING after_movie, after_region, remaining, movies, regions;
        GET DIAGNOSTICS added = ROW_COUNT;
        remaining := remaining - added;
        EXIT WHEN remaining = 0;
    END LOOP;
END $$;
