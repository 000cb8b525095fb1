-- The newest released matters in whose released words the asked ones stand: one round trip under the
-- public reach, whose policy on the words is no condition.
CREATE OR REPLACE FUNCTION matters_search_board(
    p_asked text, p_lo text, p_hi text, p_kind text, p_before timestamptz, p_id uuid, p_most integer
) RETURNS SETOF jsonb LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    scope tsquery := '';
    found uuid[];
BEGIN
    PERFORM set_config('role', 'shuoshi_public', true);
    IF p_kind <> '' THEN -- a code of a file, which holds no quotes
        scope := format('''%%%s''', regexp_replace(p_kind, '[^a-z0-9_]', '', 'g'))::tsquery;
    END IF;
    found := matters_found('matters_publishedsought', p_asked::tsquery, scope, p_lo, p_hi, true, p_before, p_id, p_most);
    RETURN QUERY
        SELECT to_jsonb(p) FROM unnest(found) WITH ORDINALITY AS f(id, n)
        JOIN matters_published p ON p.matter_id = f.id ORDER BY f.n;
    PERFORM set_config('role', 'none', true);
END $$;
