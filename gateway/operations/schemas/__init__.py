"""Operations on named schemas as such."""
