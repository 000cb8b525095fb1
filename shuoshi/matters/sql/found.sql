-- Ids of the newest texts within a range in which words stand (`p_scope`: those that say where).
-- Common words are looked for newest first, others by the index of words. PostgreSQL's statistics know
-- the common ones by name and take any other for one in two hundred, so only what they say is far commoner
-- is believed: taken at their word they had a million rows read for a word that stood in a hundred.
-- What the index gives too much of is then looked for newest first after all. Where the scope is among the
-- words, the share is that of both together: common words of an empty place are not common there.
CREATE OR REPLACE FUNCTION matters_found(
    p_table regclass, p_words tsquery, p_scope tsquery, p_lo text, p_hi text, p_newest boolean,
    p_before timestamptz, p_id uuid, p_most integer
) RETURNS uuid[] LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    common CONSTANT float := CASE WHEN numnode(p_scope) = 0 THEN 0.006 ELSE 0.002 END;
    many CONSTANT integer := 2000;
    asked tsquery := p_words && p_scope;
    share float := 0;
    plan json;
    ids uuid[];
    hits integer;
    seq text := current_setting('enable_seqscan');
BEGIN
    IF p_newest THEN
        EXECUTE format('EXPLAIN (FORMAT JSON) SELECT 1 FROM %s w WHERE w.words @@ %L', p_table, asked) INTO plan;
        SELECT (plan->0->'Plan'->>'Plan Rows')::float / greatest(reltuples, 1) INTO share
        FROM pg_catalog.pg_class WHERE oid = p_table;
    END IF;
    IF share < common THEN
        PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
        EXECUTE format('WITH hits AS MATERIALIZED (
                SELECT w.matter_id, w.opened_at FROM %s w
                WHERE w.words @@ $1 AND w.path >= $2 AND w.path < $3 AND (w.opened_at, w.matter_id) < ($4, $5)
                LIMIT $7)
            SELECT (SELECT count(*) FROM hits), (SELECT array_agg(f.matter_id) FROM (
                SELECT h.matter_id FROM hits h ORDER BY h.opened_at DESC, h.matter_id DESC LIMIT $6) f)', p_table)
        INTO hits, ids USING asked, p_lo, p_hi, p_before, p_id, p_most, many;
        PERFORM set_config('enable_seqscan', seq, true), set_config('enable_indexscan', 'on', true);
        IF hits < many THEN
            RETURN ids;
        END IF;
    END IF;
    PERFORM set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true);
    EXECUTE format('SELECT array_agg(f.matter_id) FROM (
        SELECT w.matter_id FROM %s w
        WHERE w.words @@ $1 AND w.path >= $2 AND w.path < $3 AND (w.opened_at, w.matter_id) < ($4, $5)
        ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT $6) f', p_table)
    INTO ids USING asked, p_lo, p_hi, p_before, p_id, p_most;
    PERFORM set_config('enable_bitmapscan', 'on', true), set_config('enable_seqscan', seq, true);
    RETURN ids;
END $$;
