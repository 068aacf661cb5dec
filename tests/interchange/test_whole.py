"""Files that appear whole or not at all."""

import os
import stat
from pathlib import Path

import pytest

from coachcycle.interchange.whole import all_or_none, new_file, replace_file


@pytest.fixture
def synced(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """What is put on the disk, one after the other: whether it is a folder."""
    seen: list[bool] = []
    monkeypatch.setattr(
        "coachcycle.interchange.whole.os.fsync",
        lambda file: seen.append(stat.S_ISDIR(os.fstat(file).st_mode)),
    )
    return seen


class TestOnTheDisk:
    def test_a_file_then_its_place(self, tmp_path: Path, synced: list[bool]) -> None:
        """
        The file before the folder that names it.
        """
        replace_file(tmp_path / "a", [b"1"])
        assert synced == [False, True]

    def test_files_then_their_places(self, tmp_path: Path, synced: list[bool]) -> None:
        """
        The same for several.
        """
        with all_or_none(tmp_path) as folder:
            for name in ("a", "b"):
                with new_file(folder / name) as file:
                    file.write(b"1")
        assert synced == [False, False, True]


class TestNewFile:
    def test_only_a_new_one(self, tmp_path: Path) -> None:
        """
        What is there is never written over.
        """
        with new_file(tmp_path / "a") as file:
            file.write(b"1")
        with pytest.raises(FileExistsError), new_file(tmp_path / "a"):
            pass
        assert (tmp_path / "a").read_bytes() == b"1"

    def test_it_is_on_the_disk(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        All of it, before it is closed.
        """
        seen = []
        monkeypatch.setattr(
            "coachcycle.interchange.whole.os.fsync",
            lambda _: seen.append((tmp_path / "a").read_bytes()),
        )
        with new_file(tmp_path / "a") as file:
            file.write(b"12")
        assert seen == [b"12"]


class TestReplaceFile:
    def test_parts(self, tmp_path: Path) -> None:
        """
        One after the other, and how many there were.
        """
        (tmp_path / "a").write_bytes(b"0")
        assert replace_file(tmp_path / "a", [b"1", b"", b"23"]) == 3
        assert (tmp_path / "a").read_bytes() == b"123"
        assert os.listdir(tmp_path) == ["a"]


class TestAllOrNone:
    def test_together(self, tmp_path: Path) -> None:
        """
        Nothing is in place before everything is; what else is there stays.
        """
        (tmp_path / "b").write_bytes(b"0")
        (tmp_path / "c").write_bytes(b"0")
        with all_or_none(tmp_path) as folder:
            (folder / "a").write_bytes(b"1")
            (folder / "b").write_bytes(b"2")
            assert not (tmp_path / "a").exists()
            assert (tmp_path / "b").read_bytes() == b"0"
        assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {
            "a": b"1",
            "b": b"2",
            "c": b"0",
        }

    @pytest.mark.parametrize("made", [False, True])
    def test_none(self, tmp_path: Path, *, made: bool) -> None:
        """
        After a failure the folder is as it was: not there, if it was not.
        """
        target = tmp_path / "out"
        if not made:
            target.mkdir()
        with pytest.raises(KeyboardInterrupt), all_or_none(target) as folder:
            (folder / "a").write_bytes(b"1")
            raise KeyboardInterrupt
        assert target.exists() is not made
        assert made or os.listdir(target) == []

    def test_a_folder_in_the_way(self, tmp_path: Path) -> None:
        """
        It is seen before the first file is put in place.
        """
        (tmp_path / "b").mkdir()
        with pytest.raises(IsADirectoryError), all_or_none(tmp_path) as folder:
            (folder / "a").write_bytes(b"1")
            (folder / "b").write_bytes(b"1")
        assert os.listdir(tmp_path) == ["b"]
