-- Roll the lines of tallies up into one an hour, grid and site of a count; gives how many lines went. Readers see either
-- the lines or their sum. As engine.
CREATE OR REPLACE FUNCTION counts_roll_up() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    gone integer;
    made integer;
BEGIN
    WITH several AS (
        SELECT count_id, site_id, path, "on", hour FROM counts_tally GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1
    ), taken AS (
        DELETE FROM counts_tally t USING several s
        WHERE t.count_id = s.count_id AND t.site_id = s.site_id AND t.path = s.path AND t."on" = s."on" AND t.hour = s.hour
        RETURNING t.*
    ), summed AS (
        INSERT INTO counts_tally (count_id, site_id, path, "on", hour, counted, more, again, guests)
        SELECT count_id, site_id, path, "on", hour, sum(counted), sum(more), sum(again), sum(guests)
        FROM taken GROUP BY count_id, site_id, path, "on", hour
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM summed) INTO gone, made;
    RETURN gone - made;
END $$;
