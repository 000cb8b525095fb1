-- What everybody may see of one matter, and whether `p_who` said "me too" of it: one round trip, the matter
-- under the public reach.
CREATE OR REPLACE FUNCTION matters_public(p_number text, p_who text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
    own uuid;
BEGIN
    PERFORM set_config('role', 'shuoshi_public', true);
    SELECT to_jsonb(p), p.matter_id INTO answer, own FROM matters_published p WHERE p.number = p_number;
    IF p_who <> '' AND own IS NOT NULL THEN
        PERFORM set_config('role', 'shuoshi_engine', true);
        answer := answer || jsonb_build_object('said_too', EXISTS (
            SELECT FROM matters_metoo t WHERE t.matter_id = own AND t.who = p_who));
    END IF;
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
