"""Words for countries and languages, English and Spanish, without accents: a table to extend."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True, slots=True)
class CountryWords:
    code: str
    """ISO 3166, by which Babel names it in every language; of a region its own `label` does."""
    names: tuple[str, ...]
    """In the catalogues."""
    language: str = ""
    """ISO 639, where nearly all films in it are from here."""
    adjectives: tuple[str, ...] = ()
    label: str | Promise = ""


def _from(code: str, names: str, language: str, adjectives: str) -> CountryWords:
    return CountryWords(
        code,
        tuple(names.split("|")),
        language,
        tuple(word.replace("_", " ") for word in adjectives.split()),
    )


# Adjectives: English, then Spanish in the four forms that differ.
COUNTRIES: tuple[CountryWords, ...] = (
    _from("US", "United States", "",
          "american estadounidense estadounidenses norteamericana norteamericanas "
          "norteamericano"),
    _from("GB", "United Kingdom", "",
          "british english scottish welsh britanica britanicas britanico inglesa inglesas "
          "ingles escocesa"),
    _from("FR", "France", "fr", "french francesa francesas frances franceses"),
    _from("KR", "South Korea", "ko",
          "korean south_korean coreana coreanas coreano coreanos surcoreana surcoreanas "
          "surcoreano"),
    _from("JP", "Japan", "ja", "japanese japonesa japonesas japones japoneses"),
    _from("ES", "Spain", "", "spanish espanola espanolas espanol espanoles"),
    _from("DE", "Germany|West Germany|East Germany", "de",
          "german alemana alemanas aleman alemanes"),
    _from("IT", "Italy", "it", "italian italiana italianas italiano italianos"),
    _from("CN", "China", "zh", "chinese china chinas chino chinos"),
    _from("HK", "Hong Kong", "cn", "hong_kong hongkonesa hongkonesas"),
    _from("TW", "Taiwan", "", "taiwanese taiwanesa taiwanesas"),
    _from("IN", "India", "hi", "indian bollywood hindu india indias indio hindi"),
    _from("MX", "Mexico", "", "mexican mexicana mexicanas mexicano mexicanos"),
    _from("AR", "Argentina", "", "argentinian argentine argentina argentinas argentino argentinos"),
    _from("BR", "Brazil", "", "brazilian brasilena brasilenas brasileno brasilenos"),
    _from("RU", "Russia|Soviet Union", "ru",
          "russian soviet rusa rusas ruso rusos sovietica sovieticas"),
    _from("TR", "Turkey", "tr", "turkish turca turcas turco turcos"),
    _from("SE", "Sweden", "sv", "swedish sueca suecas sueco suecos"),
    _from("NO", "Norway", "no", "norwegian noruega noruegas noruego noruegos"),
    _from("DK", "Denmark", "da", "danish danesa danesas danes daneses"),
    _from("FI", "Finland", "fi", "finnish finlandesa finlandesas finlandes"),
    _from("IS", "Iceland", "is", "icelandic islandesa islandesas islandes"),
    _from("NL", "Netherlands", "nl", "dutch holandesa holandesas holandes neerlandesa"),
    _from("BE", "Belgium", "", "belgian belga belgas"),
    _from("PL", "Poland", "pl", "polish polaca polacas polaco polacos"),
    _from("CZ", "Czech Republic", "cs", "czech checa checas checo checos"),
    _from("HU", "Hungary", "hu", "hungarian hungara hungaras hungaro"),
    _from("RO", "Romania", "ro", "romanian rumana rumanas rumano rumanos"),
    _from("GR", "Greece", "el", "greek griega griegas griego griegos"),
    _from("PT", "Portugal", "", "portuguese portuguesa portuguesas portugues"),
    _from("AT", "Austria", "", "austrian austriaca austriacas austriaco"),
    _from("CH", "Switzerland", "", "swiss suiza suizas suizo"),
    _from("IE", "Ireland", "", "irish irlandesa irlandesas irlandes"),
    _from("CA", "Canada", "", "canadian canadiense canadienses"),
    _from("AU", "Australia", "", "australian aussie australiana australianas australiano"),
    _from("NZ", "New Zealand", "", "new_zealand neozelandesa neozelandesas"),
    _from("IR", "Iran", "fa", "iranian persian irani iranies"),
    _from("IL", "Israel", "he", "israeli israeli israelies"),
    _from("EG", "Egypt", "", "egyptian egipcia egipcias egipcio egipcios"),
    _from("NG", "Nigeria", "", "nigerian nollywood nigeriana nigerianas nigeriano"),
    _from("ZA", "South Africa", "", "south_african sudafricana sudafricanas sudafricano"),
    _from("TH", "Thailand", "th", "thai tailandesa tailandesas tailandes"),
    _from("ID", "Indonesia", "id", "indonesian indonesia indonesias indonesio"),
    _from("PH", "Philippines", "tl", "filipino philippine filipina filipinas"),
    _from("VN", "Vietnam", "vi", "vietnamese vietnamita vietnamitas"),
    _from("MY", "Malaysia", "", "malaysian malasia malasias"),
    _from("SG", "Singapore", "", "singaporean singapurense"),
    _from("PK", "Pakistan", "", "pakistani paquistani paquistanies"),
    _from("SA", "Saudi Arabia", "", "saudi saudita sauditas saudi"),
    _from("LB", "Lebanon", "", "lebanese libanesa libanesas libanes"),
    _from("CL", "Chile", "", "chilean chilena chilenas chileno chilenos"),
    _from("CO", "Colombia", "", "colombian colombiana colombianas colombiano"),
    _from("PE", "Peru", "", "peruvian peruana peruanas peruano"),
    _from("UY", "Uruguay", "", "uruguayan uruguaya uruguayas uruguayo"),
    _from("CU", "Cuba", "", "cuban cubana cubanas cubano"),
    _from("VE", "Venezuela", "", "venezuelan venezolana venezolanas venezolano"),
    CountryWords(
        "nordic", ("Sweden", "Norway", "Denmark", "Finland", "Iceland"), "",
        ("nordic", "scandinavian", "nordica", "nordicas", "nordico", "escandinava", "escandinavas"),
        _("Nordic countries"),
    ),
)  # fmt: skip

# Shorter names than Babel has, and what people say.
COUNTRY_NAMES = {
    "korea": "KR", "corea": "KR", "usa": "US", "the us": "US", "america": "US", "eeuu": "US",
    "uk": "GB", "the uk": "GB", "england": "GB", "britain": "GB", "inglaterra": "GB",
    "hong kong": "HK", "turkey": "TR", "czech republic": "CZ", "republica checa": "CZ",
    "holland": "NL", "holanda": "NL",
}  # fmt: skip

# "in Korean", "en coreano", "French-language": ISO 639 by word.
LANGUAGES = {
    "french": "fr", "frances": "fr", "korean": "ko", "coreano": "ko", "japanese": "ja",
    "japones": "ja", "spanish": "es", "espanol": "es", "castellano": "es", "german": "de",
    "aleman": "de", "italian": "it", "italiano": "it", "mandarin": "zh", "chinese": "zh",
    "chino": "zh", "cantonese": "cn", "cantones": "cn", "hindi": "hi", "russian": "ru",
    "ruso": "ru", "portuguese": "pt", "portugues": "pt", "swedish": "sv", "sueco": "sv",
    "danish": "da", "danes": "da", "norwegian": "no", "noruego": "no", "turkish": "tr",
    "turco": "tr", "arabic": "ar", "arabe": "ar", "polish": "pl", "polaco": "pl",
    "dutch": "nl", "holandes": "nl", "greek": "el", "griego": "el", "hebrew": "he",
    "hebreo": "he", "thai": "th", "tailandes": "th", "english": "en", "ingles": "en",
    "finnish": "fi", "finlandes": "fi", "farsi": "fa", "persian": "fa", "persa": "fa",
}  # fmt: skip

# Where a language is spoken in most of what a country makes: for catalogues that know countries
# alone. Codes of COUNTRIES.
SPOKEN_IN = {
    "es": ("ES", "MX", "AR", "CO", "CL", "PE", "UY", "CU", "VE"),
    "pt": ("PT", "BR"),
    "en": ("US", "GB", "CA", "AU", "NZ", "IE"),
    "ar": ("EG", "SA", "LB"),
    "de": ("DE", "AT"),
    "cn": ("HK",),
    "zh": ("CN", "TW"),
}
