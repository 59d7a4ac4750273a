"""Words for genres, English and Spanish, without accents: a table to extend.

The names are the catalogues' own: a word stands for every name that any of them has for it.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


@dataclass(frozen=True, slots=True)
class GenreWords:
    label: str | Promise
    names: tuple[str, ...]
    alone: tuple[str, ...] = ()
    """Words that mean the genre wherever they stand, and nothing else in a plot."""
    beside: tuple[str, ...] = ()
    """Words that mean it only beside a word such as "film" or "series", or after "de"."""


GENRES: dict[str, GenreWords] = {
    "comedy": GenreWords(
        _("Comedy"),
        ("Comedy", "Comedies", "TV Comedies", "Stand-Up Comedy", "Stand-Up Comedy & Talk Shows",
         "Sitcom", "Sketch Comedy"),
        ("comedy", "comedies", "sitcom", "sitcoms", "romcom", "romcoms", "rom-com", "rom-coms",
         "comedia", "comedias", "dramedy", "tragicomedy"),
        ("funny", "comic", "hilarious", "divertida", "divertidas", "risa", "humor"),
    ),
    "romance": GenreWords(
        _("Romance"),
        ("Romance", "Romantic Movies", "Romantic TV Shows"),
        ("romcom", "romcoms", "rom-com", "rom-coms", "romantic comedy", "romantic comedies",
         "romantic drama", "comedia romantica", "comedias romanticas"),
        ("romantic", "romance", "love", "romantica", "romanticas", "romantico", "amor"),
    ),
    "drama": GenreWords(
        _("Drama"),
        ("Drama", "Dramas", "TV Dramas"),
        ("dramas", "melodrama", "melodramas", "k-drama", "k-dramas", "kdrama", "kdramas"),
        ("drama", "dramatic", "dramatica", "dramaticas"),
    ),
    "horror": GenreWords(
        _("Horror"),
        ("Horror", "Horror Movies", "TV Horror"),
        ("horror", "slasher", "slashers", "peliculas de miedo", "pelicula de miedo"),
        ("scary", "terror", "miedo", "terrorifica"),
    ),
    "thriller": GenreWords(
        _("Thriller"),
        ("Thriller", "Thrillers", "TV Thrillers"),
        ("thriller", "thrillers"),
        ("suspense", "suspenseful", "suspenso", "intriga"),
    ),
    "science fiction": GenreWords(
        _("Science fiction"),
        ("Science Fiction", "Sci-Fi & Fantasy", "TV Sci-Fi & Fantasy"),
        ("science fiction", "science-fiction", "sci-fi", "sci fi", "scifi", "ciencia ficcion",
         "ciencia-ficcion"),
    ),
    "fantasy": GenreWords(
        _("Fantasy"),
        ("Fantasy", "Sci-Fi & Fantasy", "TV Sci-Fi & Fantasy"),
        (),
        ("fantasy", "fantasia", "fantastica", "fantasticas"),
    ),
    "action": GenreWords(
        _("Action"),
        ("Action", "Action & Adventure", "TV Action & Adventure"),
        (),
        ("action", "accion", "martial arts", "artes marciales"),
    ),
    "adventure": GenreWords(
        _("Adventure"),
        ("Adventure", "Action & Adventure", "TV Action & Adventure"),
        (),
        ("adventure", "adventures", "aventura", "aventuras"),
    ),
    "crime": GenreWords(
        _("Crime"),
        ("Crime", "Crime TV Shows"),
        ("true crime", "film noir", "cine negro", "policiaca", "policiacas"),
        ("crime", "gangster", "crimen", "crimenes", "criminal", "policial", "gangsters", "noir"),
    ),
    "mystery": GenreWords(
        _("Mystery"),
        ("Mystery", "TV Mysteries"),
        ("whodunit", "murder mystery"),
        ("mystery", "misterio"),
    ),
    "documentary": GenreWords(
        _("Documentary"),
        ("Documentary", "Documentaries", "Docuseries", "Science & Nature TV"),
        ("documentary", "documentaries", "docuseries", "docu-series", "documental",
         "documentales", "docuserie", "docuseries"),
    ),
    "animation": GenreWords(
        _("Animation"),
        ("Animation", "Cartoons", "Adult Animation", "Anime", "Anime Series", "Anime Features",
         # Netflix has none for drawn films: it files them under these.
         "Children & Family Movies", "Kids' TV", "Kids"),
        ("animated", "stop motion", "stop-motion", "claymation", "dibujos animados"),
        ("animation", "cartoon", "cartoons", "animacion", "animada", "animadas"),
    ),
    "anime": GenreWords(
        _("Anime"),
        ("Anime", "Anime Series", "Anime Features"),
        ("anime", "animes"),
    ),
    "family": GenreWords(
        _("Family"),
        ("Family", "Children & Family Movies", "Kids' TV", "Kids"),
        ("children's movie", "children's film", "kids movie", "kids' movie", "kid's movie",
         "family-friendly", "para ninos", "for kids", "for children", "for the whole family"),
        ("family", "kids", "children's", "kids'", "familiar", "familiares", "infantil",
         "infantiles"),
    ),
    "music": GenreWords(
        _("Music"),
        ("Music", "Music & Musicals"),
        ("musicals", "musicales"),
        ("musical", "music", "concert", "musica"),
    ),
    "war": GenreWords(
        _("War"),
        ("War",),
        ("belica", "belicas", "belico"),
        ("war", "guerra"),
    ),
    "western": GenreWords(
        _("Western"),
        ("Western",),
        ("westerns", "spaghetti western", "del oeste"),
        ("western",),
    ),
    "history": GenreWords(
        pgettext_lazy("genre", "History"),
        ("History",),
        (),
        ("historical", "history", "historica", "historicas", "historico"),
    ),
    "sport": GenreWords(
        _("Sport"),
        ("Sports Movies", "Sports"),
        (),
        ("sports", "sport", "deportes", "deportiva", "deportivas"),
    ),
    "stand-up": GenreWords(
        _("Stand-up comedy"),
        ("Stand-Up Comedy", "Stand-Up Comedy & Talk Shows", "Stand Up"),
        ("stand-up comedy", "stand up comedy", "stand-up special", "monologos de humor"),
    ),
    "reality": GenreWords(
        _("Reality"),
        ("Reality TV", "Reality"),
        ("reality tv", "reality show", "reality shows", "reality series", "telerrealidad"),
    ),
    "teen": GenreWords(
        _("Teen"),
        ("Teen TV Shows", "Teen"),
        ("para adolescentes",),
        ("teen", "teenage", "adolescente", "adolescentes", "juvenil", "juveniles"),
    ),
    "faith": GenreWords(
        _("Faith and spirituality"),
        ("Faith & Spirituality",),
        ("faith and spirituality", "fe y espiritualidad"),
        ("religious", "christian", "religiosa", "religiosas", "cristiana", "cristianas"),
    ),
    "cult": GenreWords(
        _("Cult"),
        ("Cult Movies", "Classic & Cult TV"),
        ("cult film", "cult films", "cult movie", "cult movies", "cult classic", "de culto"),
    ),
    "classic": GenreWords(
        _("Classic"),
        ("Classic Movies", "Classic & Cult TV", "Classics"),
        ("cine clasico",),
        ("classic", "clasica", "clasicas", "clasicos"),
    ),
    "lgbtq": GenreWords(
        _("LGBTQ"),
        ("LGBTQ Movies", "LGBTQ+"),
        ("lgbt", "lgbtq", "lgbtq+", "lgbtiq"),
        ("gay", "lesbian", "queer", "lesbiana", "lesbianas"),
    ),
}  # fmt: skip
