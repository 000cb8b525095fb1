-- Whether nothing keeps a person any more: no household, no login, no matter that still names them, no
-- request that waits for its answer, no reason to look after them, no helper, no pairing,
-- nobody registered as the same person.
CREATE OR REPLACE FUNCTION people_only_raised(p_id uuid) RETURNS boolean
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    RETURN NOT EXISTS (SELECT FROM people_person p WHERE p.id = p_id AND p.household_id IS NOT NULL)
       AND NOT EXISTS (SELECT FROM people_person s WHERE s.same_as_id = p_id)
       AND NOT EXISTS (SELECT FROM people_atrisk r WHERE r.person_id = p_id AND r.ended_on IS NULL)
       AND NOT EXISTS (SELECT FROM helpers_helper h WHERE h.person_id = p_id)
       AND NOT EXISTS (SELECT FROM care_pairing c WHERE c.person_id = p_id)
       AND NOT EXISTS (SELECT FROM accounts_account a WHERE a.person_id = p_id)
       AND NOT EXISTS (SELECT FROM matters_matter m WHERE m.raiser_id = p_id)
       AND NOT EXISTS (SELECT FROM privacy_request q WHERE q.person_id = p_id AND q.answered_at IS NULL);
END $$;
