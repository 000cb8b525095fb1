-- The words of a text as they are kept, with where it happened and who holds it among them: its street,
-- its community, its holder (null for what everybody may find).
CREATE OR REPLACE FUNCTION matters_lexemes(p_words text, p_path text, p_holder uuid) RETURNS tsvector
LANGUAGE sql IMMUTABLE SECURITY INVOKER AS $$
    SELECT p_words::tsvector || array_to_tsvector(array_remove(ARRAY[
        CASE WHEN length(p_path) >= 9 THEN '@' || left(p_path, 9) END,
        CASE WHEN length(p_path) >= 12 THEN '@' || left(p_path, 12) END,
        '#' || p_holder], NULL))
$$;
