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
    c jsonb := p_change;
    child jsonb;
    opened text := '';
BEGIN
    PERFORM set_config('shuoshi.lo', p_lo, true), set_config('shuoshi.hi', p_hi, true),
            set_config('shuoshi.unit', p_unit, true), set_config('shuoshi.person', p_person, true),
            set_config('shuoshi.token', p_token, true), set_config('role', p_role, true);
    SELECT revision INTO seen FROM matters_matter WHERE id = p_id;
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
    WITH n AS (
        SELECT * FROM jsonb_to_record(c->'matter') AS n(
            stage text, entry integer, holder_id uuid, assignee_id uuid, kind text, private boolean,
            stage_since timestamptz, due_at timestamptz, first_due_at timestamptz,
            overall_due_at timestamptz, colour text, marks jsonb, closed_at timestamptz, outcome text,
            version_id uuid)
    ), moved AS (
        UPDATE matters_matter m SET
            stage = n.stage, entry = n.entry, revision = m.revision + 1, holder_id = n.holder_id,
            assignee_id = n.assignee_id, kind = n.kind, private = n.private,
            stage_since = n.stage_since, due_at = n.due_at, first_due_at = n.first_due_at,
            overall_due_at = n.overall_due_at,
            queue_at = coalesce(n.due_at, timestamptz '9999-01-01 00:00:00+00'),
            colour = n.colour, marks = n.marks, closed_at = n.closed_at, outcome = n.outcome,
            version_id = n.version_id
        FROM n WHERE m.id = p_id AND m.revision = p_revision
        RETURNING m.id, m.path, m.revision, m.parent_id
    ), step AS (
        INSERT INTO matters_step (id, matter_id, revision, move, from_stage, to_stage, at,
                                  recorded_at, role, said_by, account_id, unit_id, holder_id,
                                  due_before_at, due_at, paused, answers)
        SELECT s.id, moved.id, moved.revision, s.move, s.from_stage, s.to_stage, s.at, s.recorded_at,
               s.role, s.said_by, s.account_id, s.unit_id, s.holder_id, s.due_before_at, s.due_at,
               s.paused, s.answers
        FROM moved, jsonb_to_record(c->'step') AS s(
            id uuid, move text, from_stage text, to_stage text, at timestamptz,
            recorded_at timestamptz, role text, said_by text, account_id uuid, unit_id uuid,
            holder_id uuid, due_before_at timestamptz, due_at timestamptz, paused boolean,
            answers jsonb)
    ), words AS (
        UPDATE matters_mattertext t SET form = t.form || (c->'text') FROM moved
        WHERE t.matter_id = moved.id AND jsonb_typeof(c->'text') = 'object'
    ), line AS (
        INSERT INTO journal_entry (id, recorded_at, happened_at, kind, subject_id, other_id, path,
                                   account_id, duty_id, role)
        SELECT j.id, j.recorded_at, j.happened_at, j.kind, moved.id, j.other_id, moved.path,
               j.account_id, j.duty_id, j.role
        FROM moved, jsonb_to_record(c->'journal') AS j(
            id uuid, recorded_at timestamptz, happened_at timestamptz, kind text, other_id uuid,
            account_id uuid, duty_id uuid, role text)
    ), told AS (
        INSERT INTO notices_outbox (id, matter_id, template, audience, by, at, state)
        SELECT o.id, moved.id, o.template, o.audience, o.by, o.at, 'waiting'
        FROM moved, jsonb_to_recordset(c->'notices') AS o(
            id uuid, template text, audience text, by text, at timestamptz)
    ), clocks AS (
        INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, climb, state)
        SELECT w.id, moved.id, w.entry, w.due_at, w.outcome, w.climb, 'waiting'
        FROM moved, jsonb_to_recordset(c->'timers') AS w(
            id uuid, entry integer, due_at timestamptz, outcome text, climb smallint)
    ), parent AS (
        -- What waits for its children looks again, even if this process dies in the next moment.
        INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, state)
        SELECT (c->>'parent_timer')::uuid, p.id, p.entry, (c->'step'->>'at')::timestamptz, 'settle',
               'waiting'
        FROM moved JOIN matters_matter p ON p.id = moved.parent_id AND p.closed_at IS NULL
        WHERE c->>'parent_timer' IS NOT NULL
    ), past AS (
        UPDATE matters_timer t SET state = 'superseded', ended_at = (c->'step'->>'at')::timestamptz FROM moved
        WHERE (c->>'retimed')::boolean AND t.matter_id = moved.id AND t.state = 'waiting'
          AND t.entry = (c->'matter'->>'entry')::integer AND t.outcome <> 'ballot.closes'
    ), rung AS (
        UPDATE matters_timer SET state = 'done', ended_at = (c->'step'->>'at')::timestamptz FROM moved
        WHERE matters_timer.id = (c->>'timer')::uuid
    ), shown AS (
        INSERT INTO matters_published (matter_id, number, version_id, path, place_name, street_name,
            kind, stage, title, text, shown, timeline, pictures, opened_at, due_at, changed_at, closed,
            hidden_at)
        SELECT moved.id, p.number, p.version_id, moved.path, p.place_name, p.street_name, p.kind,
               p.stage, p.title, p.text, p.shown, p.timeline,
               coalesce((SELECT jsonb_agg(a.id ORDER BY a.id) FROM matters_attachment a
                         WHERE a.matter_id = moved.id AND a.kind = 'picture'
                           AND (c->'pictures') ? a.id::text), '[]'::jsonb),
               p.opened_at, p.due_at,
               p.changed_at, p.closed, p.hidden_at
        FROM moved, jsonb_to_record(c->'release') AS p(
            number text, version_id uuid, place_name text, street_name text, kind text, stage text,
            title text, text text, shown jsonb, timeline jsonb,
            opened_at timestamptz, due_at timestamptz, changed_at timestamptz, closed boolean,
            hidden_at timestamptz)
        WHERE jsonb_typeof(c->'release') = 'object'
        ON CONFLICT (matter_id) DO UPDATE SET
            version_id = excluded.version_id, stage = excluded.stage, title = excluded.title, text = excluded.text,
            kind = excluded.kind, shown = excluded.shown, timeline = excluded.timeline,
            pictures = excluded.pictures, due_at = excluded.due_at,
            changed_at = excluded.changed_at, closed = excluded.closed, hidden_at = NULL
    ), reshown AS (
        UPDATE matters_published p SET
            version_id = u.version_id, stage = u.stage, kind = u.kind, due_at = u.due_at, changed_at = u.changed_at,
            closed = u.closed, shown = p.shown || u.shown, timeline = p.timeline || u.timeline,
            hidden_at = CASE WHEN u.hide THEN u.changed_at ELSE p.hidden_at END
        FROM moved, jsonb_to_record(c->'publish') AS u(
            version_id uuid, stage text, kind text, due_at timestamptz, changed_at timestamptz,
            closed boolean, shown jsonb, timeline jsonb, hide boolean)
        WHERE p.matter_id = moved.id AND jsonb_typeof(c->'publish') = 'object'
    ), pictured AS (
        UPDATE matters_attachment a
        SET released = a.kind = 'picture' AND (c->'pictures') ? a.id::text FROM moved
        WHERE a.matter_id = moved.id AND jsonb_typeof(c->'pictures') = 'array'
    )
    SELECT revision INTO seen FROM moved;
    IF NOT FOUND THEN
        PERFORM set_config('role', 'none', true);
        RETURN 'stale';
    END IF;
    FOR child IN SELECT * FROM jsonb_array_elements(coalesce(c->'opens', '[]'::jsonb)) LOOP
        opened := opened || ' ' || (matters_open(child)->>'number');
    END LOOP;
    PERFORM set_config('role', 'none', true);
    RETURN 'ok' || opened;
END $$;
