-- Blank the words that matters hold: what was said, filled in, answered, reported, told; who did what. A vote's
-- totals are counts and stay. Called by matters_erase and matters_let_go, which are SECURITY DEFINER.
CREATE OR REPLACE FUNCTION matters_blank(p_ids uuid[]) RETURNS void
LANGUAGE plpgsql VOLATILE SET search_path = pg_catalog, public, pg_temp AS $$
BEGIN
    DELETE FROM matters_sought WHERE matter_id = ANY (p_ids);
    DELETE FROM matters_request WHERE matter_id = ANY (p_ids);
    DELETE FROM notices_notice WHERE matter_id = ANY (p_ids);
    DELETE FROM notices_outbox WHERE matter_id = ANY (p_ids);
    UPDATE matters_mattertext SET title = '', body = '', form = '{}' WHERE matter_id = ANY (p_ids);
    UPDATE matters_step SET account_id = NULL, answers = CASE WHEN answers ? 'vote'
        THEN jsonb_build_object('vote', answers->'vote') ELSE '{}' END
    WHERE matter_id = ANY (p_ids);
    UPDATE matters_answer SET words = '', account_id = NULL WHERE matter_id = ANY (p_ids);
    UPDATE matters_report SET progress = '', effect = '', problems = '', account_id = NULL
    WHERE matter_id = ANY (p_ids);
    UPDATE matters_matter SET raiser_id = NULL, secret_hash = NULL, assignee_id = NULL, helper_id = NULL, outside_id = NULL,
        marks = marks - ARRAY['merged_into', 'recurs', 'explained']
    WHERE id = ANY (p_ids);
END $$;
