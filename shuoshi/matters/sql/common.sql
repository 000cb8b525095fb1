-- The common words of a table of words and their share of its texts, as ANALYZE last saw them: '{word: share}'.
CREATE OR REPLACE FUNCTION matters_common(p_table text) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    SELECT jsonb_object_agg(c.word, c.share) INTO answer
    FROM pg_catalog.pg_stats s, LATERAL unnest(s.most_common_elems::text::text[], s.most_common_elem_freqs) AS c(word, share)
    WHERE s.schemaname = 'public' AND s.tablename = p_table AND s.attname = 'words'
      AND c.word IS NOT NULL AND left(c.word, 1) NOT IN ('@', '#', '%');
    PERFORM set_config('role', 'none', true);
    RETURN coalesce(answer, '{}'::jsonb);
END $$;
