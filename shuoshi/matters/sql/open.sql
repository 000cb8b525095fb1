-- Open one matter: the row, its text, its first step, journal line, notices, timers, and the key
-- that the request came with. As engine, in one statement; a key that was used gives its matter.
-- Gives {"id", "number", "opened_at", "digest"} of the matter that stands under the key, or
-- {"once": true} where the programme lets nobody have it twice and somebody has it.
CREATE OR REPLACE FUNCTION matters_open(p_new jsonb) RETURNS jsonb
LANGUAGE plpgsql VOLATILE SECURITY INVOKER AS $$
DECLARE
    known jsonb;
    again jsonb;
    own_number text;
    owner text := p_new->'once'->>'owner';
BEGIN
    PERFORM set_config('role', 'shuoshi_engine', true);
    IF p_new->>'key' IS NOT NULL THEN
        PERFORM pg_advisory_xact_lock(hashtextextended(p_new->>'key', 0));
        SELECT jsonb_build_object('id', m.id, 'number', m.number, 'opened_at', m.opened_at, 'digest', r.digest)
        INTO known FROM matters_request r JOIN matters_matter m ON m.id = r.matter_id
        WHERE r.key = p_new->>'key';
        IF FOUND THEN
            PERFORM set_config('role', 'none', true);
            RETURN known;
        END IF;
    END IF;
    IF jsonb_typeof(p_new->'once') = 'object' THEN
        IF p_new->'once'->>'of' = 'household' THEN -- who belongs to none is one of their own
            SELECT coalesce(q.household_id, q.id)::text INTO owner FROM people_person q WHERE q.id = owner::uuid;
        END IF;
        PERFORM pg_advisory_xact_lock(hashtextextended(
            'once ' || (p_new->'matter'->>'programme') || ' ' || owner, 0));
        PERFORM 1 FROM matters_matter m
        WHERE m.programme = p_new->'matter'->>'programme' AND m.outcome <> 'void'
          AND CASE p_new->'once'->>'of'
                  WHEN 'person' THEN m.raiser_id = owner::uuid
                  WHEN 'household' THEN m.raiser_id = owner::uuid OR m.raiser_id IN (
                      SELECT q.id FROM people_person q WHERE q.household_id = owner::uuid)
                  ELSE m.path = owner END
          AND (p_new->'once'->>'since' IS NULL OR m.opened_at > (p_new->'once'->>'since')::timestamptz)
          AND (p_new->'once'->>'reached' IS NULL OR EXISTS (
              SELECT FROM matters_step s
              WHERE s.matter_id = m.id AND s.to_stage = p_new->'once'->>'reached'));
        IF FOUND THEN
            PERFORM set_config('role', 'none', true);
            RETURN '{"once": true}'::jsonb;
        END IF;
    END IF;
    IF jsonb_typeof(p_new->'recurs') = 'object' THEN
        SELECT jsonb_build_object('recurs', m.number) INTO again FROM matters_matter m
        WHERE m.programme = p_new->'matter'->>'programme' AND m.outcome = 'done'
          AND m.path = p_new->'recurs'->>'path'
          AND (p_new->'recurs'->>'kind' IS NULL OR m.kind = p_new->'recurs'->>'kind')
          AND m.closed_at > (p_new->'recurs'->>'since')::timestamptz
        ORDER BY m.closed_at DESC LIMIT 1;
    END IF;
    -- In order and without gaps: whoever opens the next one waits for this one's commit.
    INSERT INTO matters_numberseries AS n (year, next) VALUES ((p_new->'matter'->>'year')::integer, 2)
    ON CONFLICT (year) DO UPDATE SET next = n.next + 1
    RETURNING n.year || '-' || lpad((n.next - 1)::text, 6, '0') INTO own_number;
    IF jsonb_typeof(p_new->'person') = 'object' THEN
        INSERT INTO people_person (id, name, phone, phone_by, path, seen_at)
        SELECT p.id, decode(p.name, 'hex'), decode(p.phone, 'hex'), p.phone_by, p.path, p.seen_at
        FROM jsonb_to_record(p_new->'person') AS p(
            id uuid, name text, phone text, phone_by uuid, path text, seen_at timestamptz);
        INSERT INTO people_foundby (person_id, path, token)
        SELECT (p_new->'person'->>'id')::uuid, p_new->'person'->>'path', decode(t, 'hex')
        FROM jsonb_array_elements_text(p_new->'person'->'found_by') t;
    END IF;
    INSERT INTO matters_matter (id, number, version_id, programme, stage, entry, revision, place_id,
        path, holder_id, raiser_id, secret_hash, kind, channel, private, opened_at, stage_since,
        due_at, first_due_at, overall_due_at, queue_at, colour, lot, marks, outcome, parent_id, link,
        outside_id)
    SELECT n.id, own_number, n.version_id, n.programme, n.stage, 1, 1, n.place_id, n.path, n.holder_id,
        n.raiser_id, n.secret_hash, n.kind, n.channel, n.private, n.opened_at, n.opened_at, n.due_at,
        n.due_at, n.overall_due_at, coalesce(n.due_at, timestamptz '9999-01-01 00:00:00+00'), '', n.lot,
        n.marks || coalesce(again, '{}'::jsonb), '', n.parent_id, n.link, n.outside_id
    FROM jsonb_to_record(p_new->'matter') AS n(
        id uuid, version_id uuid, programme text, stage text, place_id uuid, path text,
        holder_id uuid, raiser_id uuid, secret_hash text, kind text, channel text, private boolean,
        opened_at timestamptz, due_at timestamptz, overall_due_at timestamptz, lot smallint,
        parent_id uuid, link text, outside_id text, marks jsonb);
    WITH sought AS (
        INSERT INTO matters_sought (matter_id, path, opened_at, words)
        SELECT (p_new->'matter'->>'id')::uuid, p_new->'matter'->>'path',
               (p_new->'matter'->>'opened_at')::timestamptz,
               matters_lexemes(p_new->>'words', p_new->'matter'->>'path', (p_new->'matter'->>'holder_id')::uuid)
        WHERE p_new->>'words' IS NOT NULL
    ), words AS (
        INSERT INTO matters_mattertext (matter_id, title, body, form)
        SELECT (p_new->'matter'->>'id')::uuid, p_new->>'title', p_new->>'body', p_new->'form'
    ), line AS (
        INSERT INTO journal_entry (id, recorded_at, happened_at, kind, subject_id, other_id, path,
                                   account_id, duty_id, role)
        SELECT j.id, j.recorded_at, j.happened_at, j.kind, j.subject_id, j.other_id, j.path,
               j.account_id, j.duty_id, j.role
        FROM jsonb_to_record(p_new->'journal') AS j(
            id uuid, recorded_at timestamptz, happened_at timestamptz, kind text, subject_id uuid,
            other_id uuid, path text, account_id uuid, duty_id uuid, role text)
    ), told AS (
        INSERT INTO notices_outbox (id, matter_id, template, audience, by, at, state)
        SELECT o.id, (p_new->'matter'->>'id')::uuid, o.template, o.audience, o.by, o.at, 'waiting'
        FROM jsonb_to_recordset(p_new->'notices') AS o(
            id uuid, template text, audience text, by text, at timestamptz)
    ), clocks AS (
        INSERT INTO matters_timer (id, matter_id, entry, due_at, outcome, climb, state)
        SELECT w.id, (p_new->'matter'->>'id')::uuid, 1, w.due_at, w.outcome, w.climb, 'waiting'
        FROM jsonb_to_recordset(p_new->'timers') AS w(
            id uuid, due_at timestamptz, outcome text, climb smallint)
    ), kept AS (
        INSERT INTO matters_request (key, digest, matter_id, at)
        SELECT p_new->>'key', p_new->>'digest', (p_new->'matter'->>'id')::uuid,
               (p_new->'matter'->>'opened_at')::timestamptz
        WHERE p_new->>'key' IS NOT NULL
    )
    INSERT INTO matters_step (id, matter_id, revision, move, from_stage, to_stage, at, recorded_at,
                              role, said_by, account_id, unit_id, holder_id, due_at, paused, answers)
    SELECT s.id, (p_new->'matter'->>'id')::uuid, 1, s.move, '', s.to_stage, s.at, s.recorded_at,
           s.role, s.said_by, s.account_id, s.unit_id, s.holder_id, s.due_at, false, '{}'::jsonb
    FROM jsonb_to_record(p_new->'step') AS s(
        id uuid, move text, to_stage text, at timestamptz, recorded_at timestamptz, role text,
        said_by text, account_id uuid, unit_id uuid, holder_id uuid, due_at timestamptz);
    PERFORM set_config('role', 'none', true);
    RETURN jsonb_build_object('id', p_new->'matter'->>'id', 'number', own_number,
                              'opened_at', p_new->'matter'->>'opened_at', 'digest', p_new->>'digest');
END $$;
