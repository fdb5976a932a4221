"""What administrators have found out about a treatment return."""

from django.db import models

from rosc.models import Record


class NdtmsCode(Record):
    """The value of one item in one version of the data set; what it is called is shipped
    (`ndtms.yaml`). Only a verified one goes into a file."""

    dataset_version = models.CharField(max_length=30)
    item = models.CharField(max_length=30)
    code = models.CharField(max_length=20, blank=True)
    is_verified = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["dataset_version", "item"], name="ndtms_code_once"),
            models.CheckConstraint(
                condition=models.Q(is_verified=False) | ~models.Q(code=""),
                name="ndtms_code_verified_is_something",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.dataset_version} {self.item}"
