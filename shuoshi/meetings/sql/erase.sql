-- Forget who was called to vote, and how they voted, where the matter itself was erased; how many. A vote is
-- changed by nobody, so this runs as the owner; the totals stay with the matter's steps.
CREATE OR REPLACE FUNCTION meetings_erase() RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone integer;
BEGIN
    DELETE FROM meetings_advice WHERE voter_id IN (
        SELECT r.id FROM meetings_voter r JOIN meetings_ballot b ON b.id = r.ballot_id
        JOIN matters_matter m ON m.id = b.matter_id WHERE m.erased_at IS NOT NULL);
    DELETE FROM meetings_vote WHERE voter_id IN (
        SELECT r.id FROM meetings_voter r JOIN meetings_ballot b ON b.id = r.ballot_id
        JOIN matters_matter m ON m.id = b.matter_id WHERE m.erased_at IS NOT NULL);
    DELETE FROM meetings_voter r USING meetings_ballot b, matters_matter m
    WHERE b.id = r.ballot_id AND m.id = b.matter_id AND m.erased_at IS NOT NULL;
    GET DIAGNOSTICS gone = ROW_COUNT;
    RETURN gone;
END $$;
