"""Operations on routes: where they are, what they answer, what they are asked."""
