"""The command `ognisko`: what it says, and what its exit codes mean."""

import os
import subprocess
import sys
from datetime import date, timedelta
from pathlib import Path

import pytest
from click.testing import CliRunner, Result
from django.utils import timezone

from ognisko.accounts.models import User
from ognisko.config import cli
from ognisko.core.spreadsheets import write_table
from ognisko.ledger.models import Closing
from ognisko.projects.models import Project


def ognisko(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the command in a process of its own, as a person would."""
    return subprocess.run(
        [sys.executable, "-m", "ognisko.config.cli", *arguments],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, **environment},
        timeout=120,
    )


@pytest.mark.parametrize(
    "arguments",
    [[], *([name] for name in cli.main.commands), ["ledger", "verify"], ["ledger", "close"], ["places", "load"]],
    ids=" ".join,
)
def test_every_command_explains_itself(arguments: list[str]) -> None:
    if arguments == ["manage"]:  # Django's own help
        return
    result = CliRunner().invoke(cli.main, [*arguments, "--help"])
    assert result.exit_code == 0
    assert "Exit codes:" in result.output


def test_a_first_look_names_the_commands() -> None:
    shown = [name for name, command in sorted(cli.main.commands.items()) if not command.hidden]
    assert shown == [
        "createadmin", "demo", "erasures", "figures", "import", "ledger", "migrate", "places", "proof", "protect",
        "report", "reset-second-factor", "serve", "settings",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "period"),
    [
        ("2024", (date(2024, 1, 1), date(2025, 1, 1))),
        ("2024-Q1", (date(2024, 1, 1), date(2024, 4, 1))),
        ("2024-q4", (date(2024, 10, 1), date(2025, 1, 1))),
        ("2024-12", (date(2024, 12, 1), date(2025, 1, 1))),
    ],
)
def test_a_period_is_a_year_a_quarter_or_a_month(text: str, period: tuple[date, date]) -> None:
    assert cli.ledger._period(text) == period


@pytest.mark.parametrize("text", ["24", "2024-Q5", "2024-13", "2024-1", "last year", ""])
def test_another_period_is_refused(text: str) -> None:
    with pytest.raises(cli.Fault, match="is no period"):
        cli.ledger._period(text)


def test_production_refuses_to_start_and_says_why(tmp_path: Path) -> None:
    result = ognisko("serve", OGNISKO_PRODUCTION="1", OGNISKO_DATA=str(tmp_path))
    assert result.returncode == cli.UNAVAILABLE
    assert result.stdout == ""
    assert result.stderr.splitlines()[0] == "Ognisko does not start in production with these settings:"
    assert "Traceback" not in result.stderr
    assert list(tmp_path.iterdir()) == []


def test_settings_can_be_asked_for_even_when_production_refuses_them(tmp_path: Path) -> None:
    result = ognisko("settings", OGNISKO_PRODUCTION="1", OGNISKO_SECRET_KEY="hush-hush", OGNISKO_DATA=str(tmp_path))
    assert result.returncode == cli.NO
    assert "OGNISKO_SECRET_KEY = (set)" in result.stdout
    assert "hush-hush" not in result.stdout + result.stderr
    assert "Production: OGNISKO_SECRET_KEY is easy to guess." in result.stderr


def test_a_demo_does_not_belong_into_production() -> None:
    result = ognisko("demo", OGNISKO_PRODUCTION="1")
    assert (result.returncode, result.stderr) == (
        3,
        "A demo does not belong into production: OGNISKO_PRODUCTION is 1.\n",
    )


def test_a_database_that_is_away_is_one_sentence(tmp_path: Path) -> None:
    result = ognisko(
        "ledger", "verify", OGNISKO_DATA=str(tmp_path), DATABASE_URL=f"postgresql://a:b@/c?host={tmp_path}"
    )
    assert result.returncode == cli.UNAVAILABLE
    assert result.stderr.startswith("The database does not answer:")
    assert "Traceback" not in result.stderr


def test_an_empty_database_asks_for_migrate(tmp_path: Path) -> None:
    result = ognisko("ledger", "verify", OGNISKO_DATA=str(tmp_path))
    assert result.returncode == cli.UNAVAILABLE
    assert result.stderr.splitlines()[-1] == "The database has no tables yet, or older ones. Run `ognisko migrate`."
    assert "Traceback" not in result.stderr


def test_a_file_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    result = ognisko("import", str(tmp_path / "none.xlsx"), OGNISKO_DATA=str(tmp_path))
    assert (result.returncode, result.stderr) == (2, f"There is no file {tmp_path / 'none.xlsx'}.\n")


# In the process of the test, on its database


def here(*arguments: str, typed: str = "") -> Result:
    return CliRunner().invoke(cli.main, arguments, input=typed)


@pytest.fixture
def anna(transactional_db: None) -> User:
    return User.objects.create_user("anna@example.org", name="Anna Lis", roles=["director"])


@pytest.mark.django_db(transaction=True)
def test_the_first_administrator_is_made_at_the_console() -> None:
    given = ("createadmin", "--email", "Zofia@example.org", "--name", "Zofia Lis", "--password", "kalina-1863-brzoza")
    assert here(*given).exit_code == 0
    user = User.objects.get()
    assert (user.email, user.name, user.roles, user.check_password("kalina-1863-brzoza")) == (
        "zofia@example.org",
        "Zofia Lis",
        ["administrator"],
        True,
    )
    again = here(*given)
    assert (again.exit_code, again.stderr) == (2, "Somebody with the address Zofia@example.org exists already.\n")


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("email", "password"), [("zofia", "kalina-1863-brzoza"), ("zofia@example.org", "zofia")])
def test_an_administrator_with_a_bad_address_or_a_weak_password_is_refused(email: str, password: str) -> None:
    result = here("createadmin", "--email", email, "--name", "Zofia Lis", "--password", password)
    assert (result.exit_code, User.objects.count()) == (2, 0)


def test_a_period_is_closed_once_and_in_somebodys_name(anna: User) -> None:
    given = ("ledger", "close", "2024-Q1", "--by", "anna@example.org", "--yes")
    assert here(*given).exit_code == 0
    closing = Closing.objects.get()
    assert (closing.period.lower, closing.period.upper, closing.closed_by) == (
        date(2024, 1, 1),
        date(2024, 4, 1),
        anna.pk,
    )
    assert here(*given).exit_code == cli.NO
    assert Closing.objects.count() == 1


@pytest.mark.parametrize(
    ("period", "said"),
    [
        ("0000", "“0000” can't be closed. Write a year between 1990 and 2999."),
        ("9999", "“9999” can't be closed. Write a year between 1990 and 2999."),
        ("9999-12", "“9999-12” can't be closed. Write a year between 1990 and 2999."),
        ("2999", "2999 is not over yet. It can be closed from 3000-01-01 on."),
        ("２０２４", "“２０２４” is no period. Write a year (2024), a quarter (2024-Q1) or a month (2024-03)."),
    ],
)
def test_a_period_that_is_none_or_not_over_is_wrong_input(anna: User, period: str, said: str) -> None:
    result = here("ledger", "close", period, "--by", "anna@example.org", "--yes")
    assert (result.exit_code, result.stderr, Closing.objects.count()) == (2, f"{said}\n", 0)


def test_the_month_under_way_is_not_over_and_the_one_before_is(anna: User) -> None:
    today = timezone.localdate()
    before = today.replace(day=1) - timedelta(days=1)
    codes = [here("ledger", "close", f"{day:%Y-%m}", "--by", "anna@example.org", "--yes").exit_code
             for day in (today, before)]  # fmt: skip
    assert (codes, Closing.objects.get().period.upper) == ([2, 0], today.replace(day=1))


def test_a_period_of_an_unknown_project_is_wrong_input(anna: User) -> None:
    result = here("ledger", "close", "2024", "--project", "7", "--by", "anna@example.org", "--yes")
    assert (result.exit_code, result.stderr) == (2, "There is no project with the number 7.\n")
    project = Project.objects.create(name="Sąsiedzi", short_name="Sąsiedzi", period=(date(2024, 1, 1), None))
    assert here("ledger", "close", "2024", f"--project={project.pk}", "--by=anna@example.org", "--yes").exit_code == 0
    assert Closing.objects.get().project == project.pk


def test_nobody_closes_a_period_in_a_strangers_name(anna: User) -> None:
    result = here("ledger", "close", "2024", "--by", "nobody@example.org", "--yes")
    assert (result.exit_code, result.stderr) == (2, "Nobody here has the address nobody@example.org.\n")


@pytest.mark.django_db(transaction=True)
def test_an_untouched_ledger_is_in_order() -> None:
    result = here("ledger", "verify")
    assert (result.exit_code, result.stdout) == (0, "")


@pytest.mark.django_db(transaction=True)
def test_figures_are_printed_for_machines() -> None:
    result = here("figures", "--year", "2024", "--format", "csv")
    assert (result.exit_code, result.stdout.splitlines()[0]) == (0, "id,value,unit,records")


@pytest.mark.django_db(transaction=True)
def test_a_report_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    result = here("report", "1999", "--output", str(tmp_path / "report.pdf"))
    assert (result.exit_code, result.stderr) == (2, "There is no report of the year 1999.\n")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_a_file_that_is_no_register_is_wrong_input(tmp_path: Path) -> None:
    (tmp_path / "list.csv").write_text("a;b\n")
    result = here("places", "load", str(tmp_path / "list.csv"))
    assert result.exit_code == 2
    assert "TERC" in result.stderr


def test_the_template_is_written_and_holds_nothing_to_import(anna: User, tmp_path: Path) -> None:
    workbook = tmp_path / "registers.xlsx"
    assert here("import", "--template", str(workbook)).exit_code == 0
    checked = here("import", str(workbook), "--dry-run", "--by", "anna@example.org")
    assert checked.exit_code == cli.NO, "it holds examples and nothing of anybody's"
    assert checked.stderr.splitlines()[-1].startswith("Errors: 1. Nothing was written.")


def test_an_error_of_many_rows_is_told_once_with_its_rows(anna: User, tmp_path: Path) -> None:
    rows = [["Ogród", "grupa nieformalna", "Atlantyda"]] * 3
    (tmp_path / "registers.xlsx").write_bytes(write_table(["Nazwa", "Rodzaj", "Gmina"], rows, "Podmioty"))
    said = [
        line for line in here("import", str(tmp_path / "registers.xlsx")).stdout.splitlines() if "Atlantyda" in line
    ]
    assert [line.partition(": ")[0] for line in said] == ["Podmioty, wiersze 2–4 (3 wiersze), Gmina"]


def test_a_file_that_is_no_workbook_is_the_answer_no(anna: User, tmp_path: Path) -> None:
    (tmp_path / "registers.xlsx").write_text("not a workbook")
    result = here("import", str(tmp_path / "registers.xlsx"))
    assert result.exit_code == cli.NO
    assert "Nothing was written." in result.stderr
