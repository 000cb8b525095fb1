-- Take a person out of the closed matters that they raised. What nobody but the parties could read is blanked
-- as at the end of retention; of what a reviewer released for everybody that text, its pictures and the
-- totals of votes stay, and its own end of retention comes later. Gives the ids of files whose bytes the
-- caller removes. SECURITY DEFINER as matters_erase; callable as engine.
CREATE OR REPLACE FUNCTION matters_let_go(p_person uuid, p_at timestamptz) RETURNS uuid[]
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    own uuid[];
    released_ones uuid[];
    files uuid[];
    others uuid[];
BEGIN
    SELECT array_agg(m.id) INTO own FROM matters_matter m
    WHERE m.raiser_id = p_person AND m.closed_at IS NOT NULL AND m.erased_at IS NULL;
    SELECT array_agg(p.matter_id) INTO released_ones FROM matters_published p
    WHERE p.matter_id = ANY (own) AND p.hidden_at IS NULL;
    files := matters_erase(ARRAY(SELECT unnest(own) EXCEPT SELECT unnest(released_ones)), p_at);
    WITH gone AS (DELETE FROM matters_attachment WHERE matter_id = ANY (released_ones) AND NOT released RETURNING id)
    SELECT array_agg(id) INTO others FROM gone;
    PERFORM matters_blank(released_ones);
    UPDATE matters_mattertext t SET title = p.title
    FROM matters_published p WHERE p.matter_id = t.matter_id AND t.matter_id = ANY (released_ones);
    UPDATE matters_matter SET raiser_id = NULL, secret_hash = NULL
    WHERE raiser_id = p_person AND closed_at IS NOT NULL;
    RETURN coalesce(files, '{}') || coalesce(others, '{}');
END $$;
