-- Bind to containers whoever was brought at one site: look under the reach of whoever brings them, then write everything
-- as engine, at once. Ids came from the device: what is brought twice is kept once. A container is opened by the first
-- that names it. Somebody who was counted before in this count is bound again and counted once.
-- p_of says where subjects are found: person or household; p_alone how many the smallest container takes; p_guests holds
-- by member the sealed fields of whoever stands in no register.
-- Whoever is to come again alone may come after the count ended, while its emergency is on.
-- Gives for each what became of it, in their order: kept, again, same, other, off, sealed, full, taken, twice, unknown;
-- 'edition' alone where the count has other rules; NULL where nobody sees such a site.
CREATE OR REPLACE FUNCTION counts_bind(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_site uuid, p_edition text, p_of text, p_alone smallint, p_received timestamptz, p_duty uuid, p_account uuid,
    p_ids uuid[], p_ats timestamptz[], p_containers uuid[], p_codes text[], p_mosts smallint[], p_subjects uuid[],
    p_guests jsonb
) RETURNS text[] LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    own_path text;
    own_unit uuid;
    own_count uuid;
    own_edition text;
    area text;
    planned timestamptz;
    since timestamptz;
    shut_at timestamptz;
    switch_until timestamptz;
    last_day date;
    came text[];
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT path, unit_id, count_id, closed_at INTO own_path, own_unit, own_count, shut_at
    FROM counts_site WHERE id = p_site;
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF own_count IS NULL THEN
        PERFORM set_config('role', 'none', true);
        RETURN NULL;
    END IF;
    SELECT c.path, c.edition, c.planned_at,
           CASE WHEN s.id IS NOT NULL THEN greatest(c.starts_at, s.starts_at) END, least(shut_at, c.ended_at), s.ended_at, s.last_on
    INTO area, own_edition, planned, since, shut_at, switch_until, last_day
    FROM counts_count c LEFT JOIN reach_switch s ON s.id = c.switch_id AND s.erasing_at IS NULL
    WHERE c.id = own_count;
    IF own_edition <> p_edition THEN
        PERFORM set_config('role', 'none', true);
        RETURN ARRAY['edition'];
    END IF;

    INSERT INTO counts_container (id, count_id, site_id, path, unit_id, code, most, members, opened_at, opened_by, result)
    SELECT DISTINCT ON (b.container) b.container, own_count, p_site, own_path, own_unit, b.code, b.most, 0, b.at, p_account, ''
    FROM unnest(p_ats, p_containers, p_codes, p_mosts) AS b(at, container, code, most)
    WHERE b.at >= since AND (switch_until IS NULL OR b.at < switch_until)
    ORDER BY b.container, b.at
    ON CONFLICT DO NOTHING;
    PERFORM 1 FROM counts_container WHERE id = ANY(p_containers) ORDER BY id FOR UPDATE;
    PERFORM 1 FROM counts_counted WHERE count_id = own_count AND subject_id = ANY(p_subjects)
    ORDER BY subject_id FOR UPDATE;

    WITH there AS MATERIALIZED (
        SELECT container_id, subject_id FROM counts_member WHERE container_id = ANY(p_containers)
    ), brought AS (
        SELECT b.*, c.id AS held, c.sealed_at, c.most, c.members, m.id AS known,
               m.container_id = b.container AND m.subject_id IS NOT DISTINCT FROM b.subject AS alike,
               coalesce(p.path, h.path) AS home,
               p.left_on IS NULL AND coalesce(p.seen_at, h.added_at) <= planned AS awaited,
               c.most <= p_alone AND EXISTS (
                   SELECT FROM counts_single s
                   WHERE s.count_id = own_count AND s.subject_id = b.subject AND s.own_id IS NULL) AS alone
        FROM unnest(p_ids, p_ats, p_containers, p_codes, p_subjects) WITH ORDINALITY
            AS b(id, at, container, code, subject, n)
        LEFT JOIN counts_container c ON c.id = b.container AND c.site_id = p_site AND c.code = b.code
        LEFT JOIN counts_member m ON m.id = b.id
        LEFT JOIN people_person p ON p_of = 'person' AND p.id = b.subject AND p.same_as_id IS NULL
            AND left(p.path, length(area)) = area
        LEFT JOIN people_household h ON p_of = 'household' AND h.id = b.subject AND left(h.path, length(area)) = area
    ), judged AS (
        SELECT b.*, CASE
            WHEN b.known IS NOT NULL THEN CASE WHEN b.alike THEN 'same' ELSE 'other' END
            WHEN since IS NULL OR b.at < since OR b.at >= switch_until
                OR (b.at >= shut_at AND NOT coalesce(b.alone, false))
                OR (b.at AT TIME ZONE 'Asia/Shanghai')::date > last_day THEN 'off'
            WHEN b.held IS NULL THEN 'taken'
            WHEN b.sealed_at IS NOT NULL THEN 'sealed'
            WHEN b.subject IS NOT NULL AND b.home IS NULL THEN 'unknown'
            WHEN b.subject IS NOT NULL AND EXISTS (
                SELECT FROM there t WHERE t.container_id = b.container AND t.subject_id = b.subject) THEN 'twice'
            ELSE 'fits' END AS first_word
        FROM brought b
    ), once AS (
        SELECT j.*, CASE WHEN j.first_word = 'fits' AND j.subject IS NOT NULL AND row_number() OVER (
            PARTITION BY j.container, j.subject, j.first_word ORDER BY j.n) > 1 THEN 'twice' ELSE j.first_word END AS word
        FROM judged j
    ), placed AS (
        SELECT o.*, o.word = 'fits' AND o.members
            + count(*) FILTER (WHERE o.word = 'fits') OVER (PARTITION BY o.container ORDER BY o.n) <= o.most AS goes
        FROM once o
    ), first AS (
        INSERT INTO counts_counted (id, count_id, subject_id, path)
        SELECT g.id, own_count, g.subject, g.home FROM placed g WHERE g.goes AND g.subject IS NOT NULL
        ORDER BY g.subject, g.n
        ON CONFLICT DO NOTHING
        RETURNING id
    ), bound AS (
        INSERT INTO counts_member (id, container_id, count_id, subject_id, at, received_at, again, duty_id)
        SELECT g.id, g.container, own_count, g.subject, g.at, p_received,
               g.subject IS NOT NULL AND f.id IS NULL, p_duty
        FROM placed g LEFT JOIN first f ON f.id = g.id WHERE g.goes
        ON CONFLICT DO NOTHING
        RETURNING id, container_id, again
    ), filled AS (
        UPDATE counts_container c SET members = c.members + x.many
        FROM (SELECT container_id, count(*) AS many FROM bound GROUP BY 1) x WHERE c.id = x.container_id
    ), tallied AS (
        INSERT INTO counts_tally (count_id, site_id, path, "on", hour, counted, more, again, guests)
        SELECT own_count, p_site, left(coalesce(g.home, own_path), 15), (g.at AT TIME ZONE 'Asia/Shanghai')::date,
               extract(hour FROM g.at AT TIME ZONE 'Asia/Shanghai'),
               count(*) FILTER (WHERE g.subject IS NOT NULL AND NOT b.again),
               count(*) FILTER (WHERE g.subject IS NOT NULL AND NOT b.again AND NOT g.awaited),
               count(*) FILTER (WHERE b.again), count(*) FILTER (WHERE g.subject IS NULL)
        FROM placed g JOIN bound b ON b.id = g.id GROUP BY 3, 4, 5
    ), said AS (
        INSERT INTO counts_guest (id, container_id, fields)
        SELECT b.id, b.container_id, r.fields
        FROM jsonb_to_recordset(p_guests) AS r(id uuid, fields jsonb) JOIN bound b ON b.id = r.id
    ), came_alone AS (
        UPDATE counts_single s SET own_id = g.container
        FROM placed g JOIN bound b ON b.id = g.id
        WHERE g.alone AND s.count_id = own_count AND s.subject_id = g.subject AND s.own_id IS NULL
    )
    SELECT array_agg(CASE WHEN NOT g.goes THEN CASE g.word WHEN 'fits' THEN 'full' ELSE g.word END
                          WHEN b.id IS NULL THEN 'other' WHEN b.again THEN 'again' ELSE 'kept' END ORDER BY g.n)
    INTO came FROM placed g LEFT JOIN bound b ON b.id = g.id;
    DELETE FROM counts_container c WHERE c.id = ANY(p_containers) AND c.members = 0 AND c.site_id = p_site;
    PERFORM set_config('role', 'none', true);
    RETURN came;
END $$;
