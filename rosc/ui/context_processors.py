"""What every template may say about the portal itself."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest


def portal(request: HttpRequest) -> dict[str, Any]:
    return {
        "portal_name": settings.PORTAL_NAME,
        "is_demo": settings.DEMO,
        "exit_url": settings.EXIT_URL,
    }
