"""Every setting, read once from the environment and `.env`."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import platformdirs
from babel.core import Locale, UnknownLocaleError
from pydantic import AfterValidator, BeforeValidator, Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from bot.errors import OperatorError

LogLevel = Literal["DEBUG", "INFO", "WARNING", "ERROR"]


_TOKEN = re.compile(r"[A-Za-z0-9._~+/=-]+")


def _token(token: SecretStr | None) -> SecretStr | None:
    if token and not _TOKEN.fullmatch(token.get_secret_value()):
        raise ValueError("this is not a token: copy it again from the Bot page of your application")
    return token


def _folder(path: Path) -> Path:
    try:
        return path.expanduser().absolute()
    except RuntimeError:
        raise ValueError(f"there is no home folder behind {path.parts[0]}") from None


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise ValueError("this is not an IANA time zone: write one such as Europe/Berlin or UTC") from None
    return name


def _locale(name: str) -> str:
    try:
        return str(Locale.parse(name, sep="-" if "-" in name else "_"))
    except (UnknownLocaleError, ValueError):
        raise ValueError("this is not a locale: write one such as en_GB or de_DE") from None


def _upper(value: object) -> object:
    return value.upper() if isinstance(value, str) else value


def _lower(value: object) -> object:
    return value.lower() if isinstance(value, str) else value


class Settings(BaseSettings):
    """What an operator can set; a variable set to nothing counts as not set."""

    model_config = SettingsConfigDict(
        env_file=".env",
        env_file_encoding="utf-8-sig",  # Notepad begins a file with a byte order mark
        env_ignore_empty=True,
        extra="ignore",
        hide_input_in_errors=True,
    )

    token: Annotated[
        SecretStr | None,
        AfterValidator(_token),
        Field(alias="DISCORD_TOKEN", description="The bot's token; without one the local console opens."),
    ] = None
    data: Annotated[
        Path,
        AfterValidator(_folder),
        Field(alias="MARQUEE_DATA", description="The folder of the two database files."),
    ] = platformdirs.user_data_path("marquee")
    log_level: Annotated[
        LogLevel,
        BeforeValidator(_upper),
        Field(alias="MARQUEE_LOG_LEVEL", description="How much is logged: DEBUG, INFO, WARNING or ERROR."),
    ] = "INFO"
    log_format: Annotated[
        Literal["text", "json"],
        BeforeValidator(_lower),
        Field(alias="MARQUEE_LOG_FORMAT", description="Log lines for people (text) or for machines (json)."),
    ] = "text"
    time_zone: Annotated[
        str,
        AfterValidator(_zone),
        Field(alias="MARQUEE_TIME_ZONE", description="The time zone of servers that have not set one."),
    ] = "UTC"
    locale: Annotated[
        str,
        AfterValidator(_locale),
        Field(alias="MARQUEE_LOCALE", description="How dates and lists are written."),
    ] = "en_GB"
    tmdb_key: Annotated[
        SecretStr | None,
        Field(alias="MARQUEE_TMDB_KEY", description="Your TMDB API key (v3) or read access token (v4)."),
    ] = None
    tmdb_url: Annotated[
        str | None,
        Field(
            alias="MARQUEE_TMDB_URL",
            pattern=r"^https?://",
            description="Where TMDB's API is, if not at its own address: a mirror's, with its /3.",
        ),
    ] = None
    wikidata_url: Annotated[
        str | None,
        Field(
            alias="MARQUEE_WIKIDATA_URL",
            pattern=r"^https?://",
            description="Where Wikidata is, if not at its own address: a mirror's.",
        ),
    ] = None
    contact: Annotated[
        str,
        Field(
            alias="MARQUEE_CONTACT",
            description="An address at which Wikidata can reach you about your imports, as it asks for.",
        ),
    ] = ""
    dev_guild: Annotated[
        int | None,
        Field(
            alias="MARQUEE_DEV_GUILD",
            gt=0,
            description="A server's id: commands appear there at once, and only there.",
        ),
    ] = None


def read_settings() -> Settings:
    """Read the settings.

    Raises:
        OperatorError: a value is wrong; names the variable, the fault and the mend, never the token.
    """
    try:
        return Settings()
    except ValidationError as fault:
        error = fault.errors(include_url=False, include_input=False)[0]
        variable = str(error["loc"][0])
        field = next(field for field in Settings.model_fields.values() if field.alias == variable)
        text = error["msg"].removeprefix("Value error, ")
        raise OperatorError(
            f"{variable}: {text}. {field.description} Mend it in the environment or in .env."
        ) from None
    except UnicodeDecodeError as fault:
        raise OperatorError(f".env: {fault}. Save the file as UTF-8.") from None
    except OSError as fault:
        raise OperatorError(f".env: {fault.strerror}. Let the user that runs Marquee read it.") from None


@dataclass(frozen=True, slots=True)
class GuildSettings:
    """What a guild's admins set; None means the default."""

    guild_id: int
    trivia_channel_id: int | None = None
    countdown_channel_id: int | None = None
    time_zone: str | None = None
