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
    narrow text := CASE WHEN length(p_lo) >= 12 THEN left(p_lo, 12) WHEN length(p_lo) >= 9 THEN left(p_lo, 9) END;
    found uuid[];
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    -- EXECUTE: how common the words are decides the plan, so none is kept.
    IF p_role = 'shuoshi_territorial' THEN
        EXECUTE 'SELECT array_agg(s.matter_id) FROM (SELECT w.matter_id FROM matters_sought w
            WHERE w.words @@ $1 AND w.path >= $2 AND w.path < $3 AND (w.opened_at, w.matter_id) < ($4, $5)
            ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT $6) s' INTO found
        USING CASE WHEN narrow IS NULL THEN p_asked::tsquery
                   ELSE p_asked::tsquery && ('''@' || narrow || '''')::tsquery END,
              p_lo, p_hi, p_before, p_id, p_most;
    ELSIF p_role IN ('shuoshi_holding', 'shuoshi_resident') THEN
        EXECUTE 'SELECT array_agg(s.matter_id) FROM (SELECT w.matter_id FROM matters_sought w
            JOIN matters_matter m ON m.id = w.matter_id
            WHERE w.words @@ $1 AND ' || CASE p_role WHEN 'shuoshi_holding' THEN 'm.holder_id' ELSE 'm.raiser_id' END
            || ' = $2 AND (w.opened_at, w.matter_id) < ($3, $4)
            ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT $5) s' INTO found
        USING p_asked::tsquery,
              nullif(CASE p_role WHEN 'shuoshi_holding' THEN p_unit ELSE p_person END, '')::uuid,
              p_before, p_id, p_most;
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
