-- Generations of the box office's totals. A new one is added up in a schema of its own, in tables like those that are
-- read, and takes their place in one transaction.

-- What became of each. When one is switched to but not serving, Redis and the Flink job have still to follow: whoever
-- starts the job next finishes that first.
CREATE TABLE analytics.generation (
    number      integer PRIMARY KEY GENERATED ALWAYS AS IDENTITY,
    state       text NOT NULL DEFAULT 'building' CHECK (state IN ('building', 'switched', 'serving', 'given up')),
    savepoint   text, -- where its job goes on from, below the folder of the Flink cluster
    began_at    timestamptz NOT NULL DEFAULT now(),
    switched_at timestamptz,
    serving_at  timestamptz,
    CHECK (state NOT IN ('switched', 'serving') OR savepoint IS NOT NULL)
);

-- The tables of a generation, whole or in partitions, each with its partitions.
CREATE FUNCTION analytics.generation_tables(of_schema text)
RETURNS TABLE (root name, relation oid, name name, is_partition boolean)
LANGUAGE sql STABLE SET search_path = pg_catalog AS $$
    SELECT r.relname, t.relid, c.relname, t.level > 0
    FROM pg_class r
    JOIN pg_namespace n ON n.oid = r.relnamespace AND n.nspname = of_schema
    CROSS JOIN LATERAL (
        SELECT p.relid::oid, p.level FROM pg_partition_tree(r.oid) p
        UNION
        SELECT r.oid, 0
    ) t
    JOIN pg_class c ON c.oid = t.relid
    WHERE r.relname IN ('theater_daily_sales', 'theater_monthly_sales', 'movie_daily_sales')
    ORDER BY 1, 4, 3
$$;

-- Makes empty tables like those of analytics in a new schema: columns, keys, indexes and checks by the same names,
-- partitions, storage parameters, rights. Triggers come with the switch: nothing follows a copy.
CREATE FUNCTION analytics.prepare_generation(target text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    source record;
    part   record;
    parts  oid[];
BEGIN
    EXECUTE format('CREATE SCHEMA %I', target);
    FOR source IN
        SELECT g.name, g.relation, c.reloptions, pg_get_partkeydef(c.oid) AS key
        FROM analytics.generation_tables('analytics') g JOIN pg_class c ON c.oid = g.relation
        WHERE NOT g.is_partition
    LOOP
        EXECUTE format('CREATE TABLE %I.%I (LIKE %s INCLUDING ALL EXCLUDING INDEXES)%s%s',
            target, source.name, source.relation::regclass,
            coalesce(' PARTITION BY ' || source.key, ''),
            coalesce(' WITH (' || array_to_string(source.reloptions, ', ') || ')', ''));
        FOR part IN
            SELECT c.relname, pg_get_expr(c.relpartbound, c.oid) AS bound, c.reloptions
            FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
            WHERE i.inhparent = source.relation ORDER BY c.relname
        LOOP
            EXECUTE format('CREATE TABLE %I.%I PARTITION OF %I.%I %s%s',
                target, part.relname, target, source.name, part.bound,
                coalesce(' WITH (' || array_to_string(part.reloptions, ', ') || ')', ''));
        END LOOP;
        FOR part IN
            SELECT conname, pg_get_constraintdef(oid) AS definition
            FROM pg_constraint
            WHERE conrelid = source.relation AND contype IN ('p', 'u', 'x', 'f') ORDER BY conname
        LOOP
            EXECUTE format('ALTER TABLE %I.%I ADD CONSTRAINT %I %s',
                target, source.name, part.conname, part.definition);
        END LOOP;
        FOR part IN
            SELECT pg_get_indexdef(i.indexrelid) AS definition
            FROM pg_index i
            WHERE i.indrelid = source.relation
              AND NOT EXISTS (SELECT FROM pg_constraint WHERE conindid = i.indexrelid)
            ORDER BY i.indexrelid
        LOOP
            EXECUTE regexp_replace(part.definition, ' ON (ONLY )?\S+ USING ',
                format(' ON %I.%I USING ', target, source.name));
        END LOOP;
    END LOOP;
    FOR part IN
        SELECT copy.relation::regclass AS copy, right_.privilege_type AS privilege, right_.is_grantable AS grantable,
               CASE right_.grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(right_.grantee)) END AS grantee
        FROM analytics.generation_tables('analytics') live
        JOIN analytics.generation_tables(target) copy ON copy.name = live.name
        JOIN pg_class c ON c.oid = live.relation
        CROSS JOIN LATERAL aclexplode(c.relacl) right_
        WHERE right_.grantee <> c.relowner
    LOOP
        EXECUTE format('GRANT %s ON %s TO %s%s', part.privilege, part.copy, part.grantee,
            CASE WHEN part.grantable THEN ' WITH GRANT OPTION' ELSE '' END);
    END LOOP;
END $$;

-- Puts the tables of schema next into the place of those of analytics, which go to a new schema previous: all in the
-- transaction of the caller, so that no reader ever sees half of it. Views on the tables and triggers of theirs come
-- along. Waits for readers under way; set lock_timeout, and try again, so that readers do not wait long behind it.
CREATE FUNCTION analytics.switch_generation(next text, previous text) RETURNS void
LANGUAGE plpgsql SET search_path = pg_catalog AS $$
DECLARE
    one        record;
    views      text[];
    triggers   text[];
    missing    text[];
    obstacles  text;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtext('movie_daily_sales_partition')); -- no partition is made meanwhile
    LOCK TABLE analytics.theater_daily_sales, analytics.theater_monthly_sales, analytics.movie_daily_sales
        IN ACCESS EXCLUSIVE MODE;

    SELECT string_agg(DISTINCT pg_describe_object(d.classid, d.objid, 0), ', ') INTO obstacles
    FROM pg_depend d
    JOIN analytics.generation_tables('analytics') g ON d.refclassid = 'pg_class'::regclass AND d.refobjid = g.relation
    LEFT JOIN pg_rewrite r ON d.classid = 'pg_rewrite'::regclass AND r.oid = d.objid
    LEFT JOIN pg_class v ON v.oid = r.ev_class
    LEFT JOIN pg_constraint k ON d.classid = 'pg_constraint'::regclass AND k.oid = d.objid
    WHERE (d.classid = 'pg_rewrite'::regclass AND v.relkind <> 'v')
       OR d.classid IN ('pg_proc'::regclass, 'pg_policy'::regclass, 'pg_publication_rel'::regclass)
       OR (k.contype = 'f' AND k.conrelid NOT IN (SELECT relation FROM analytics.generation_tables('analytics')));
    IF obstacles IS NOT NULL THEN
        RAISE EXCEPTION 'the tables cannot be exchanged, these would stay with the old ones: %', obstacles;
    END IF;

    -- As text with full names, to be read again when the names mean the new tables.
    SELECT array_agg(format('CREATE OR REPLACE VIEW %s%s AS %s', v.oid::regclass,
               coalesce(' WITH (' || array_to_string(v.reloptions, ', ') || ')', ''), pg_get_viewdef(v.oid)))
    INTO views
    FROM pg_class v
    WHERE v.relkind = 'v' AND v.oid IN (
        SELECT r.ev_class FROM pg_depend d JOIN pg_rewrite r ON r.oid = d.objid
        WHERE d.classid = 'pg_rewrite'::regclass AND d.refclassid = 'pg_class'::regclass
          AND d.refobjid IN (SELECT relation FROM analytics.generation_tables('analytics')));
    SELECT array_agg(pg_get_triggerdef(t.oid) ORDER BY t.tgname) INTO triggers
    FROM pg_trigger t
    WHERE NOT t.tgisinternal AND t.tgparentid = 0
      AND t.tgrelid IN (SELECT relation FROM analytics.generation_tables('analytics'));
    SELECT array_agg(live.name) INTO missing
    FROM analytics.generation_tables('analytics') live
    WHERE live.is_partition
      AND NOT EXISTS (SELECT FROM analytics.generation_tables(next) n WHERE n.name = live.name);

    FOR one IN
        SELECT t.tgname, t.tgrelid::regclass AS of_table FROM pg_trigger t
        WHERE NOT t.tgisinternal AND t.tgparentid = 0
          AND t.tgrelid IN (SELECT relation FROM analytics.generation_tables('analytics'))
    LOOP
        EXECUTE format('DROP TRIGGER %I ON %s', one.tgname, one.of_table);
    END LOOP;
    EXECUTE format('CREATE SCHEMA %I', previous);
    FOR one IN SELECT relation::regclass AS moved FROM analytics.generation_tables('analytics') LOOP
        EXECUTE format('ALTER TABLE %s SET SCHEMA %I', one.moved, previous);
    END LOOP;
    FOR one IN SELECT relation::regclass AS moved FROM analytics.generation_tables(next) LOOP
        EXECUTE format('ALTER TABLE %s SET SCHEMA analytics', one.moved);
    END LOOP;
    FOR one IN SELECT unnest(triggers || views) AS statement LOOP
        EXECUTE one.statement;
    END LOOP;
    EXECUTE format('DROP SCHEMA %I', next);

    FOR one IN SELECT to_date(right(part, 7), 'YYYY_MM') AS month FROM unnest(missing) AS part LOOP
        PERFORM analytics.ensure_month_partition(one.month);
    END LOOP;
    IF to_regprocedure('analytics.reset_roll_ups()') IS NOT NULL THEN
        PERFORM set_config('search_path', 'public, pg_catalog', true);
        EXECUTE 'SELECT analytics.reset_roll_ups()';
    END IF;
END $$;
