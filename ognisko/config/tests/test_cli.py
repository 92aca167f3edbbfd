"""The command `ognisko`: what it says, and what its exit codes mean."""

import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pytest
from click.testing import CliRunner

from ognisko.config import cli


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
        "createadmin", "demo", "figures", "import", "ledger", "migrate", "places", "report", "serve", "settings",
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
    assert cli._period(text) == period


@pytest.mark.parametrize("text", ["24", "2024-Q5", "2024-13", "2024-1", "last year", ""])
def test_another_period_is_refused(text: str) -> None:
    with pytest.raises(cli.Fault, match="is no period"):
        cli._period(text)


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
    assert (result.returncode, result.stderr) == (
        3,
        "The database has no tables yet, or older ones. Run `ognisko migrate`.\n",
    )


def test_a_file_that_is_not_there_is_wrong_input(tmp_path: Path) -> None:
    result = ognisko("import", str(tmp_path / "none.xlsx"), OGNISKO_DATA=str(tmp_path))
    assert (result.returncode, result.stderr) == (2, f"There is no file {tmp_path / 'none.xlsx'}.\n")
