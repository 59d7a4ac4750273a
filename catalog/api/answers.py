"""What the questions answer, in the names that the published systems gave their fields."""

from datetime import date

from ninja import Field, Schema


class MonthAnswer(Schema):
    mes: str = Field(description="The month, in the language of the answer.")
    numero: int = Field(description="1 is January.", ge=1, le=12)
    peliculas: int = Field(description="Films released in that month, of all years.", ge=0)


class WeekdayAnswer(Schema):
    dia: str = Field(description="The day of the week, in the language of the answer.")
    numero: int = Field(description="1 is Monday, 7 Sunday.", ge=1, le=7)
    peliculas: int = Field(description="Films released on that weekday, of all years.", ge=0)


class OtherTitle(Schema):
    id: int
    titulo: str
    año_lanzamiento: int | None


class OtherPerson(Schema):
    id: int
    nombre: str
    titulos: int = Field(description="Titles in the role that was asked for.")


class TitleAnswer(Schema):
    id: int = Field(description="Chooses this title again: `?id=`.")
    titulo: str
    año_lanzamiento: int | None = Field(description="Year of release; null where unknown.")
    otros: list[OtherTitle] = Field(
        description="Other titles of the same name, at most 50; choose one by `?id=` or `?year=`."
    )
    otros_total: int = Field(description="How many others there are.", ge=0)
    mensaje: str | None = Field(description="What else is to be said, if anything.")


class ScoreAnswer(TitleAnswer):
    popularidad: float | None = Field(
        description="TMDB's measure of attention, without a unit; null where unknown."
    )


class VotesAnswer(TitleAnswer):
    conteo_votos: int | None = Field(description="Number of votes; null where unknown.")
    votos_promedio: float | None = Field(
        description="Mean of the votes, from 0 to 10; null where there are fewer than 2,000."
    )


class FilmOfPerson(Schema):
    id: int
    titulo: str
    año_lanzamiento: int | None
    fecha_lanzamiento: date | None = Field(description="Date of release; null where unknown.")
    retorno: float | None = Field(
        description="Revenue for each dollar of budget; null where either is unknown."
    )
    presupuesto: int | None = Field(description="Budget, in US dollars of the day.")
    ingresos: int | None = Field(description="Revenue, in US dollars of the day.")
    ganancia: int | None = Field(description="Revenue less budget, in US dollars of the day.")
    inverosimil: bool = Field(description="Whether the budget is below 1,000: no plausible sum.")


class ReturnsAnswer(Schema):
    cantidad_peliculas: int = Field(description="Films of the person in this role.", ge=0)
    n: int = Field(description="Films that total, mean and median are of.", ge=0)
    sin_datos: int = Field(description="Films left out: budget or revenue unknown.", ge=0)
    inverosimiles: int = Field(description="Films left out: budget below 1,000 dollars.", ge=0)
    retorno_total: float | None = Field(
        description="Sum of the returns (revenue for each dollar of budget); null where n is 0."
    )
    retorno_promedio: float | None = Field(description="Mean of the returns; null where n is 0.")
    retorno_mediana: float | None = Field(description="Median of the returns; null where n is 0.")
    peliculas: list[FilmOfPerson] = Field(description="Newest first, at most 300.")
    otros: list[OtherPerson] = Field(
        description="Other people of the same name, at most 50; choose one by `?id=`."
    )
    otros_total: int = Field(description="How many others there are.", ge=0)
    mensaje: str | None = Field(description="What else is to be said, if anything.")


class Actor(Schema):
    id: int = Field(description="Chooses this person again: `?id=`.")
    actor: str


class Director(Schema):
    id: int = Field(description="Chooses this person again: `?id=`.")
    director: str


# The fields of the last class come first.
class ActorAnswer(ReturnsAnswer, Actor):
    pass


class DirectorAnswer(ReturnsAnswer, Director):
    pass
