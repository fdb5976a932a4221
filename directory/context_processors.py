"""What every page may say about the visitor's own short list."""

from typing import Any

from django.http import HttpRequest

from directory.shortlist import keys_in


def shortlist(request: HttpRequest) -> dict[str, Any]:
    return {"shortlist_count": len(keys_in(request))}
