-- As before, but that not every movie met in the lists is summed up, only those that may have earned most: after what
-- the lists tell of it, a movie has an upper bound, as in the threshold algorithm of Fagin, Lotem and Naor (2003).
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
    depth       integer := 4 * most; -- rows read of each list
    tried       integer := 4 * most; -- movies summed up
    found       integer;
    least       bigint;
    bound       numeric;
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
            SELECT list, min(gross_minor) AS last FROM head GROUP BY list HAVING count(*) = depth
        ), met AS (
            -- A movie earned at most what the lists say that it is in, and what the last one read of each other list has.
            SELECT h.movie_id,
                   sum(h.gross_minor - coalesce(u.last, 0)) + (SELECT coalesce(sum(last), 0) FROM unseen) AS at_most
            FROM head h LEFT JOIN unseen u ON u.list = h.list
            GROUP BY h.movie_id ORDER BY at_most DESC, h.movie_id LIMIT tried + 1
        ), best AS (
            SELECT met.movie_id, total.tickets, total.net
            FROM (SELECT * FROM met ORDER BY at_most DESC, movie_id LIMIT tried) met CROSS JOIN LATERAL (
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
               -- the bound of the movies that were not summed up; null when there are none
               greatest((SELECT sum(u.last) FROM unseen u),
                        (SELECT m.at_most FROM met m ORDER BY m.at_most DESC, m.movie_id OFFSET tried))
        INTO best_movies, best_counts, best_sums, found, least, bound
        FROM best b;
        EXIT WHEN bound IS NULL OR (found = most AND least > bound);
        depth := depth * 3;
        tried := tried * 3;
    END LOOP;
    RETURN QUERY SELECT b.movie_id, chosen, b.tickets, b.net
        FROM unnest(best_movies, best_counts, best_sums) AS b (movie_id, tickets, net);
END $$;
