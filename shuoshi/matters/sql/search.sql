-- The newest matters within a reach in which words stand: found as engine in the table of words, which
-- no reach may read, with the reach's own bounds as conditions; then read once more under the reach,
-- whose policy has the last word. `p_asked` is a tsquery; p_before and p_id are the last row's key.
CREATE OR REPLACE FUNCTION matters_search(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_asked text, p_before timestamptz, p_id uuid, p_most integer
) RETURNS TABLE (
    id uuid, number varchar, version_id uuid, stage varchar, kind varchar, colour varchar,
    due_at timestamptz, queue_at timestamptz, private boolean, assignee_id uuid, holder_id uuid,
    opened_at timestamptz, title varchar, place varchar, body text, closed boolean
) LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
#variable_conflict use_column
DECLARE
    asked tsquery := p_asked::tsquery;
    scope tsquery := '';
    found uuid[];
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF p_role = 'shuoshi_territorial' THEN
        IF length(p_lo) >= 9 THEN
            scope := format('''@%s''', left(p_lo, CASE WHEN length(p_lo) >= 12 THEN 12 ELSE 9 END))::tsquery;
        END IF;
        found := matters_found('matters_sought', asked, scope, p_lo, p_hi, length(p_lo) < 12, p_before, p_id, p_most);
    ELSIF p_role = 'shuoshi_holding' AND p_unit <> '' THEN
        scope := format('''#%s''', p_unit)::tsquery;
        found := matters_found('matters_sought', asked, scope, '', '~', false, p_before, p_id, p_most);
    ELSIF p_role = 'shuoshi_resident' AND p_person <> '' THEN
        SELECT array_agg(s.matter_id) INTO found FROM (
            SELECT w.matter_id FROM matters_matter m JOIN matters_sought w ON w.matter_id = m.id
            WHERE m.raiser_id = p_person::uuid AND w.words @@ asked AND (w.opened_at, w.matter_id) < (p_before, p_id)
            ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT p_most) s;
    END IF;
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    RETURN QUERY
        SELECT m.id, m.number, m.version_id, m.stage, m.kind, m.colour, m.due_at, m.queue_at, m.private,
               m.assignee_id, m.holder_id, m.opened_at, t.title, p.name, t.body, m.closed_at IS NOT NULL
        FROM unnest(found) WITH ORDINALITY AS f(id, n)
        JOIN matters_matter m ON m.id = f.id JOIN matters_mattertext t ON t.matter_id = m.id
        JOIN places_place p ON p.id = m.place_id ORDER BY f.n;
    PERFORM set_config('role', 'none', true);
END $$;
