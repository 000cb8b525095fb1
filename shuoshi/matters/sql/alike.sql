-- Matters in which what is asked for stands (any of the most telling words), within a reach and a place,
-- since a day: those in which most of the words' weight stands first. Found as engine in the table of words, which no reach may read, with the reach's
-- own bounds as conditions; then read once more under the reach, whose policy has the last word. As resident
-- and everybody: what was released, in released words.
CREATE OR REPLACE FUNCTION matters_alike(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_asked text, p_words text[], p_weights float[], p_place_lo text, p_place_hi text,
    p_programme text, p_since timestamptz, p_most integer
) RETURNS TABLE (
    id uuid, number varchar, version_id uuid, stage varchar, kind varchar, opened_at timestamptz,
    closed boolean, place varchar, title varchar, body text
) LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
#variable_conflict use_column
DECLARE
    shown CONSTANT boolean := p_role = 'shuoshi_public';
    asked tsquery := p_asked::tsquery;
    found uuid[];
    seq text := current_setting('enable_seqscan');
BEGIN
    PERFORM set_config('role', CASE WHEN shown THEN p_role ELSE 'shuoshi_engine' END, true),
            set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
    IF length(p_place_lo) >= 9 THEN
        asked := format('''@%s''', left(p_place_lo, CASE WHEN length(p_place_lo) >= 12 THEN 12 ELSE 9 END))::tsquery && asked;
    END IF;
    IF p_role = 'shuoshi_holding' THEN
        asked := format('''#%s''', p_unit)::tsquery && asked;
    END IF;
    EXECUTE format('SELECT array_agg(best.matter_id ORDER BY best.weight DESC, best.matter_id DESC) FROM (
            WITH asked AS MATERIALIZED (
                SELECT w.word::tsquery AS word, w.weight FROM unnest($2, $3) AS w(word, weight)
            ), hits AS MATERIALIZED ( -- a long text is unpacked once, not once a word
                SELECT s.matter_id, ts_delete(s.words, ARRAY[]::text[]) AS words FROM %I s
                WHERE s.words @@ $1 AND s.path >= $4 AND s.path < $5 AND s.opened_at >= $6 LIMIT 200)
            SELECT hits.matter_id, (SELECT sum(a.weight) FROM asked a WHERE hits.words @@ a.word) AS weight
            FROM hits ORDER BY 2 DESC, 1 DESC LIMIT $7) best',
        CASE WHEN shown THEN 'matters_publishedsought' ELSE 'matters_sought' END)
    INTO found USING asked, p_words, p_weights, greatest(p_place_lo, p_lo),
        least(p_place_hi, coalesce(nullif(p_hi, ''), '~')), p_since, p_most;
    PERFORM set_config('enable_seqscan', seq, true), set_config('enable_indexscan', 'on', true),
            set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    IF shown THEN
        RETURN QUERY
            SELECT m.matter_id, m.number, m.version_id, m.stage, m.kind, m.opened_at, m.closed, m.place_name,
                   m.title, m.text
            FROM unnest(found) WITH ORDINALITY AS f(id, n) JOIN matters_published m ON m.matter_id = f.id
            ORDER BY f.n;
    ELSE
        RETURN QUERY
            SELECT m.id, m.number, m.version_id, m.stage, m.kind, m.opened_at, m.closed_at IS NOT NULL, p.name,
                   t.title, t.body
            FROM unnest(found) WITH ORDINALITY AS f(id, n)
            JOIN matters_matter m ON m.id = f.id JOIN matters_mattertext t ON t.matter_id = m.id
            JOIN places_place p ON p.id = m.place_id
            WHERE p_programme = '' OR m.programme = p_programme ORDER BY f.n;
    END IF;
    PERFORM set_config('role', 'none', true);
END $$;
