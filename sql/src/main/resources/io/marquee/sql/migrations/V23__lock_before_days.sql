-- As before, but that a writer who sees a day first takes the lock of the roll-ups before it notes the day. A statement
-- that inserts and updates runs both triggers, the one for updates first: one writer had the lock and waited for a
-- day that another had noted, which waited for the lock.
CREATE OR REPLACE FUNCTION analytics.movie_daily_sales_changed() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    changes analytics.sales_change[];
BEGIN
    IF TG_OP = 'INSERT' THEN
        IF EXISTS (SELECT FROM added a
                   WHERE NOT EXISTS (SELECT FROM analytics.report_day d WHERE d.sale_date = a.sale_date)) THEN
            PERFORM pg_advisory_xact_lock(hashtext('analytics.roll_up'));
            INSERT INTO analytics.report_day (sale_date) SELECT DISTINCT sale_date FROM added ORDER BY sale_date
            ON CONFLICT (sale_date) DO NOTHING;
        END IF;
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
