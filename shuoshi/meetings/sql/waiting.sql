-- The matters whose open ballot waits for this account's vote. As engine, in one round trip: who is
-- on a roll and has voted is read by nobody else.
CREATE OR REPLACE FUNCTION meetings_waiting(p_account uuid, p_at timestamptz) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    answer jsonb;
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    SELECT coalesce(jsonb_agg(b.matter_id), '[]'::jsonb) INTO answer
    FROM meetings_voter w JOIN meetings_ballot b ON b.id = w.ballot_id
    JOIN matters_matter m ON m.id = b.matter_id AND m.entry = b.entry
    WHERE w.account_id = p_account AND b.closed_at IS NULL AND b.closes_at > p_at
      AND (w.present OR b.phone OR b.sitting_id IS NULL)  -- advice from outside the hall is asked of nobody
      AND NOT EXISTS (SELECT FROM meetings_vote v WHERE v.voter_id = w.id)
      AND NOT EXISTS (SELECT FROM meetings_advice d WHERE d.voter_id = w.id);
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
