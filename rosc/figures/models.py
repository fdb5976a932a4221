"""Answers as they were given: the same question is never answered twice in two ways."""

from django.db import models

from rosc.models import Record


class Answer(Record):
    """What was published for one question, about one scope, in one period. Holds nothing but what
    may be shown; nobody can change or delete it."""

    question = models.CharField(max_length=60)
    scope = models.CharField(max_length=60, help_text="An area or an organisation, as a code.")
    period = models.CharField(max_length=10)
    published = models.JSONField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["question", "scope", "period"], name="answer_once")
        ]

    def __str__(self) -> str:
        return f"{self.question} {self.scope} {self.period}"
