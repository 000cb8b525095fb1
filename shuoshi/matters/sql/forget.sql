-- Forget the keys of requests from before a moment; how many. Nobody else may delete one, so this runs
-- as the owner.
CREATE OR REPLACE FUNCTION matters_forget_requests(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM matters_request WHERE at < p_before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
