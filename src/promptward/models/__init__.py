"""Chat models: the practice model, and the one place that calls any other.

No other room imports LangChain. Tracing stays off whatever the environment says: a trainee's text goes to the
model the operator chose, and nowhere else.
"""

from __future__ import annotations

import os

os.environ["LANGSMITH_TRACING"] = "false"  # read when langsmith is imported, so before everything below
os.environ["LANGCHAIN_TRACING_V2"] = "false"

from promptward.models.gateway import Gateway
from promptward.models.rehearsal import RehearsalChatModel
from promptward.models.replies import ReplyEnd

__all__ = ["Gateway", "RehearsalChatModel", "ReplyEnd"]
