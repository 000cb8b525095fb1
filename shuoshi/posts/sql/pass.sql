-- Write what passed at one post: look under the reach of whoever brings it, then write everything as engine, at once.
-- Each passage lies under the switch of the post's kind that was on when it was checked; its id came from its device,
-- so what is brought twice is kept once. p_more holds by passage what else is written: registered (fields, sealed),
-- cases (whoever waits, or what the leader decided).
-- Gives for each what became of it, in their order: kept, same, other, off, closed; NULL where nobody sees such a
-- post, or its kind is not that of the checks.
CREATE OR REPLACE FUNCTION posts_pass(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_post uuid, p_kind text, p_received timestamptz, p_duty uuid,
    p_ids uuid[], p_ats timestamptz[], p_checks text[], p_rules smallint[], p_outcomes text[], p_vehicles smallint[],
    p_aboard smallint[], p_lanes smallint[], p_decided boolean[], p_more jsonb
) RETURNS text[] LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    own_path text;
    own_kind text;
    since timestamptz;
    until timestamptz;
    kept uuid[];
    came text[];
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT path, kind, opened_at, closed_at INTO own_path, own_kind, since, until FROM posts_post WHERE id = p_post;
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF own_kind IS NULL OR own_kind <> p_kind THEN
        PERFORM set_config('role', 'none', true);
        RETURN NULL;
    END IF;
    WITH brought AS (
        SELECT * FROM unnest(p_ids, p_ats, p_checks, p_rules, p_outcomes, p_vehicles, p_aboard, p_lanes, p_decided)
            AS b(id, at, checks, rule, outcome, vehicles, aboard, lane, decided)
    ), under AS (
        SELECT s.id, s.starts_at, s.ended_at, s.last_on FROM reach_switch s
        WHERE s.kind = own_kind AND 'posts' = ANY(s.opens) AND s.erasing_at IS NULL
          AND left(own_path, length(s.path)) = s.path
    ), written AS (
        INSERT INTO posts_passage (id, post_id, path, switch_id, at, received_at, checks, rule, outcome, vehicles,
                                   aboard, lane, decided, duty_id)
        SELECT b.id, p_post, own_path, s.id, b.at, p_received, b.checks, b.rule, b.outcome, b.vehicles, b.aboard,
               b.lane, b.decided, p_duty
        FROM brought b JOIN under s ON b.at >= s.starts_at AND (s.ended_at IS NULL OR b.at < s.ended_at)
            AND (b.at AT TIME ZONE 'Asia/Shanghai')::date <= s.last_on
        WHERE b.at >= since AND (until IS NULL OR b.at < until)
        ON CONFLICT (id) DO NOTHING
        RETURNING id, switch_id, at, outcome, vehicles, aboard, decided
    ), counted AS (
        INSERT INTO posts_tally (post_id, path, switch_id, "on", hour, outcome, passages, vehicles, aboard, decided)
        SELECT p_post, own_path, w.switch_id, (w.at AT TIME ZONE 'Asia/Shanghai')::date,
               extract(hour FROM w.at AT TIME ZONE 'Asia/Shanghai'), w.outcome, count(*), sum(w.vehicles),
               sum(w.aboard), count(*) FILTER (WHERE w.decided)
        FROM written w GROUP BY 3, 4, 5, 6
    ), noted AS (
        INSERT INTO posts_registered (id, post_id, path, switch_id, at, checks, fields)
        SELECT w.id, p_post, own_path, w.switch_id, w.at, r.checks, r.fields
        FROM jsonb_to_recordset(p_more->'registered') AS r(id uuid, switch uuid, checks text, fields jsonb)
        JOIN written w ON w.id = r.id AND w.switch_id = r.switch
    ), waits AS (
        INSERT INTO posts_case (id, post_id, path, switch_id, kind, outcome, opened_at, closed_at, ended, who, why, account_id)
        SELECT w.id, p_post, own_path, w.switch_id, c.kind, c.outcome, w.at, c.closed_at, c.ended, c.who, c.why, c.account_id
        FROM jsonb_to_recordset(p_more->'cases') AS c(
            id uuid, kind text, outcome text, closed_at timestamptz, ended text, who text, why text, account_id uuid)
        JOIN written w ON w.id = c.id
    )
    SELECT array_agg(id) INTO kept FROM written;
    IF cardinality(kept) = cardinality(p_ids) THEN
        came := array_fill('kept'::text, ARRAY[cardinality(p_ids)]);
    ELSE
        SELECT array_agg(CASE
            WHEN b.id = ANY(kept) THEN 'kept'
            WHEN p.id IS NOT NULL AND p.post_id = p_post AND p.outcome = b.outcome AND p.aboard = b.aboard
                AND p.vehicles = b.vehicles AND p.rule = b.rule AND p.checks = b.checks THEN 'same'
            WHEN p.id IS NOT NULL THEN 'other'
            WHEN b.at < since OR b.at >= until THEN 'closed'
            ELSE 'off' END ORDER BY b.n)
        INTO came
        FROM unnest(p_ids, p_ats, p_outcomes, p_aboard, p_vehicles, p_rules, p_checks)
            WITH ORDINALITY AS b(id, at, outcome, aboard, vehicles, rule, checks, n)
        LEFT JOIN posts_passage p ON p.id = b.id;
    END IF;
    PERFORM set_config('role', 'none', true);
    RETURN came;
END $$;
