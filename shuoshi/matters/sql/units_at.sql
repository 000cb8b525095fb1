-- The units that answer for a place on a day, by kind: its community's, its street's and its
-- district's, and those of the estate of which it is a building; of a kind of which there may be several
-- nobody answers for a place. A path begins with the paths of those above it (docs/adr/0004); a place that became part
-- of another is answered for by that one's units.
CREATE OR REPLACE FUNCTION matters_units_at(p_path text, p_on date) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY INVOKER AS $$
DECLARE
    own text := p_path;
    taken text;
BEGIN
    FOR n IN 1..8 LOOP
        SELECT a.path INTO taken
        FROM places_succession s JOIN places_place b ON b.id = s.before_id
        JOIN places_place a ON a.id = s.after_id
        WHERE s.kind <> 'split' AND s."on" <= p_on
          AND b.path IN (left(own, 6), left(own, 9), left(own, 12), left(own, 15), own)
        ORDER BY b.path DESC, s."on" DESC LIMIT 1;
        EXIT WHEN NOT FOUND;
        own := taken;
    END LOOP;
    RETURN (
        SELECT jsonb_object_agg(u.kind, u.id ORDER BY u.path) FROM units_unit u
        WHERE u.ended_on IS NULL AND u.path IN (left(own, 12), left(own, 9), left(own, 6))
          AND (u.kind IN ('district', 'hotline', 'township', 'community', 'representatives',
                          'two_committees', 'party_branch', 'party_members', 'residents_meeting')
               OR u.estate_id = (SELECT b.estate_id FROM places_place b WHERE b.path = p_path)));
END $$;
