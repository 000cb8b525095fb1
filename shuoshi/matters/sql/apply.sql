-- Apply one decided move: look once more under the mover's reach, then write everything as engine.
-- The revision is the compare-and-set: whoever read an older one gets 'stale' and nothing is written.
-- p_change holds: matter (columns to set), step, text (or null), journal, notices[], timers[],
-- opens[] (matters of other programmes), publish (or null), timer (the timer that made the move,
-- which must still be waiting), parent_timer (an id, where this closes a child).
-- Gives 'ok' with the numbers of the opened matters, 'stale' or 'gone'.
CREATE OR REPLACE FUNCTION matters_apply(
    p_role text, p_lo text, p_hi text, p_unit text, p_person text, p_token text,
    p_id uuid, p_revision integer, p_change jsonb
) RETURNS text LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    seen integer;
    held uuid;
    own_path text;
    own_parent uuid;
    c jsonb := p_change;
    on_at timestamptz := (p_change->'step'->>'at')::timestamptz;
    child jsonb;
    own_holder text;
    opened text := '';
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT revision, holder_id INTO seen, held FROM matters_matter WHERE id = p_id;
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF seen IS NULL THEN
        PERFORM set_config('role', 'none', true);
        RETURN 'gone';
    END IF;
    IF c->>'timer' IS NOT NULL AND NOT EXISTS (
        SELECT FROM matters_timer WHERE id = (c->>'timer')::uuid AND state = 'waiting') THEN
        PERFORM set_config('role', 'none', true);
        RETURN 'stale';
    END IF;
    UPDATE matters_matter m SET
        stage = n.stage, entry = n.entry, revision = m.revision + 1, holder_id = n.holder_id,
        assignee_id = n.assignee_id, helper_id = n.helper_id, kind = n.kind, private = n.private,
        stage_since = n.stage_since, due_at = n.due_at, first_due_at = n.first_due_at,
        overall_due_at = n.overall_due_at,
        queue_at = coalesce(n.due_at, timestamptz '9999-01-01 00:00:00+00'),
        colour = n.colour, marks = n.marks, closed_at = n.closed_at, outcome = n.outcome,
        version_id = n.version_id
    FROM jsonb_to_record(c->'matter') AS n(
        stage text, entry integer, holder_id uuid, assignee_id uuid, helper_id uuid, kind text, private boolean,
        stage_since timestamptz, due_at timestamptz, first_due_at timestamptz,
        overall_due_at timestamptz, colour text, marks jsonb, closed_at timestamptz, outcome text,
        version_id uuid)
    WHERE m.id = p_id AND m.revision = p_revision
    RETURNING m.path, m.revision, m.parent_id INTO own_path, seen, own_parent;
    IF NOT FOUND THEN
        PERFORM set_config('role', 'none', true);
        RETURN 'stale';
    END IF;
    INSERT INTO matters_step (id, matter_id, revision, move, from_stage, to_stage, at,
                              recorded_at, role, said_by, account_id, unit_id, holder_id,
                              due_before_at, due_at, paused, answers)
    SELECT s.id, p_id, seen, s.move, s.from_stage, s.to_stage, s.at, s.recorded_at,
           s.role, s.said_by, s.account_id, s.unit_id, s.holder_id, s.due_before_at, s.due_at,
           s.paused, s.answers
    FROM jsonb_to_record(c->'step') AS s(
        id uuid, move text, from_stage text, to_stage text, at timestamptz,
        recorded_at timestamptz, role text, said_by text, account_id uuid, unit_id uuid,
        holder_id uuid, due_before_at timestamptz, due_at timestamptz, paused boolean,
        answers jsonb);
    INSERT INTO journal_entry (id, recorded_at, happened_at, kind, subject_id, other_id, path,
                               account_id, duty_id, role)
    SELECT j.id, j.recorded_at, j.happened_at, j.kind, p_id, j.other_id, own_path,
           j.account_id, j.duty_id, j.role
    FROM jsonb_to_record(c->'journal') AS j(
        id uuid, recorded_at timestamptz, happened_at timestamptz, kind text, other_id uuid,
        account_id uuid, duty_id uuid, role text);
    IF jsonb_typeof(c->'text') = 'object' THEN
        UPDATE matters_mattertext t SET form = t.form || (c->'text') WHERE t.matter_id = p_id;
    END IF;
    IF c->>'words' <> '' OR held <> (c->'matter'->>'holder_id')::uuid THEN
        UPDATE matters_sought s SET words = ts_delete(s.words, '#' || held) || (c->>'words')::tsvector
            || array_to_tsvector(ARRAY['#' || (c->'matter'->>'holder_id')])
        WHERE s.matter_id = p_id;
    END IF;
    IF (c->>'retimed')::boolean THEN
        UPDATE matters_timer t SET state = 'superseded', ended_at = on_at
        WHERE t.matter_id = p_id AND t.state = 'waiting'
          AND t.entry = (c->'matter'->>'entry')::integer AND t.outcome <> 'ballot.closes';
    END IF;
    IF c->>'timer' IS NOT NULL THEN
        UPDATE matters_timer SET state = 'done', ended_at = on_at WHERE id = (c->>'timer')::uuid;
    END IF;
    IF c->'notices' <> '[]'::jsonb THEN
        INSERT INTO notices_outbox (id, matter_id, template, audience, by, at, state)
        SELECT o.id, p_id, o.template, o.audience, o.by, o.at, 'waiting'
        FROM jsonb_to_recordset(c->'notices') AS o(
            id uuid, template text, audience text, by text, at timestamptz);
    END IF;
    IF c->'timers' <> '[]'::jsonb THEN
        INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, climb, state)
        SELECT w.id, p_id, w.entry, w.due_at, w.outcome, w.climb, 'waiting'
        FROM jsonb_to_recordset(c->'timers') AS w(
            id uuid, entry integer, due_at timestamptz, outcome text, climb smallint);
    END IF;
    IF c->>'parent_timer' IS NOT NULL THEN
        -- What waits for its children looks again, even if this process dies in the next moment.
        INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, state)
        SELECT (c->>'parent_timer')::uuid, p.id, p.entry, on_at, 'settle', 'waiting'
        FROM matters_matter p WHERE p.id = own_parent AND p.closed_at IS NULL;
    END IF;
    IF jsonb_typeof(c->'release') = 'object' OR jsonb_typeof(c->'publish') = 'object' THEN
        SELECT u.name INTO own_holder FROM units_unit u WHERE u.id = (c->'matter'->>'holder_id')::uuid;
    END IF;
    IF jsonb_typeof(c->'release') = 'object' THEN
        INSERT INTO matters_published (matter_id, number, version_id, path, place_name, street_name,
            holder_name, kind, stage, title, text, shown, timeline, pictures, opened_at, due_at, changed_at, closed,
            hidden_at, wall)
        SELECT p_id, p.number, p.version_id, own_path, p.place_name, p.street_name, own_holder,
               p.kind, p.stage, p.title, p.text, p.shown, p.timeline,
               coalesce((SELECT jsonb_agg(a.id ORDER BY a.id) FROM matters_attachment a
                         WHERE a.matter_id = p_id AND a.kind = 'picture'
                           AND (c->'pictures') ? a.id::text), '[]'::jsonb),
               p.opened_at, p.due_at,
               p.changed_at, p.closed, p.hidden_at, p.wall
        FROM jsonb_to_record(c->'release') AS p(
            number text, version_id uuid, place_name text, street_name text, kind text, stage text,
            title text, text text, shown jsonb, timeline jsonb,
            opened_at timestamptz, due_at timestamptz, changed_at timestamptz, closed boolean,
            hidden_at timestamptz, wall boolean)
        ON CONFLICT (matter_id) DO UPDATE SET
            version_id = excluded.version_id, holder_name = excluded.holder_name,
            stage = excluded.stage, title = excluded.title, text = excluded.text,
            kind = excluded.kind, shown = excluded.shown, timeline = excluded.timeline,
            pictures = excluded.pictures, due_at = excluded.due_at,
            changed_at = excluded.changed_at, closed = excluded.closed, wall = excluded.wall, hidden_at = NULL;
        INSERT INTO matters_publishedsought (matter_id, path, opened_at, words)
        SELECT p_id, own_path, (c->'release'->>'opened_at')::timestamptz,
               matters_lexemes(c->'release'->>'words', own_path, NULL)
                   || array_to_tsvector(ARRAY['%' || (c->'release'->>'kind')])
        ON CONFLICT (matter_id) DO UPDATE SET words = excluded.words;
    END IF;
    IF jsonb_typeof(c->'publish') = 'object' THEN
        UPDATE matters_publishedsought s
        SET words = ts_delete(s.words, '%' || p.kind) || array_to_tsvector(ARRAY['%' || (c->'publish'->>'kind')])
        FROM matters_published p
        WHERE p.matter_id = p_id AND s.matter_id = p_id AND p.kind <> c->'publish'->>'kind';
        UPDATE matters_published p SET
            version_id = u.version_id, holder_name = own_holder, stage = u.stage, kind = u.kind, due_at = u.due_at, changed_at = u.changed_at,
            closed = u.closed, shown = p.shown || u.shown, timeline = p.timeline || u.timeline,
            hidden_at = CASE WHEN u.hide THEN u.changed_at ELSE p.hidden_at END
        FROM jsonb_to_record(c->'publish') AS u(
            version_id uuid, stage text, kind text, due_at timestamptz, changed_at timestamptz,
            closed boolean, shown jsonb, timeline jsonb, hide boolean)
        WHERE p.matter_id = p_id;
        IF (c->'publish'->>'hide')::boolean THEN
            DELETE FROM matters_publishedsought WHERE matter_id = p_id;
        END IF;
    END IF;
    IF jsonb_typeof(c->'pictures') = 'array' THEN
        UPDATE matters_attachment a
        SET released = a.kind = 'picture' AND (c->'pictures') ? a.id::text WHERE a.matter_id = p_id;
    END IF;
    IF jsonb_typeof(c->'me_too') = 'object' THEN
        -- A merged matter counts with the other; one that is taken out again no longer does.
        PERFORM matters_count_too(m.id, c->'me_too'->>'who', (c->'me_too'->>'id')::uuid, on_at)
        FROM matters_matter m WHERE m.number = c->'me_too'->>'number';
    END IF;
    IF jsonb_typeof(c->'release') = 'object' THEN
        PERFORM matters_count_too(p_id, NULL, NULL, on_at);
    END IF;
    FOR child IN SELECT * FROM jsonb_array_elements(coalesce(c->'opens', '[]'::jsonb)) LOOP
        opened := opened || ' ' || (matters_open(child)->>'number');
    END LOOP;
    PERFORM set_config('role', 'none', true);
    RETURN 'ok' || opened;
END $$;
