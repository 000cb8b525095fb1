-- Ids of the newest texts within a range in which words stand. How common they are is found out, never
-- guessed: 1. of the few newest, where that is enough (common words); 2. all that the index of words
-- gives, where it gives few (rare words, and none); 3. newest first, word by word, for what is between.
-- A planner that guesses reads a million rows for a word that stands in a hundred of them.
CREATE OR REPLACE FUNCTION matters_found(
    p_table regclass, p_asked tsquery, p_lo text, p_hi text, p_newest boolean,
    p_before timestamptz, p_id uuid, p_most integer
) RETURNS uuid[] LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    few CONSTANT integer := 300;
    many CONSTANT integer := 2000;
    ids uuid[];
    hits integer;
    kept text;
BEGIN
    IF p_newest THEN
        EXECUTE format('SELECT array_agg(f.matter_id) FROM (
            SELECT n.matter_id FROM (
                SELECT w.matter_id, w.opened_at, w.words FROM %s w
                WHERE (w.opened_at, w.matter_id) < ($4, $5) AND w.path >= $2 AND w.path < $3
                ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT $7) n
            WHERE n.words @@ $1 ORDER BY n.opened_at DESC, n.matter_id DESC LIMIT $6) f', p_table)
        INTO ids USING p_asked, p_lo, p_hi, p_before, p_id, p_most, few;
        IF cardinality(ids) >= p_most THEN
            RETURN ids;
        END IF;
    END IF;
    kept := current_setting('enable_seqscan');
    PERFORM set_config('enable_seqscan', 'off', true), set_config('enable_indexscan', 'off', true);
    EXECUTE format('WITH hits AS MATERIALIZED (
            SELECT w.matter_id, w.opened_at FROM %s w
            WHERE w.words @@ $1 AND w.path >= $2 AND w.path < $3 AND (w.opened_at, w.matter_id) < ($4, $5)
            LIMIT $7)
        SELECT (SELECT count(*) FROM hits), (SELECT array_agg(f.matter_id) FROM (
            SELECT h.matter_id FROM hits h ORDER BY h.opened_at DESC, h.matter_id DESC LIMIT $6) f)', p_table)
    INTO hits, ids USING p_asked, p_lo, p_hi, p_before, p_id, p_most, many;
    PERFORM set_config('enable_seqscan', kept, true), set_config('enable_indexscan', 'on', true);
    IF hits < many THEN
        RETURN ids;
    END IF;
    PERFORM set_config('enable_bitmapscan', 'off', true), set_config('enable_seqscan', 'off', true);
    EXECUTE format('SELECT array_agg(f.matter_id) FROM (
        SELECT w.matter_id FROM %s w
        WHERE w.words @@ $1 AND w.path >= $2 AND w.path < $3 AND (w.opened_at, w.matter_id) < ($4, $5)
        ORDER BY w.opened_at DESC, w.matter_id DESC LIMIT $6) f', p_table)
    INTO ids USING p_asked, p_lo, p_hi, p_before, p_id, p_most;
    PERFORM set_config('enable_bitmapscan', 'on', true), set_config('enable_seqscan', kept, true);
    RETURN ids;
END $$;
