"""Live models: opened by name through LangChain, their failures told in plain words."""

from __future__ import annotations

import os
from typing import Any

from langchain_core.language_models import BaseChatModel, LanguageModelInput
from langchain_core.messages import AIMessage
from langchain_core.runnables import Runnable

from promptward.errors import ModelError, close_matches
from promptward.settings import Settings
from promptward.words import say

KEYS = {
    "google_genai": ("GOOGLE_API_KEY", "GEMINI_API_KEY"),
    "openai": ("OPENAI_API_KEY",),
    "ollama": (),
}
"""Providers that come with PromptWard, and the environment variables that may hold their key."""
AS_JSON: dict[str, dict[str, Any]] = {
    "google_genai": {"response_mime_type": "application/json"},
    "openai": {"response_format": {"type": "json_object"}},
    "ollama": {"format": "json"},
}
"""How each provider is told to answer with one JSON object; others are told so in words alone."""
REFUSED, UNKNOWN, BUSY = (401, 403), (404,), (429, 503, 529)


def live_model(settings: Settings) -> BaseChatModel:
    """The chat model `settings.model` names. Raises ModelError for the operator, never with a key."""
    provider, _, name = settings.model.partition(":")
    if not name.strip():
        near = close_matches(settings.model, ("rehearsal", *KEYS))
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise ModelError(f"found model {settings.model!r}; expected 'rehearsal' or 'provider:name'{hint}")
    keys = KEYS.get(provider, ())
    if keys and not any(os.environ.get(key, "").strip() for key in keys):
        raise ModelError(
            f"the model {settings.model!r} needs a key; set the environment variable {' or '.join(keys)}"
        )
    return _opened(provider, name, settings)


def answering_json(model: BaseChatModel, settings: Settings) -> Runnable[LanguageModelInput, AIMessage]:
    """`model`, made to answer with JSON where its provider can be."""
    provider, _, _ = settings.model.partition(":")
    return model.bind(**AS_JSON.get(provider, {}))


def _opened(provider: str, name: str, settings: Settings) -> BaseChatModel:
    from langchain.chat_models import init_chat_model  # noqa: PLC0415 - half a second nobody needs for rehearsal

    seconds = settings.model_seconds
    limits = (
        {"client_kwargs": {"timeout": seconds}}
        if provider == "ollama"
        else {"timeout": seconds, "max_retries": 0}
    )
    try:
        model = init_chat_model(name, model_provider=provider, **limits)
    except ImportError:
        raise ModelError(
            f"the provider {provider!r} is not installed; installed are {', '.join(KEYS)}"
        ) from None
    except ValueError as error:
        if "model_provider" not in str(error) and "Unsupported" not in str(error):
            raise ModelError(
                f"the model {settings.model!r} could not be set up ({type(error).__name__})"
            ) from None
        near = close_matches(provider, KEYS) or tuple(KEYS)
        raise ModelError(f"found provider {provider!r}; did you mean {' or '.join(near)}?") from None
    except Exception as error:  # noqa: BLE001 - each provider raises its own, some with the key in the words
        raise ModelError(
            f"the model {settings.model!r} could not be set up ({type(error).__name__})"
        ) from None
    if not isinstance(model, BaseChatModel):
        raise ModelError(f"the model {settings.model!r} is no chat model")
    return model


def apology(error: Exception, seconds: float, lang: str) -> str:
    """Why a live model did not answer, and what to do, for a trainee's page."""
    status = getattr(error, "status_code", None) or getattr(error, "code", None)
    if isinstance(error, TimeoutError) or "timeout" in type(error).__name__.lower():
        return say(
            lang,
            "The AI did not finish within {seconds} seconds. The text is kept; please send again.",
            seconds=f"{seconds:g}".replace(".", "," if lang == "vi" else "."),
        )
    if status in REFUSED:
        return say(lang, "The AI refused the server's key. Please tell the instructor.")
    if status in UNKNOWN:
        return say(lang, "The AI service does not know the chosen model. Please tell the instructor.")
    if status in BUSY:
        return say(lang, "The AI is busy. Please wait a minute and send again.")
    if "connect" in type(error).__name__.lower():
        return say(lang, "The AI cannot be reached. The text is kept; please send again.")
    return say(lang, "The AI did not answer. The text is kept; please send again.")
