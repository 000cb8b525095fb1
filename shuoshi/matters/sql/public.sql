-- What everybody may see of one matter: one round trip under the public reach.
CREATE OR REPLACE FUNCTION matters_public(p_number text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM set_config('role', 'shuoshi_public', true);
    SELECT to_jsonb(p) INTO answer FROM matters_published p WHERE p.number = p_number;
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
