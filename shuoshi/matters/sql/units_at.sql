-- The units that answer for a place, by kind: its community's, its street's and its district's.
-- A place's path begins with the paths of those above it (docs/adr/0004).
CREATE OR REPLACE FUNCTION matters_units_at(p_path text) RETURNS jsonb
LANGUAGE plpgsql STABLE SECURITY INVOKER AS $$
BEGIN
    RETURN (
        SELECT jsonb_object_agg(u.kind, u.id) FROM units_unit u
        WHERE u.ended_on IS NULL AND u.path IN (left(p_path, 12), left(p_path, 9), left(p_path, 6))
          AND u.kind NOT IN ('department', 'firm', 'social_org', 'team'));
END $$;
