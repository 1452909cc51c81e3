"""Words: which hashtags carry which slogan? Fold, split, lemma, match; every match with its reason."""
