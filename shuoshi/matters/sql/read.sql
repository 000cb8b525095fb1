-- Read one matter with all that a decision needs, under the caller's reach: one round trip.
-- Arguments: the actor's role, bounds, unit, person and token; the matter; the local day for limits.
-- Gives one row, or none where the reach does not hold the matter. SECURITY INVOKER: policies hold.
CREATE OR REPLACE FUNCTION matters_read(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_id uuid, p_on date
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT jsonb_build_object(
        'matter', to_jsonb(m) - 'queue_at',
        'place_kind', (SELECT p.kind FROM places_place p WHERE p.id = m.place_id),
        'title', t.title, 'body', t.body, 'form', t.form,
        'steps', (SELECT jsonb_agg(jsonb_build_array(
                      s.move, s.from_stage, s.to_stage, s.at, s.account_id, s.unit_id, s.role,
                      s.due_before_at, s.due_at, s.paused, s.revision,
                      CASE WHEN s.move = 'ask_extension' THEN s.answers END) ORDER BY s.revision)
                  FROM matters_step s WHERE s.matter_id = m.id),
        'limits', (SELECT jsonb_object_agg(l.name, l.limit) FROM programmes_limitrow l
                   WHERE l.programme = m.programme AND l.valid_from_on <= p_on
                     AND (l.valid_to_on IS NULL OR l.valid_to_on > p_on)),
        'units', matters_units_at(m.path, p_on),
        'published', (SELECT p.hidden_at IS NULL FROM matters_published p WHERE p.matter_id = m.id),
        'programmes', (SELECT jsonb_agg(v.programme) FROM programmes_version v WHERE v.ended_at IS NULL),
        'calendar', (SELECT revision FROM units_calendarrevision WHERE id = 1))
    INTO answer
    FROM matters_matter m JOIN matters_mattertext t ON t.matter_id = m.id
    WHERE m.id = p_id;
    IF answer IS NOT NULL THEN
        -- Children may be held by others: they are counted as engine, once the parent was seen.
        PERFORM set_config('role', 'shuoshi_engine', true);
        answer := answer || jsonb_build_object('children', (
            SELECT jsonb_agg(jsonb_build_object(
                'id', c.id, 'number', c.number,
                'closed', c.closed_at IS NOT NULL, 'programme', c.programme, 'link', c.link,
                'outcome', c.outcome, 'explained', coalesce(c.marks->>'explained', '')))
            FROM matters_matter c WHERE c.parent_id = p_id));
    END IF;
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
