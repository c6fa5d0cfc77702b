"""Operations on the fields of a named schema."""
