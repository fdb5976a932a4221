"""Postcodes come in whole or not at all, from every shape of file, while the portal serves."""

import csv
import os
import threading
import zipfile
from contextlib import closing
from io import StringIO

import numpy as np
import pytest
from django.core.management import CommandError, call_command
from django.db import connection, connections

from directory.models import District, OutwardCode, Postcode
from directory.postcodes import load as loading
from directory.postcodes import sources
from directory.postcodes.batch import Batch, copy_bytes
from directory.postcodes.text import full_readings
from directory.search.where import Outcome, locate

MANCHESTER = "M1 1AE,,E08000003,E92000001,53.483400,-2.230800"
HOME = "E08000003,E92000001"
ROWS = [
    MANCHESTER,
    "M1 1AD,199606,E08000003,E92000001,53.483200,-2.231000",
    "E1 6AN,,E09000030,E92000001,51.517600,0.000000",
    "HG1 1XX,,,E92000001,99.999999,0.000000",
    "HG1 2AA,,E07000165,E92000001,53.998000,-1.540000",
    "EH1 1AA,,S12000036,S92000003,55.952000,-3.190000",
    "CF10 1AA,,W06000015,W92000004,51.478000,-3.178000",
    "BT1 1AA,,N09000003,N92000002,54.602000,-5.926000",
    "IM1 1AA,199912,M99999999,M99999999,99.999999,0.000000",
    "JE2 3AB,,L99999999,L93000001,99.999999,0.000000",
]


def load(*arguments, **options) -> tuple[str, str]:
    out, err = StringIO(), StringIO()
    call_command("load_postcodes", *map(str, arguments), stdout=out, stderr=err, **options)
    return out.getvalue(), err.getvalue()


def catalogue() -> list[tuple]:
    """Every constraint, index and column of the table, by name and definition."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT conname, pg_get_constraintdef(oid) FROM pg_constraint"
            " WHERE conrelid = 'directory_postcode'::regclass"
            " UNION ALL SELECT indexname, indexdef FROM pg_indexes"
            " WHERE tablename = 'directory_postcode'"
            " UNION ALL SELECT column_name, concat(data_type, collation_name, is_nullable,"
            " character_maximum_length, column_default) FROM information_schema.columns"
            " WHERE table_name = 'directory_postcode' ORDER BY 1, 2"
        )
        return cursor.fetchall()


def is_there(table: str) -> bool:
    return table in connection.introspection.table_names()


def content() -> set[tuple]:
    return set(Postcode.objects.values_list())


@pytest.mark.django_db
class TestAFile:
    def test_what_is_kept_of_a_file(self, onspd):
        out, err = load(onspd(*ROWS))
        assert out == "5 English postcodes loaded.\n"
        assert err == ""
        assert content() == {
            ("M11AE", 53.4834, -2.2308, "E08000003", None),
            ("M11AD", 53.4832, -2.231, "E08000003", 199606),
            ("E16AN", 51.5176, 0.0, "E09000030", None),
            ("HG11XX", None, None, "", None),
            ("HG12AA", 53.998, -1.54, "E06000065", None),
        }

    def test_outward_codes_of_great_britain_with_country_and_middle(self, onspd):
        load(onspd(*ROWS))
        codes = {row.pk: row for row in OutwardCode.objects.all()}
        assert {code: row.country for code, row in codes.items()} == {
            "M1": "E", "E1": "E", "HG1": "E", "EH1": "S", "CF10": "W",
        }  # fmt: skip
        assert codes["M1"].latitude == pytest.approx(53.4833)
        assert codes["M1"].authority_codes == ["E08000003"]
        assert codes["EH1"].authority_codes == []

    def test_authorities_of_an_outward_code_the_largest_first_and_no_stray(self, onspd):
        rows = [f"M2 {n // 20}{a}{b},,{{}},E92000001,53.48,-2.24" for n in range(200)
                for a, b in [("ABDEFGHJLN"[n % 10], "AB"[n % 20 // 10])]]  # fmt: skip
        owners = ["E08000006"] * 60 + ["E08000003"] * 139 + ["E08000009"]
        load(onspd(*(row.format(owner) for row, owner in zip(rows, owners, strict=True))))
        assert OutwardCode.objects.get(pk="M2").authority_codes == ["E08000003", "E08000006"]

    def test_what_was_loaded_is_found(self, onspd):
        load(onspd(*ROWS))
        assert locate("m1 1ae").outcome == Outcome.FOUND
        assert locate("M1 1AD").outcome == Outcome.TERMINATED
        assert locate("HG1 1XX").outcome == Outcome.DUMMY
        assert locate("EH1 1AA").country == "Scotland"

    @pytest.mark.parametrize(
        "header",
        [
            "pcds,doterm,oslaua,ctry,lat,long",
            "pcds,doterm,laua,ctry,lat,long",
            "PCDS,DOTERM,LAD26CD,CTRY26CD,LAT,LONG",
            '"pcds","doterm","lad25cd","ctry25cd","lat","long"',
        ],
    )
    def test_columns_go_by_the_names_of_every_release(self, onspd, header):
        load(onspd(MANCHESTER, header=header))
        assert content() == {("M11AE", 53.4834, -2.2308, "E08000003", None)}

    def test_columns_may_stand_in_any_order_among_others(self, onspd):
        row = "x,-2.230800,53.483400,E92000001,E08000003,,M1 1AE,Anything"
        load(onspd(row, header="pcd7,long,lat,ctry25cd,lad25cd,doterm,pcds,ward"))
        assert content() == {("M11AE", 53.4834, -2.2308, "E08000003", None)}

    def test_a_byte_order_mark_and_quotes_make_no_difference(self, onspd):
        quoted = ",".join(f'"{value}"' for value in MANCHESTER.split(","))
        load(onspd(quoted, encoding="utf-8-sig"))
        assert Postcode.objects.count() == 1

    def test_a_district_we_do_not_know_is_told(self, onspd):
        _, err = load(onspd(MANCHESTER, "M1 1AB,,E07999999,E92000001,53.4834,-2.2308"))
        assert "1 of them lie in E07999999" in err
        assert Postcode.objects.get(pk="M11AB").authority_code == ""

    def test_a_zip_is_read_at_its_main_file(self, onspd, tmp_path):
        main, part = onspd(*ROWS), onspd(MANCHESTER, name="m.csv")
        path = tmp_path / "ONSPD.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.write(part, "Data/multi_csv/ONSPD_NOV_2025_UK_M.csv")
            archive.write(main, "Data/ONSPD_NOV_2025_UK.csv")
            archive.writestr("User Guide/readme.txt", "Hello")
        load(path)
        assert Postcode.objects.count() == 5

    def test_no_progress_is_drawn_where_nobody_watches(self, onspd, capfd):
        load(onspd(*ROWS))
        assert capfd.readouterr() == ("", "")


@pytest.mark.django_db
class TestRefusals:
    @pytest.fixture
    def before(self, onspd):
        load(onspd(*ROWS, name="before.csv"))
        return content()

    @pytest.mark.parametrize(
        ("rows", "options", "said"),
        [
            ([MANCHESTER], {"header": "pcds,doterm,ward,ctry,lat,long"}, "for the district"),
            ([MANCHESTER], {"header": "a;b;c"}, "No column for the postcode"),
            ([MANCHESTER], {"header": "pcds,doterm,laua,laua,ctry"}, "2 columns for the district"),
            ([MANCHESTER, "M1 1AB,,E08"], {}, "Line 3: 3 values where the first line names 6"),
            ([f"M1 1AE,,{HOME},north,-2.2"], {}, "Line 2: 'north' is not a latitude"),
            ([f"M1 1AE,,{HOME},nan,-2.2"], {}, "Line 2: 'nan' is not a latitude"),
            ([f"M1 1AE,,{HOME},inf,-2.2"], {}, "Line 2: 'inf' is not a latitude"),
            ([f"M1 1AE,,{HOME},-2.2,53.4"], {}, "Line 2: '-2.2' is not a latitude"),
            ([MANCHESTER, f"M1 1AB,,{HOME},53.4,12"], {}, "Line 3: '12' is not a longitude"),
            ([f"M1 1AE,199613,{HOME},53.4,-2.2"], {}, "Line 2: '199613' is not a month"),
            ([f"M1 1AE,June,{HOME},53.4,-2.2"], {}, "Line 2: 'June' is not a month"),
            ([f"Manchester,,{HOME},53.4,-2.2"], {}, "Line 2: 'Manchester' is not a postcode"),
            ([f"ABC1D 1AA,,{HOME},53.4,-2.2"], {}, "Line 2: 'ABC1D 1AA' is not a postcode"),
            (["M1 1AE,,É08000003,E92000001,53.4,-2.2"], {}, "Line 2: 'É08000003' is not a code"),
            ([MANCHESTER, MANCHESTER], {}, "Key (postcode)=(M11AE) is duplicated"),
            ([MANCHESTER, "Caf\xe9"], {"encoding": "cp1252"}, "Line 3: not UTF-8"),
            ([MANCHESTER], {"encoding": "utf-16"}, "Line 1: not UTF-8"),
            (["M1\0 1AE,,,,,"], {}, "Line 2: a NUL byte"),
            ([MANCHESTER, "M" * sources.LONGEST_LINE], {}, "Line 3: longer than any row"),
            (['"M1 1AE,,,,,'], {}, "unexpected end of data"),
            (["EH1 1AA,,S12000036,S92000003,55.952,-3.190"], {}, "no English postcode"),
            ([], {"header": ""}, "No column for the postcode"),
        ],
    )  # fmt: skip
    def test_a_malformed_file_changes_nothing_and_says_where(
        self, before, onspd, rows, options, said
    ):
        with pytest.raises(CommandError) as refused:
            load(onspd(*rows, **options), force=True)
        assert said in str(refused.value)
        assert "Nothing was changed." in str(refused.value)
        assert content() == before
        assert OutwardCode.objects.count() == 5
        assert not is_there(loading.ASIDE)

    def test_a_file_that_is_not_there(self, before, tmp_path):
        with pytest.raises(CommandError, match="cannot be read"):
            load(tmp_path / "nowhere.csv")
        assert content() == before

    def test_a_zip_without_one_main_file(self, before, tmp_path):
        path = tmp_path / "two.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("Data/a.csv", "x")
            archive.writestr("Data/b.csv", "x")
        with pytest.raises(CommandError, match="no single Data/"):
            load(path)
        assert content() == before

    def test_a_zip_in_which_everything_stands_very_often(
        self, before, onspd, tmp_path, monkeypatch
    ):
        monkeypatch.setattr(sources, "ROWS_A_BATCH", 100)
        path = tmp_path / "often.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(onspd(*[MANCHESTER] * 1000), "Data/ONSPD_NOV_2025_UK.csv")
        with pytest.raises(CommandError, match=r"M11AE.* is duplicated.*Nothing was changed"):
            load(path)
        # What unpacks to a hundred times the country is not read to its end.
        monkeypatch.setattr(loading, "MOST", 350)
        with pytest.raises(CommandError, match=r"more than 350 rows.*Nothing was changed"):
            load(path)
        assert content() == before
        assert OutwardCode.objects.count() == 5
        assert not is_there(loading.ASIDE)

    def test_a_pipe_is_not_waited_on(self, before, tmp_path):
        os.mkfifo(tmp_path / "pipe.csv")
        with pytest.raises(CommandError, match=r"a pipe or a device.*Nothing was changed"):
            load(tmp_path / "pipe.csv")
        assert content() == before

    def test_a_damaged_zip(self, before, onspd, tmp_path):
        path = tmp_path / "damaged.zip"
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.write(onspd(*ROWS), "Data/ONSPD_NOV_2025_UK.csv")
        whole = path.read_bytes()
        path.write_bytes(whole[:80] + bytes(20) + whole[100:])
        with pytest.raises(CommandError):
            load(path)
        assert content() == before

    def test_far_fewer_than_now_needs_a_word(self, before, onspd):
        sample = onspd(MANCHESTER)
        with pytest.raises(CommandError, match="1 English postcodes and the portal has 5"):
            load(sample)
        assert content() == before
        load(sample, force=True)
        assert Postcode.objects.count() == 1

    def test_without_districts_nobody_would_have_an_authority(self, before, onspd):
        District.objects.all().delete()
        with pytest.raises(CommandError, match="load_reference"):
            load(onspd(*ROWS))
        assert content() == before


SAMPLES = [
    "nspl_nov2021_HG_1000rows.csv",
    "onspd_may2018_sample.csv",
    "onspd_nov2025_sample.csv",
]


def sample(shared, name: str) -> list[dict[str, str]]:
    path = shared / "geography" / "postcode_samples" / name
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def apart(first: tuple, second: tuple) -> float:
    """Metres between two positions in Yorkshire."""
    north, east = (first[0] - second[0]) * 111_200, (first[1] - second[1]) * 65_400
    return (north**2 + east**2) ** 0.5


@pytest.mark.django_db
class TestRealInput:
    @pytest.mark.parametrize("name", SAMPLES)
    def test_the_samples_load(self, shared, name):
        rows = sample(shared, name)
        country = "ctry" if "ctry" in rows[0] else "ctry25cd"
        ours = [row for row in rows if row[country].startswith("E")]
        path = shared / "geography" / "postcode_samples" / name
        if ours:
            load(path)
        else:
            with pytest.raises(CommandError, match="no English postcode"):
                load(path)
        assert dict(Postcode.objects.values_list("pk", "terminated_in")) == {
            row["pcds"].replace(" ", ""): int(row["doterm"]) if row["doterm"] else None
            for row in ours
        }
        nowhere = sum(row["lat"].startswith("99") for row in ours)
        assert Postcode.objects.filter(latitude=None).count() == nowhere

    def test_retired_districts_lead_to_the_authority_of_today(self, shared):
        load(shared / "geography" / "postcode_samples" / "nspl_nov2021_HG_1000rows.csv")
        authorities = Postcode.objects.exclude(latitude=None).values_list("authority_code")
        assert set(authorities.distinct()) >= {("E06000065",)}
        assert not Postcode.objects.exclude(latitude=None).filter(authority_code="").exists()

    @pytest.fixture
    def package(self, monkeypatch) -> None:
        """The package, but only its smallest files that hold English postcodes."""
        files = [path for path in sources.package_files() if path.name[10] in "HU"]
        monkeypatch.setattr(sources, "package_files", lambda: files)

    def test_the_grid_is_turned_to_degrees_as_the_ons_does(self, shared):
        rows = [row for row in sample(shared, SAMPLES[0]) if row["oseast1m"]]
        east, north = (
            np.array([int(row[column]) for row in rows], dtype=float)
            for column in ("oseast1m", "osnrth1m")
        )
        for row, *ours in zip(rows, *sources.to_degrees(east, north), strict=True):
            assert apart(tuple(ours), (float(row["lat"]), float(row["long"]))) < 5

    @pytest.mark.usefixtures("package")
    def test_the_package_agrees_with_the_ons(self, shared):
        out, err = load()
        assert err == ""
        assert f"{Postcode.objects.count():,} English postcodes loaded." in out
        assert not Postcode.objects.filter(latitude=None).exists()
        assert not Postcode.objects.filter(authority_code="").exists()
        ons = {row["pcds"].replace(" ", ""): row for row in sample(shared, SAMPLES[0])}
        distances = [
            apart((row.latitude, row.longitude), (float(there["lat"]), float(there["long"])))
            for row in Postcode.objects.filter(pk__in=ons)
            if float((there := ons[row.pk])["lat"]) < 99
        ]
        assert len(distances) > 900
        # Some have been placed anew since: most stand where they stood.
        assert sorted(distances)[len(distances) // 2] < 5

    @pytest.mark.usefixtures("package")
    def test_the_postcodes_of_the_package_are_read_when_typed(self):
        for batch in sources.from_package(lambda read: None):
            english = batch.postcode[batch.country == b"E"][::50]
            for postcode in np.char.decode(english, "ascii"):
                assert postcode in full_readings(postcode)


def test_rows_of_every_layout_become_records_of_their_own():
    batch = Batch(
        postcode=np.array(["M11AE", "SW1A1AA"], dtype="S7"),
        latitude=np.array([53.5, np.nan]),
        longitude=np.array([-2.25, np.nan]),
        district=np.array(["", ""], dtype="S9"),
        country=np.array(["E", "E"], dtype="S1"),
        terminated=np.array([0, 199606]),
    )
    records = set(copy_bytes(batch, np.array(["E08000003", ""], dtype="S9")))
    assert records == {
        b"\0\x05" b"\0\0\0\x05M11AE" b"\0\0\0\x08\x40\x4a\xc0\0\0\0\0\0"
        b"\0\0\0\x08\xc0\x02\0\0\0\0\0\0" b"\0\0\0\x09E08000003" b"\xff\xff\xff\xff",
        b"\0\x05" b"\0\0\0\x07SW1A1AA" b"\xff\xff\xff\xff" b"\xff\xff\xff\xff"
        b"\0\0\0\0" b"\0\0\0\x04\0\x03\x0b\xb6",
    }  # fmt: skip


# --- While the portal serves --------------------------------------------------------------------
@pytest.fixture
def served(transactional_db):
    """Committed rows that other connections see."""


def in_a_thread(work) -> tuple[threading.Thread, list[BaseException]]:
    errors: list[BaseException] = []

    def run() -> None:
        try:
            work()
        except BaseException as error:
            errors.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    return thread, errors


@pytest.mark.usefixtures("served")
class TestWhileServing:
    def test_the_table_is_as_migrations_left_it(self, onspd):
        before = catalogue()
        load(onspd(*ROWS))
        load(onspd(*ROWS))
        assert catalogue() == before
        assert Postcode.objects.count() == 5

    def test_what_a_killed_load_left_is_cleared_away(self, onspd):
        with connection.cursor() as cursor:
            cursor.execute(f"CREATE TABLE {loading.ASIDE} (postcode text)")
        load(onspd(*ROWS))
        assert Postcode.objects.count() == 5
        assert not is_there(loading.ASIDE)

    def test_the_statement_timeout_does_not_cut_it_and_is_put_back(self, onspd, monkeypatch):
        with connection.cursor() as cursor:
            cursor.execute("SET statement_timeout = '250ms'")
        swap = loading._swap

        def slow_swap(outwards):
            with connection.cursor() as cursor:
                cursor.execute("SELECT pg_sleep(0.4)")
            swap(outwards)

        monkeypatch.setattr(loading, "_swap", slow_swap)
        load(onspd(*ROWS))
        assert Postcode.objects.count() == 5
        with connection.cursor() as cursor:
            cursor.execute("SHOW statement_timeout")
            assert cursor.fetchone() == ("250ms",)
            cursor.execute("RESET statement_timeout")

    def test_readers_see_all_of_the_old_or_all_of_the_new(self, onspd):
        load(onspd(*ROWS))
        more = onspd(*ROWS, *(f"M3 {n}AA,,E08000003,E92000001,53.4,-2.2" for n in range(10)))
        seen: set[int] = set()
        done = threading.Event()

        def read() -> None:
            while not done.is_set():
                seen.add(Postcode.objects.filter(pk__gte="A").count())

        thread, errors = in_a_thread(read)
        try:
            load(more)
        finally:
            done.set()
            thread.join()
        assert errors == []
        assert seen <= {5, 15}

    def test_a_reader_in_the_middle_is_waited_for(self, onspd):
        load(onspd(*ROWS))
        sample = onspd(MANCHESTER, name="sample.csv")
        with closing(connection.copy()) as reader:
            reader.set_autocommit(False)
            with reader.cursor() as cursor:
                cursor.execute("SELECT count(*) FROM directory_postcode")
                thread, errors = in_a_thread(lambda: load(sample, force=True))
                watch = (
                    "SELECT count(*) FROM pg_locks WHERE NOT granted AND mode LIKE 'AccessExcl%'"
                )
                while thread.is_alive():
                    cursor.execute(watch)
                    if cursor.fetchone()[0]:
                        break
                cursor.execute("SELECT count(*) FROM directory_postcode")
                assert cursor.fetchone() == (5,)
            reader.rollback()
        thread.join()
        assert errors == []
        assert Postcode.objects.count() == 1

    def test_two_loads_at_once_follow_each_other(self, onspd):
        first, second = onspd(*ROWS), onspd(*ROWS, name="again.csv")
        threads = [in_a_thread(lambda path=path: load(path)) for path in (first, second)]
        for thread, errors in threads:
            thread.join()
            assert errors == []
        assert Postcode.objects.count() == 5
        assert OutwardCode.objects.count() == 5
        assert not is_there(loading.ASIDE)
