-- Blank what a matter holds of people and words, once its retention is over: what is left is a count
-- (number, programme, kind, place, times, units, outcome). Gives the ids of its files, whose bytes the
-- caller removes. SECURITY DEFINER, since nobody else may change steps or delete; callable as engine.
-- A matter that is still open is closed as void first: only an emergency's end erases one.
CREATE OR REPLACE FUNCTION matters_erase(p_ids uuid[], p_at timestamptz) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    files uuid[];
    raisers uuid[];
BEGIN
    IF EXISTS (SELECT FROM matters_matter m WHERE m.id = ANY (p_ids) AND m.closed_at IS NULL
               AND NOT m.marks ? 'switch') THEN
        RAISE EXCEPTION 'an open matter is erased by the end of its emergency alone';
    END IF;
    SELECT array_agg(m.raiser_id) INTO raisers FROM matters_matter m
    WHERE m.id = ANY (p_ids) AND m.raiser_id IS NOT NULL;
    WITH gone AS (DELETE FROM matters_attachment WHERE matter_id = ANY (p_ids) RETURNING id)
    SELECT array_agg(id) INTO files FROM gone;
    PERFORM matters_blank(p_ids);
    DELETE FROM matters_metoo WHERE matter_id = ANY (p_ids);
    DELETE FROM matters_publishedsought WHERE matter_id = ANY (p_ids);
    DELETE FROM matters_published WHERE matter_id = ANY (p_ids);
    UPDATE matters_timer SET state = 'superseded', ended_at = p_at
    WHERE matter_id = ANY (p_ids) AND state = 'waiting';
    UPDATE matters_matter SET erased_at = p_at, closed_at = coalesce(closed_at, p_at),
        outcome = CASE outcome WHEN '' THEN 'void' ELSE outcome END
    WHERE id = ANY (p_ids);
    -- Whoever is known from these matters alone: not a household's member, nobody with a login.
    PERFORM people_go(raisers);
    RETURN coalesce(files, '{}');
END $$;
