-- The released matters of which somebody said that they trouble them too, the newest first.
CREATE OR REPLACE FUNCTION matters_my_toos(p_who text) RETURNS SETOF jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    found uuid[];
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    SELECT array_agg(t.matter_id) INTO found FROM matters_metoo t WHERE t.who = p_who;
    PERFORM set_config('role', 'shuoshi_public', true);
    RETURN QUERY SELECT to_jsonb(p) FROM matters_published p WHERE p.matter_id = ANY (found)
        ORDER BY p.opened_at DESC LIMIT 200;
    PERFORM set_config('role', 'none', true);
END $$;
