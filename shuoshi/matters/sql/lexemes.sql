-- The words of a text as they are kept, with its street and its community among them.
CREATE OR REPLACE FUNCTION matters_lexemes(p_words text, p_path text) RETURNS tsvector
LANGUAGE sql IMMUTABLE SECURITY INVOKER AS $$
    SELECT p_words::tsvector || array_to_tsvector(array_remove(ARRAY[
        CASE WHEN length(p_path) >= 9 THEN '@' || left(p_path, 9) END,
        CASE WHEN length(p_path) >= 12 THEN '@' || left(p_path, 12) END], NULL))
$$;
