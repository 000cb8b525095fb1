-- Somebody says of a released matter that it troubles them too, or takes that back (`p_new` is NULL): one
-- round trip. Gives how many there are now; NULL where everybody sees no such matter, -1 where it is over.
CREATE OR REPLACE FUNCTION matters_too(p_number text, p_who text, p_new uuid, p_at timestamptz) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    own uuid;
    over boolean;
    n integer;
BEGIN
    PERFORM set_config('role', 'shuoshi_public', true);
    SELECT p.matter_id, p.closed INTO own, over FROM matters_published p WHERE p.number = p_number;
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF own IS NOT NULL THEN
        n := CASE WHEN over AND p_new IS NOT NULL THEN -1 ELSE matters_count_too(own, p_who, p_new, p_at) END;
    END IF;
    PERFORM set_config('role', 'none', true);
    RETURN n;
END $$;
