-- The ballot of one entry of a stage, as the caller may see it: totals and the caller's own vote.
-- The ballot is looked for under the reach; the votes are counted as engine, so that nobody reads
-- who chose what. Heads and areas are pairs. One round trip.
CREATE OR REPLACE FUNCTION meetings_tally(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_id uuid, p_entry integer, p_account uuid
) RETURNS jsonb LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    b meetings_ballot;
    answer jsonb;
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT * INTO b FROM meetings_ballot WHERE matter_id = p_id AND entry = p_entry;
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF b.id IS NOT NULL THEN
        SELECT jsonb_build_object(
            'id', b.id, 'opened_at', b.opened_at, 'closes_at', b.closes_at, 'closed_at', b.closed_at,
            'quorum', b.quorum, 'majority', b.majority, 'of_members', b.of_members,
            'way', b.way, 'phone', b.phone, 'by_area', b.by_area, 'sitting', b.sitting_id,
            'met', (SELECT jsonb_build_array(s.title, s.held_on) FROM meetings_sitting s WHERE s.id = b.sitting_id),
            'on_roll', jsonb_build_array(count(*), coalesce(sum(w.area_dm2), 0)),
            'took_part', jsonb_build_array(
                count(*) FILTER (WHERE w.present OR v.voter_id IS NOT NULL),
                coalesce(sum(w.area_dm2) FILTER (WHERE w.present OR v.voter_id IS NOT NULL), 0)),
            'voted', greatest(count(v.voter_id), b.counted_yes + b.counted_no + b.counted_abstain),
            'yes', jsonb_build_array(count(*) FILTER (WHERE v.choice = 'yes') + b.counted_yes,
                                     coalesce(sum(w.area_dm2) FILTER (WHERE v.choice = 'yes'), 0)),
            'no', jsonb_build_array(count(*) FILTER (WHERE v.choice = 'no') + b.counted_no,
                                    coalesce(sum(w.area_dm2) FILTER (WHERE v.choice = 'no'), 0)),
            'abstain', jsonb_build_array(count(*) FILTER (WHERE v.choice = 'abstain') + b.counted_abstain,
                                         coalesce(sum(w.area_dm2) FILTER (WHERE v.choice = 'abstain'), 0)),
            'advice', jsonb_build_object('yes', count(*) FILTER (WHERE d.choice = 'yes'),
                                         'no', count(*) FILTER (WHERE d.choice = 'no'),
                                         'abstain', count(*) FILTER (WHERE d.choice = 'abstain')),
            'mine', max(CASE WHEN v.voter_id IS NULL THEN coalesce(d.choice, '')
                             WHEN v.choice = '' THEN 'cast' ELSE v.choice END)
                    FILTER (WHERE w.account_id = p_account),
            'counts', coalesce(bool_or(w.present OR b.phone) FILTER (WHERE w.account_id = p_account), true),
            'waiting', jsonb_agg(jsonb_build_array(w.account_id, a.name) ORDER BY a.username)
                       FILTER (WHERE v.voter_id IS NULL AND w.account_id IS NOT NULL
                               AND (w.present OR b.sitting_id IS NULL)))
        INTO answer
        FROM meetings_voter w LEFT JOIN accounts_account a ON a.id = w.account_id
        LEFT JOIN meetings_vote v ON v.voter_id = w.id
        LEFT JOIN meetings_advice d ON d.voter_id = w.id
        WHERE w.ballot_id = b.id;
    END IF;
    PERFORM set_config('role', 'none', true);
    RETURN answer;
END $$;
