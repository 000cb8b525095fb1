-- Delete those of `p_ids` whom nothing keeps any more, with what hangs on them: tokens, what they belonged to, consents;
-- an answered request stays as a count, without person and words. Gives how many. SECURITY DEFINER, since
-- nobody else may delete people; called by matters_erase and, as engine, by the nightly rule.
CREATE OR REPLACE FUNCTION people_go(p_ids uuid[]) RETURNS integer
LANGUAGE plpgsql VOLATILE SECURITY DEFINER SET search_path = pg_catalog, public, pg_temp AS $$
DECLARE
    gone uuid[];
BEGIN
    SELECT array_agg(p.id) INTO gone FROM people_person p
    WHERE p.id = ANY (p_ids) AND people_only_raised(p.id);
    DELETE FROM people_foundby WHERE person_id = ANY (gone);
    DELETE FROM people_membership WHERE person_id = ANY (gone);
    DELETE FROM people_atrisk WHERE person_id = ANY (gone);
    DELETE FROM people_pair WHERE one_id = ANY (gone) OR other_id = ANY (gone);
    DELETE FROM privacy_consent WHERE person_id = ANY (gone);
    UPDATE privacy_request SET person_id = NULL, words = NULL, answer = NULL WHERE person_id = ANY (gone);
    DELETE FROM people_person WHERE id = ANY (gone);
    RETURN coalesce(cardinality(gone), 0);
END $$;
