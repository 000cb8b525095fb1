-- Count whom the same thing troubles too: one more (`p_new` is the row's id), one less (it is NULL), or as
-- they are (`p_who` is NULL). Nobody counts twice. As engine; gives the count.
CREATE OR REPLACE FUNCTION matters_count_too(p_matter uuid, p_who text, p_new uuid, p_at timestamptz)
RETURNS integer LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    n integer;
BEGIN
    PERFORM pg_advisory_xact_lock(hashtextextended('me too ' || p_matter, 0));
    IF p_new IS NOT NULL THEN
        INSERT INTO matters_metoo (id, matter_id, who, at) SELECT p_new, p_matter, p_who, p_at
        WHERE NOT EXISTS (SELECT FROM matters_metoo t WHERE t.matter_id = p_matter AND t.who = p_who);
    ELSIF p_who IS NOT NULL THEN
        DELETE FROM matters_metoo t WHERE t.matter_id = p_matter AND t.who = p_who;
    END IF;
    SELECT count(*) INTO n FROM matters_metoo t WHERE t.matter_id = p_matter;
    UPDATE matters_published p SET me_too = n WHERE p.matter_id = p_matter AND p.me_too <> n;
    RETURN n;
END $$;
