"""Log lines for people or machines, with secrets blotted out."""

import json
import logging
import re
import sys

from bot.settings import Settings

# The token of an interaction or webhook stands in the path of its requests, which discord.py logs.
_TOKEN_IN_PATH = re.compile(r"(/(?:webhooks|interactions)/\d+/)[^/?\s'\"]+")


class _Redacting(logging.Formatter):
    def __init__(self, secret: str | None) -> None:
        super().__init__("%(asctime)s %(levelname)-7s %(name)s: %(message)s", "%Y-%m-%d %H:%M:%S")
        self._secret = secret

    def format(self, record: logging.LogRecord) -> str:
        return self.blot(super().format(record))

    def blot(self, text: str) -> str:
        if self._secret:
            text = text.replace(self._secret, "[token]")
        return _TOKEN_IN_PATH.sub(r"\1[token]", text)


class _Json(_Redacting):
    def format(self, record: logging.LogRecord) -> str:
        entry = {
            "at": self.formatTime(record, "%Y-%m-%dT%H:%M:%S%z"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            entry["traceback"] = self.formatException(record.exc_info)
        return json.dumps({name: self.blot(text) for name, text in entry.items()}, ensure_ascii=False)


def set_up_logging(settings: Settings) -> None:
    """Log to standard error as the settings say; tokens never show."""
    secret = settings.token.get_secret_value() if settings.token else None
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(_Json(secret) if settings.log_format == "json" else _Redacting(secret))
    logging.basicConfig(level=settings.log_level, handlers=[handler], force=True)
    logging.getLogger("apscheduler").setLevel(max(logging.WARNING, logging.getLevelName(settings.log_level)))
