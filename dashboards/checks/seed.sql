-- A year and a month of box office up to today: the same totals for the same day, on any machine. Eleven theaters in
-- six regions and four currencies (one without decimals), two dozen movies that open, fade and leave.

INSERT INTO public.theater (id, name, location, region, time_zone, currency) VALUES
    (1, 'Bay Lantern', 'San Francisco', 'West', 'America/Los_Angeles', 'USD'),
    (2, 'Sunset Palace', 'Los Angeles', 'West', 'America/Los_Angeles', 'USD'),
    (3, 'Lakeshore 12', 'Chicago', 'Midwest', 'America/Chicago', 'USD'),
    (4, 'Twin Cities Rialto', 'Minneapolis', 'Midwest', 'America/Chicago', 'USD'),
    (5, 'Magnolia', 'Atlanta', 'South', 'America/New_York', 'USD'),
    (6, 'Lone Star Grand', 'Austin', 'South', 'America/Chicago', 'USD'),
    (7, 'Hudson Square', 'New York', 'Northeast', 'America/New_York', 'USD'),
    (8, 'Harbor Light', 'Boston', 'Northeast', 'America/New_York', 'USD'),
    (9, 'Kino am Ufer', 'Berlin', 'Europe', 'Europe/Berlin', 'EUR'),
    (10, 'The Old Vicarage', 'London', 'Europe', 'Europe/London', 'GBP'),
    (11, 'Sakura-za', 'Tokyo', 'Asia', 'Asia/Tokyo', 'JPY');

INSERT INTO public.genre (id, name) VALUES
    (1, 'Action'), (2, 'Comedy'), (3, 'Drama'), (4, 'Family'), (5, 'Horror'), (6, 'Science fiction'), (7, 'Thriller');

INSERT INTO public.movie (id, title, runtime_minutes)
SELECT id, title, 88 + id * 3 FROM unnest(ARRAY[
    'The Lighthouse Clock', 'Eleven Doors', 'Paper Comets', 'A Quiet Harvest', 'Night Ferry', 'The Cartographer',
    'Saltwater Summer', 'Iron Orchard', 'Second Balcony', 'The Last Projectionist', 'Glass Meridian', 'Underpass',
    'Tigers of the Attic', 'Northern Static', 'Midnight Matinee', 'Honey and Smoke', 'The Weight of Snow',
    'Orbit of Small Things', 'Crooked Mile', 'Bellweather', 'The Velvet Row', 'Low Tide', 'Popcorn Kings',
    'An Hour Past Dawn']) WITH ORDINALITY AS m (title, id);

-- The main genre is position 0; the second one of every third movie must not count twice.
INSERT INTO public.movie_genre (movie_id, genre_id, position)
SELECT id, 1 + id % 7, 0 FROM public.movie
UNION ALL
SELECT id, 1 + (id + 3) % 7, 1 FROM public.movie WHERE id % 3 = 0;

-- Movie n opens 19 days after movie n-1 and runs for ten weeks. Movie 25 is sold, yet unknown to the catalogue.
INSERT INTO analytics.movie_daily_sales
    (theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets, tickets_refunded,
     gross_minor, refunded_minor, status, version)
SELECT theater_id, movie_id, sale_date, currency,
       (tickets + 1) / 2, (refunded + 1) / 2, tickets, refunded,
       tickets * price, refunded * price,
       CASE WHEN sale_date >= current_date - 1 THEN 'provisional'
            WHEN (theater_id + (sale_date - DATE '2020-01-01')) % 97 = 0 THEN 'restated' ELSE 'final' END,
       (tickets + 1) / 2 + (refunded + 1) / 2
FROM (
    SELECT t.id AS theater_id, m.id AS movie_id, day::date AS sale_date, t.currency,
           CASE t.currency WHEN 'USD' THEN 1350 + 25 * (t.id % 5) WHEN 'EUR' THEN 1180 WHEN 'GBP' THEN 1095
                           ELSE 1900 END AS price,
           s.tickets,
           CASE WHEN s.noise % 5 = 0 THEN 1 + s.tickets / 24 ELSE s.tickets / 60 END AS refunded
    FROM public.theater t
    CROSS JOIN generate_series(1, 25) AS m (id)
    CROSS JOIN generate_series(current_date - 395, current_date, interval '1 day') AS day
    CROSS JOIN LATERAL (SELECT day::date - (current_date - 420) - 19 * (m.id - 1) AS age) AS run
    CROSS JOIN LATERAL (
        SELECT (run.age * 7919 + t.id * 10473 + m.id * 12997)::bigint % 1000 AS noise
    ) AS n
    CROSS JOIN LATERAL (
        SELECT n.noise,
               floor((60 + 7 * (t.id * 5 % 11) + 11 * (m.id * 7 % 13)) * exp(-run.age / 30.0)
                     * (ARRAY[0.62, 0.78, 0.70, 0.83, 1.45, 1.90, 1.52])[extract(isodow FROM day)::integer]
                     * (1 + 0.25 * sin(2 * pi() * (extract(doy FROM day)::double precision - 80) / 365.0))
                     * (0.85 + n.noise / 3333.0))::bigint + 1 AS tickets
    ) AS s
    WHERE run.age BETWEEN 0 AND 69 AND (t.id + m.id) % 4 <> 3
) AS sold;

-- A day with nothing but a refund: net below zero.
INSERT INTO analytics.movie_daily_sales
    (theater_id, movie_id, sale_date, currency, bookings, cancellations, tickets, tickets_refunded,
     gross_minor, refunded_minor, status, version)
VALUES (8, 1, current_date - 20, 'USD', 0, 1, 0, 2, 0, 2850, 'restated', 1);

INSERT INTO analytics.theater_daily_sales
    (theater_id, sale_date, currency, bookings, cancellations, tickets, tickets_refunded, gross_minor, refunded_minor,
     status, version)
SELECT theater_id, sale_date, currency, sum(bookings), sum(cancellations), sum(tickets), sum(tickets_refunded),
       sum(gross_minor), sum(refunded_minor), min(status), sum(version)
FROM analytics.movie_daily_sales GROUP BY theater_id, sale_date, currency;

INSERT INTO analytics.theater_monthly_sales
    (theater_id, month, currency, bookings, cancellations, tickets, tickets_refunded, gross_minor, refunded_minor,
     status, version)
SELECT theater_id, date_trunc('month', sale_date)::date, currency, sum(bookings), sum(cancellations), sum(tickets),
       sum(tickets_refunded), sum(gross_minor), sum(refunded_minor),
       CASE WHEN date_trunc('month', sale_date) = date_trunc('month', current_date) THEN 'provisional' ELSE 'final' END,
       sum(version)
FROM analytics.theater_daily_sales GROUP BY theater_id, date_trunc('month', sale_date), currency;

ANALYZE;
