"""The portal's sweeps: how often beat wakes each; `manage.py tick` runs the same ones from cron.

Each is safe to run twice or late. One that nobody took up in time is dropped: the next is near.
"""

from typing import Any

SCHEDULE: dict[str, dict[str, Any]] = {
    "send-due-messages": {
        "task": "rosc.outbox.tasks.send_due",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget-ended-sign-ins": {
        "task": "rosc.accounts.tasks.forget_ended",
        "schedule": 3600.0,
        "options": {"expires": 3000},
    },
    "check-delivered-messages": {
        "task": "rosc.outbox.tasks.check_delivered",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "index-due-services": {
        "task": "directory.tasks.index_due",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "forget-reports": {
        "task": "directory.tasks.forget_reports",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "bring-back-paused-entries": {
        "task": "directory.tasks.resume_due",
        "schedule": 900.0,
        "options": {"expires": 800},
    },
    "sweep-introductions": {
        "task": "referrals.tasks.sweep",
        "schedule": 900.0,
        "options": {"expires": 800},
    },
    "climb-urgent": {
        "task": "checkups.tasks.climb_urgent",
        "schedule": 60.0,
        "options": {"expires": 50},
    },
    "sweep-check-ups": {
        "task": "checkups.tasks.sweep",
        "schedule": 300.0,
        "options": {"expires": 280},
    },
    "ask-if-entries-are-right": {
        "task": "directory.tasks.ask_to_check",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "forget-shared-shortlists": {
        "task": "directory.tasks.forget_shared_shortlists",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "list-records-to-review": {
        "task": "rosc.people.tasks.list_for_review",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "forget-caseload-files": {
        "task": "rosc.people.tasks.forget_uploads",
        "schedule": 900.0,
        "options": {"expires": 800},
    },
    "forget-unconfirmed-requests": {
        "task": "referrals.tasks.forget_unconfirmed",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "tell-what-was-planned": {
        "task": "lero_standards.tasks.tell_due",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
    "clear-unsent-text": {
        "task": "rosc.outbox.tasks.clear_unsent_text",
        "schedule": 3600.0,
        "options": {"expires": 3500},
    },
}
