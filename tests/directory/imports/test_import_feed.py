"""manage.py import_feed, on the real files where they lie and on broken ones of our own."""

import io
import json
import os
from contextlib import suppress
from pathlib import Path

import jsonschema
import pytest
from django.core.management import call_command
from django.core.management.base import CommandError

from directory.models import Location, SearchEntry, Service, Session, Source
from directory.models.choices import ServiceStatus
from rosc.accounts.models import Organisation

REAL = [  # file, format, source, read, created, quarantined
    ("gm_food_banks.csv", "csv", "gm-food-banks", 171, 171, 0),
    ("gm_jobcentreplus.csv", "csv", "gm-jobcentres", 26, 26, 0),
    ("gm_libraries.csv", "csv", "gm-libraries", 141, 141, 0),
    ("gm_pharmacies.csv", "csv", "gm-pharmacies", 631, 631, 0),
    ("gm_probation_offices.csv", "csv", "gm-probation-offices", 12, 12, 0),
    # one postcode is none; and eleven services are there twice under different ids
    ("trafford_mental_health_services.csv", "csv", "trafford-mental-health", 60, 59, 1),
    ("streetsupport-manchester.json", "streetsupport", "street-support", 51, 40, 11),
]
CONTRACT = {
    "type": "object",
    "additionalProperties": False,
    "required": ["read", "created", "changed", "unchanged", "withdrawn", "quarantined", "refused"],
    "properties": {
        **{
            name: {"type": "integer", "minimum": 0}
            for name in ("read", "created", "changed", "unchanged", "withdrawn")
        },
        "quarantined": {
            "type": "array",
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["row", "name", "reason"],
                "properties": {
                    "row": {"type": ["integer", "string"]},
                    "name": {"type": "string"},
                    "reason": {"type": "string", "minLength": 1},
                },
            },
        },
        "refused": {"type": ["string", "null"]},
    },
}


def import_feed(*arguments: object) -> str:
    page = io.StringIO()
    call_command("import_feed", *map(str, arguments), stdout=page)
    return page.getvalue()


def as_json(*arguments: object) -> dict:
    page = io.StringIO()
    with suppress(CommandError):
        call_command("import_feed", *map(str, arguments), "--json", stdout=page)
    report = json.loads(page.getvalue())
    jsonschema.validate(report, CONTRACT)
    return report


def everything() -> list:
    """All that an import writes, with the moment of its last change."""
    tables = (Service, Session, Location, Organisation)
    rows = [list(table.objects.order_by("pk").values_list("pk", "updated_at")) for table in tables]
    return [*rows, list(SearchEntry.objects.order_by("pk").values_list("pk", flat=True))]


@pytest.mark.parametrize(("name", "kind", "slug", "read", "created", "held"), REAL)
def test_a_real_file(name, kind, slug, read, created, held, community, greater_manchester):
    path = community / name
    first = as_json(kind, path, "--source", slug)
    counts = {"read": read, "created": created, "changed": 0, "unchanged": 0, "withdrawn": 0}
    assert {key: first[key] for key in counts} == counts
    assert len(first["quarantined"]) == held
    assert Service.objects.filter(status=ServiceStatus.PUBLISHED, source=slug).count() == created
    assert not Location.objects.filter(latitude=None).exists()
    assert not Location.objects.filter(authority=None).exists()
    assert SearchEntry.objects.count() == created

    before = everything()
    second = as_json(kind, path, "--source", slug)
    counts |= {"created": 0, "unchanged": created}
    assert {key: second[key] for key in counts} == counts
    assert everything() == before


def test_a_dry_run_writes_nothing(community, greater_manchester):
    path = community / "gm_jobcentreplus.csv"
    report = as_json("csv", path, "--source", "gm-jobcentres", "--dry-run")
    assert report["created"] == 26
    assert not Service.objects.exists()
    assert not Source.objects.exists()
    assert not Organisation.objects.exists()


def test_the_report_can_be_read(community, greater_manchester):
    page = import_feed("csv", community / "gm_food_banks.csv", "--source", "gm-food-banks")
    assert "118 parsed, 23 kept as text, 12 failed (text kept), 18 not stated" in page
    assert "Created     │ 171" in page
    path = community / "trafford_mental_health_services.csv"  # a table without opening times
    page = import_feed("csv", path, "--source", "trafford-mental-health")
    assert "row 50, Altrincham Anxiety Group" in page
    assert "“WA154 1HF” is not a postcode." in page
    assert "Opening times" not in page


def test_the_shipped_mapping_is_found_by_the_columns_too(community, greater_manchester):
    report = as_json("csv", community / "gm_libraries.csv", "--source", "our-libraries")
    assert report["created"] == 141
    assert Source.objects.get().mapping["key"] == ["name", "postcode"]


def test_a_real_file_cut_off_is_refused(community, greater_manchester, tmp_path):
    whole = (community / "gm_libraries.csv").read_bytes()
    path = tmp_path / "libraries.csv"
    path.write_bytes(whole)
    import_feed("csv", path, "--source", "gm-libraries")
    before = everything()
    for part in (0.1, 0.5, 0.75):
        path.write_bytes(whole[: int(len(whole) * part)])
        assert as_json("csv", path, "--source", "gm-libraries")["refused"]
        at_a_row = whole[: whole.index(b"\n", int(len(whole) * part)) + 1]
        path.write_bytes(at_a_row)
        assert "no longer listed" in as_json("csv", path, "--source", "gm-libraries")["refused"]
    assert everything() == before


# --- Files of our own --------------------------------------------------------------------------
MAPPING = """
name: Cafes
key: [id]
empty: [n/a]
organisation: {name: "{name}", kinds: [community]}
service:
  name: "{name}"
  kinds: [social-care-welfare]
  website: "{site}"
  contact: "{contact}"
location: {address: "{address}", postcode: "{postcode}"}
opening: {text: "{open}"}
"""
HEADER = "id,name,site,contact,address,postcode,open"
ROW = "7,Larch Cafe,www.larch.example,0113 496 0101,1 Larch Row,LS2 7DE,Mon 10am-2pm"


class Cafe:
    """Calling it imports a file with this content: text, or bytes."""

    def __init__(self, folder: Path) -> None:
        self.mapping, self.path = folder / "cafes.yaml", folder / "cafes.csv"
        self.mapping.write_text(MAPPING, encoding="utf-8")

    def __call__(self, content: str | bytes) -> dict:
        self.path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return as_json("csv", self.path, "--source", "cafes", "--mapping", self.mapping)


@pytest.fixture
def cafe(tmp_path, postcodes) -> Cafe:
    return Cafe(tmp_path)


def test_what_a_row_becomes(cafe):
    assert cafe(f"{HEADER}\n{ROW}\n")["created"] == 1
    service = Service.objects.get()
    assert service.name == service.organisation.name == "Larch Cafe"
    assert service.phone == "0113 496 0101"
    assert service.website == "http://www.larch.example"
    assert [kind.pk for kind in service.kinds.all()] == ["social-care-welfare"]
    assert service.wellbeing == service.kinds.get().default_wellbeing
    place = service.locations.get()
    assert (place.address, place.postcode, place.authority_id) == (
        "1 Larch Row", "LS2 7DE", "E08000035",
    )  # fmt: skip
    assert service.sessions.get().location == place
    assert service.modes == ["in-person"]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("", "empty"),
        ("   \n\n", "empty"),
        (f"{HEADER}\n", "no rows"),
        (f"{HEADER}\n,,,,,,\n", "no rows"),
        ("<!DOCTYPE html><title>Just a moment...</title>", "web page"),
        ("\n <html>Checking your browser</html>", "web page"),
        (f"{HEADER}\n{ROW}\n".replace(",", ";"), "semicolons"),
        (f"{HEADER}\n{ROW}\n".replace(",", "\t"), "tabs"),
        (f"{HEADER}\n{ROW}\n{ROW},and more\n", "more or fewer: 3"),
        (f"{HEADER}\n{ROW}\n8,Rowan\n", "more or fewer: 3"),
        (f'{HEADER}\n7,"Larch', "quotation marks"),
        (f"{HEADER}\n{ROW}\n{ROW}\n", "more than once (rows 2, 3)"),
        (f"id,name,name,contact\n{ROW}\n", "these columns are there more than once: name"),
        (f"{HEADER}\n{ROW}\n".replace("open", "hours"), "no column open. It has columns the"),
        (f"{HEADER}\n7,Caf\xe9,,,,,\n".encode("cp1252"), "Line 2 is not UTF-8"),
        (f"{HEADER}\n{ROW}\n".encode("utf-16-le"), "NUL byte"),
        (f"{HEADER}\n7,La\0rch,,,,,\n", "Line 2 holds a NUL byte"),
        (f"{HEADER}\n7,{'a' * 200_000},,,,,\n", "cell of more than 100,000 characters"),
        (b"a" * 100_000_000, "larger than 64 MB"),
    ],
    ids=lambda value: None if isinstance(value, bytes) else str(value)[:40],
)
def test_a_broken_file_changes_nothing_and_says_why(cafe, content, words):
    cafe(f"{HEADER}\n{ROW}\n")
    before = everything()
    report = cafe(content)
    assert words.lower() in report["refused"].lower()
    assert (report["created"], report["changed"], report["withdrawn"]) == (0, 0, 0)
    assert everything() == before


def test_it_exits_with_an_error_and_says_that_nothing_changed(cafe):
    cafe.path.write_text(f"{HEADER}\n")
    with pytest.raises(CommandError, match=r"Nothing was changed\. The file has a header and no"):
        import_feed("csv", cafe.path, "--source", "cafes", "--mapping", cafe.mapping)
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        import_feed("csv", "nowhere.csv", "--source", "cafes", "--mapping", cafe.mapping)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
def test_marked_encodings_are_read(cafe, encoding):
    row = ROW.replace("Larch Cafe", "Café “Larch”")
    assert cafe(f"{HEADER}\r\n{row}\r\n".encode(encoding))["created"] == 1
    assert Service.objects.get().name == "Café “Larch”"


def test_an_older_encoding_is_read_where_the_mapping_names_it(cafe):
    cafe.mapping.write_text(MAPPING + "encoding: cp1252\n")
    row = ROW.replace("Larch Cafe", "Café “Larch”")
    assert cafe(f"{HEADER}\n{row}\n".encode("cp1252"))["created"] == 1
    assert Service.objects.get().name == "Café “Larch”"


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("key: [id]", "keys: [id]"), "lacks: key"),
        (("[social-care-welfare]", "[soup]"), "not in our vocabulary: soup"),
        (("website:", "webpage:"), "names unknown fields: webpage"),
        (("postcode:", "post_code:"), "names unknown fields: post_code"),
        (("name: Cafes", "name: ["), "cannot be read"),
        (('{text: "{open}"}', '{texts: "{open}"}'), "names unknown parts: texts"),
    ],
)
def test_a_wrong_mapping_is_named(cafe, change, words):
    cafe.mapping.write_text(MAPPING.replace(*change))
    assert words in cafe(f"{HEADER}\n{ROW}\n")["refused"]


def test_the_mapping_is_kept_with_the_source(cafe):
    cafe(f"{HEADER}\n{ROW}\n")
    report = as_json("csv", cafe.path, "--source", "cafes")
    assert (report["unchanged"], report["refused"]) == (1, None)
    refused = as_json("streetsupport", cafe.path, "--source", "cafes")["refused"]
    assert refused == "The source “cafes” is read as csv."


def test_without_a_mapping_it_names_those_there_are(cafe):
    cafe.path.write_text(f"{HEADER}\n{ROW}\n")
    refused = as_json("csv", cafe.path, "--source", "unheard-of")["refused"]
    assert "--mapping FILE" in refused
    assert "gm-food-banks" in refused


def test_columns_nobody_reads_are_named(cafe, tmp_path):
    cafe.path.write_text(f"{HEADER},colour\n{ROW},green\n")
    page = import_feed("csv", cafe.path, "--source", "cafes", "--mapping", cafe.mapping)
    assert "Columns that were not read: colour." in page


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("[]", "empty"),
        ("{}", "not a list of services"),
        ('[{"id": "1"', "cut off"),
        ('[{"id": "1"}]', "Service 1 is not as Street Support writes one"),
        ("<html>", "web page"),
        ("[" * 100_000, "not JSON"),
    ],
)
def test_a_broken_list_of_street_support(content, words, tmp_path, postcodes):
    path = tmp_path / "list.json"
    path.write_text(content)
    assert words in as_json("streetsupport", path, "--source", "streets")["refused"]
    assert not Source.objects.exists()


@pytest.mark.parametrize("which", ["file", "mapping"])
def test_a_pipe_is_not_waited_on(db, tmp_path, which):
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    arguments = ["csv", pipe] if which == "file" else ["csv", "any.csv", "--mapping", pipe]
    report = as_json(*arguments, "--source", "gm-food-banks")
    assert "a pipe or a device" in report["refused"]
    assert not Source.objects.exists()
