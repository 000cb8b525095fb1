-- Forget lines of the access log from before a moment; how many. The log is only added to, so this runs
-- as the owner.
CREATE OR REPLACE FUNCTION sealing_forget(p_before timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM sealing_access WHERE at < p_before;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
