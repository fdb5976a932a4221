"""The 33 statements and whom they apply to, held against the words of the sources."""

import re
from dataclasses import replace
from pathlib import Path

import pytest

from lero_standards import checks, framework
from lero_standards.framework import BadFramework

# As the slide of the sources has them, with its line breaks closed up. Corrected, and so left out
# of the comparison: 1 and 5 (the short form "PWLE" is spelled out) and 27 ("divers").
SLIDE = """
2. Maintains its independence and autonomy to best serve the recovery community
3. Promotes and recognises people’s right to choose their own recovery pathway
4. Advocates for people with living and lived experience
6. Takes an asset-based approach, building on the strengths of individuals, the recovery community and the wider community and maximising the value of available resource
7. Creates safer communities
8. Reaches and supports excluded and under-represented groups
9. Manages and supports behavioural change in staff, volunteers and the people we support
10. Tackles stigma by making recovery visible
11. Is free at the point of access
12. Does not time-limit support
13. Is directed by and for local residents
14. Reduces drug- and alcohol-related harm and supports recovery
15. Supports people to improve their general health and wellbeing
16. Offers a culture of recovery in which people can connect and support each other
17. Creates opportunities for people to be active citizens in the recovery community and wider community
18. Involves and supports families and friends
19. Engages with the wider community
20. Provides support and activities in welcoming and accessible spaces
21. Provides support that is inclusive and works to advance equality of opportunity
22. Recruits staff and volunteers safely, fairly and to serve the recovery community
23. Helps staff and volunteers fit into their role and the service comfortably and safely
24. Supports staff and volunteers
25. Is clear about and champions the role and value of peer workers and volunteers
26. Develops peer leaders and leadership roles
28. Is well governed and supported to function effectively and sustainably
29. Trains and inducts staff and volunteers to help them develop and do a good job
30. Checks staff and volunteers where they are working with children or vulnerable adults
31. Protects employees, those accessing support and the public
32. Protects and upholds people’s right to confidentiality (except where there is a legal duty mandating sharing information)
33. Assesses quality and performance to ensure safety, impact and equitable service provision
"""  # noqa: E501 - as it stands there
CORRECTED = {
    "1": "Is led, governed and delivered by people with lived experience",
    "5": (
        "Co-creates their offer with people with living and lived experience to meet identified "
        "community needs"
    ),
    "27": (
        "Proactively eliminates discrimination, harassment and victimisation and is diverse and "
        "inclusive"
    ),
}


def said_on_the_slide() -> dict[str, str]:
    return dict(re.findall(r"^(\d+)\. (.+)$", SLIDE, flags=re.MULTILINE))


def test_the_33_statements_read_as_in_the_source():
    found = {one.id: one.text for one in framework.newest().statements}
    assert list(found) == [str(number) for number in range(1, 34)]
    assert found == {**said_on_the_slide(), **CORRECTED}
    assert len(said_on_the_slide()) == 30


def test_the_four_sections_and_whom_they_apply_to():
    """Culture and values and the offer are for all types; the others for a formal structure."""
    everybody, formal = framework.LERO_TYPES, ("constituted", "incorporated")
    found = [(one.title, one.span, one.applies_to) for one in framework.newest().sections]
    assert found == [
        ("Culture and values", "1 to 10", everybody),
        ("Support offer", "11 to 21", everybody),
        ("Staff and volunteers", "22 to 27", formal),
        ("Operations and management", "28 to 33", formal),
    ]
    counts = [len(framework.newest().applying(one)) for one in framework.LERO_TYPES]
    assert counts == [21, 33, 33]


def test_each_has_help_of_our_own_and_the_owner_is_named_and_linked():
    known = framework.newest()
    for one in known.statements:
        assert one.about
        assert one.about not in one.text
        assert len(one.shows) == 2
    assert "College of Lived Experience Recovery Organisations" in known.owner
    assert known.link.startswith("https://")


def test_one_follows_another_as_far_as_they_apply():
    known = framework.newest()
    assert known.after("1", "informal").id == "2"
    assert known.after("21", "informal") is None
    assert known.after("21", "constituted").id == "22"


# --- The check ------------------------------------------------------------------------------------
@pytest.fixture
def files(tmp_path, monkeypatch) -> Path:
    """A folder of standards of one's own, with the first version in it."""
    for path in framework.FOLDER.glob("*.yaml"):
        (tmp_path / path.name).write_bytes(path.read_bytes())
    monkeypatch.setattr(framework, "FOLDER", tmp_path)
    framework.get.cache_clear()
    yield tmp_path
    framework.get.cache_clear()


def said_by_the_check() -> str:
    return " ".join(error.msg for error in checks.frameworks_are_right())


def test_the_files_there_are_are_right():
    assert checks.frameworks_are_right() == []


def test_a_released_file_is_never_edited(files):
    path = files / "clero-v1.yaml"
    path.write_text(path.read_text().replace("Creates safer", "Makes safer"))
    assert "was edited after its release" in said_by_the_check()


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("version: clero-v1", "version: other", "its version is other"),
        ("  - slug: offer", "  - slug: culture", "a key of its own"),
        ("      - id: 2\n", "      - id: 1\n", "a key of its own"),
        ("informal, constituted", "informal, tiny", "applies to no type"),
        ("text: Creates safer communities", 'text: ""', "lacks its words"),
        ("sections:", "parts:", "cannot be read"),
        ("sections:", "sections: [", "cannot be read"),
    ],
)
def test_a_bad_file_is_said(files, before, after, said):
    path = files / "clero-v1.yaml"
    assert before in path.read_text()
    path.write_text(path.read_text().replace(before, after, 1))
    assert said in said_by_the_check()


def test_a_file_that_is_missing_or_unknown_is_said(files):
    (files / "clero-v1.yaml").unlink()
    (files / "clero-v0.yaml").write_text("version: clero-v0")
    assert "its file is gone" in said_by_the_check()
    assert "clero-v0.yaml: cannot be read" in said_by_the_check()


def test_nobody_asks_for_a_version_there_is_not():
    with pytest.raises(BadFramework):
        framework.get("clero-v99")
    with pytest.raises(BadFramework):
        framework.came_from(replace(framework.newest(), version="clero-v2"), "clero-v1")
