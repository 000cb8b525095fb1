-- Let go of people whom nothing keeps and nobody has met since `p_before`: registered once, without a household,
-- a login, a matter or an unanswered request. At most `p_most`; how many.
CREATE OR REPLACE FUNCTION people_over(p_before timestamptz, p_most integer) RETURNS integer
LANGUAGE sql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
    SELECT people_go(ARRAY(
        SELECT p.id FROM people_person p WHERE p.seen_at < p_before AND people_only_raised(p.id)
        ORDER BY p.seen_at, p.id LIMIT p_most))
$$;
