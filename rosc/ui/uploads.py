"""Files that people send: held in memory alone, never on a disk, and never more than fits."""

from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

LARGEST = 2_000_000  # bytes; the rest of a larger file is thrown away as it arrives


class InMemoryHandler(FileUploadHandler):
    """The portal's only upload handler (settings.FILE_UPLOAD_HANDLERS).

    Of a file that is too large only the size is told truly; the form refuses it by that.
    """

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.held = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        if start < LARGEST:
            self.held.write(raw_data[: LARGEST - start])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        self.held.seek(0)
        return InMemoryUploadedFile(
            file=self.held,
            field_name=self.field_name,
            name=self.file_name,
            content_type=self.content_type or "",
            size=file_size,
            charset=self.charset,
            content_type_extra=self.content_type_extra,
        )
