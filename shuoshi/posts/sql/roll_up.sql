-- Roll the lines of tallies up into one an hour, outcome and switch of a post; gives how many lines went. Readers see
-- either the lines or their sum. As engine.
CREATE OR REPLACE FUNCTION posts_roll_up() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    gone integer;
    made integer;
BEGIN
    WITH several AS (
        SELECT post_id, switch_id, "on", hour, outcome FROM posts_tally
        GROUP BY 1, 2, 3, 4, 5 HAVING count(*) > 1
    ), taken AS (
        DELETE FROM posts_tally t USING several s
        WHERE t.post_id = s.post_id AND t.switch_id = s.switch_id AND t."on" = s."on" AND t.hour = s.hour
          AND t.outcome = s.outcome
        RETURNING t.*
    ), summed AS (
        INSERT INTO posts_tally (post_id, path, switch_id, "on", hour, outcome, passages, vehicles, aboard, decided)
        SELECT post_id, min(path), switch_id, "on", hour, outcome, sum(passages), sum(vehicles), sum(aboard), sum(decided)
        FROM taken GROUP BY post_id, switch_id, "on", hour, outcome
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM taken), (SELECT count(*) FROM summed) INTO gone, made;
    RETURN gone - made;
END $$;
