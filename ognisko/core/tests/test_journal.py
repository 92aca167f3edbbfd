"""A file that only grows keeps each line whole."""

from pathlib import Path

import pytest

from ognisko.core import journal


def test_lines_come_back_in_order(tmp_path: Path) -> None:
    file = tmp_path / "folder" / "erasures.jsonl"
    assert journal.make(file)
    assert not journal.make(file)
    journal.append(file, {"key": "A", "why": "żądanie"})
    journal.append(file, {"key": "B"})
    assert journal.lines(file) == [{"key": "A", "why": "żądanie"}, {"key": "B"}]
    assert file.stat().st_mode & 0o777 == 0o600


def test_a_line_cut_short_by_a_crash_takes_no_other_with_it(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    file.write_text('{"key": "A"}\n{"key": "B", "par', encoding="utf-8")
    journal.append(file, {"key": "C"})
    assert journal.lines(file) == [{"key": "A"}, {"key": "C"}]


def test_a_missing_file_is_never_made_on_the_way(tmp_path: Path) -> None:
    file = tmp_path / "erasures.jsonl"
    with pytest.raises(journal.JournalError, match="cannot be written"):
        journal.append(file, {})
    with pytest.raises(journal.JournalError, match="cannot be read"):
        journal.lines(file)
    assert not file.exists()
