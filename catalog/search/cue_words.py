"""Words for the two kinds of titles, and those that say nothing, English and Spanish."""

SERIES = (
    "series", "serie", "tv show", "tv shows", "television show", "television series", "tv series",
    "miniseries", "mini-series", "mini series", "miniserie", "sitcom", "sitcoms", "netflix show",
    "docuseries", "docuserie", "telenovela", "telenovelas", "soap opera", "k-drama", "k-dramas",
    "kdrama", "kdramas", "teleserie", "teleseries",
)  # fmt: skip
# A kind only beside a genre or a country: there are talent shows and shows of force.
SHOWS = ("show", "shows", "drama", "dramas")
FILMS = (
    "film", "films", "movie", "movies", "flick", "flicks", "feature film", "pelicula", "peliculas",
    "peli", "pelis", "cine", "cinema", "largometraje", "largometrajes",
)  # fmt: skip

# These say nothing of which title is meant: what is left without them and the cues is what a
# request is about.
MERE_WORDS = frozenset([
    "a", "an", "the", "of", "in", "on", "at", "with", "by", "from", "for", "to", "and", "or",
    "some", "any", "good", "best", "great", "new", "old", "about", "me", "i", "want", "watch",
    "see", "looking", "find", "please", "recommend", "something", "anything", "like", "la", "el",
    "los", "las", "un", "una", "unos", "unas", "de", "del", "en", "con", "por", "para", "y", "o",
    "que", "algo", "buena", "buenas", "buen", "mejor", "mejores", "sobre", "quiero", "ver",
    "busco", "made", "it", "is", "years", "ano", "anos", "year", "directed", "director", "starring",
    "featuring", "actor", "actress", "actriz", "dirigida", "dirigido", "dirigidas", "dirigidos",
    "protagonizada", "protagonizado", "protagonizadas", "protagonizados",
])  # fmt: skip
