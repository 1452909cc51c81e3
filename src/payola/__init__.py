"""payola: the public's instrument for slogan-hashtag campaigns on short video."""
