-- The answers and progress reports of one entry of a stage, under the caller's reach: one round trip.
CREATE OR REPLACE FUNCTION matters_words(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_id uuid, p_entry integer
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT jsonb_build_object(
        'answers', (SELECT jsonb_agg(jsonb_build_array(a.role, a.account_id, a.solved, a.rating, a.words)
                                     ORDER BY a.at, a.id)
                    FROM matters_answer a WHERE a.matter_id = p_id AND a.entry = p_entry),
        'reports', (SELECT jsonb_agg(jsonb_build_array(r.at, r.said_by, r.progress, r.effect, r.problems)
                                     ORDER BY r.at DESC, r.id DESC)
                    FROM matters_report r WHERE r.matter_id = p_id))
    INTO answer;
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
