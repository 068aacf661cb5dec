"""Files that appear whole or not at all."""

import errno
import json
import os
import shutil
import stat
import subprocess
import sys
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import rewriting
from rewriting import WAYS, Contents, Strikes, contents, is_left_over

from coachcycle.interchange import check, write, write_folder
from coachcycle.interchange.manifest import FileEntryMalformed
from coachcycle.interchange.whole import MANIFEST, all_or_none, new_file, replace_file
from coachcycle.people import Roster

FOLDERS_SYNC = hasattr(os, "O_DIRECTORY")
Versions = dict[str, tuple[Contents, Contents]]
IS_ROOT = hasattr(os, "geteuid") and os.geteuid() == 0


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

    def test_a_rename_that_fails(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        The files before it are taken back, from copies where a file has one name only.
        """
        (tmp_path / "a").write_bytes(b"0")
        replace = os.replace

        def failing(source: Path, target: Path) -> None:
            if Path(source).name == "c":
                raise OSError(errno.EIO, os.strerror(errno.EIO))
            replace(source, target)

        def linkless(*_: object) -> None:
            raise PermissionError(errno.EPERM, os.strerror(errno.EPERM))

        monkeypatch.setattr(os, "replace", failing)
        for link in (os.link, linkless):
            monkeypatch.setattr(os, "link", link)
            with pytest.raises(OSError, match="Input/output"), all_or_none(tmp_path) as folder:
                for name in "abc":
                    (folder / name).write_bytes(b"1")
            assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == {"a": b"0"}

    def test_folders_that_were_made(self, tmp_path: Path) -> None:
        """
        After a failure all of them are gone, unless somebody else put something there.
        """
        with pytest.raises(KeyboardInterrupt), all_or_none(tmp_path / "a" / "b" / "c"):
            (tmp_path / "a" / "else").write_bytes(b"1")
            raise KeyboardInterrupt
        assert os.listdir(tmp_path / "a") == ["else"]

    def test_the_manifest_comes_last(self, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        """
        So that whoever sees it sees the files that it is about.
        """
        replace, seen = os.replace, []

        def noted(source: Path, target: Path) -> None:
            seen.append(Path(target).name)
            replace(source, target)

        monkeypatch.setattr(os, "replace", noted)
        with all_or_none(tmp_path) as folder:
            for name in (MANIFEST, "z", "a"):
                (folder / name).write_bytes(b"1")
        assert seen == ["a", "z", MANIFEST]


class TestRights:
    """What may be read by whom."""

    pytestmark = pytest.mark.skipif(os.name == "nt", reason="rights as POSIX has them")

    @pytest.mark.parametrize("mode", [0o600, 0o640, 0o664, 0o444])
    def test_those_of_the_file_before(self, tmp_path: Path, mode: int) -> None:
        """
        Written alone or with others, and never wider meanwhile.
        """
        path = tmp_path / "roster.json"
        path.touch()
        path.chmod(mode)

        def parts() -> object:
            (temporary,) = (one for one in tmp_path.iterdir() if is_left_over(one))
            assert stat.S_IMODE(temporary.stat().st_mode) == 0o600
            yield b"1"

        replace_file(path, parts())
        assert stat.S_IMODE(path.stat().st_mode) == mode
        write_folder({path.name: [Roster()]}, tmp_path)
        assert stat.S_IMODE(path.stat().st_mode) == mode

    def test_those_of_a_new_one(self, tmp_path: Path) -> None:
        """
        As the process gives them to any file that it makes.
        """
        (tmp_path / "any").touch()
        write_folder({"a.json": [Roster()]}, tmp_path)
        replace_file(tmp_path / "b", [b"1"])
        modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in tmp_path.iterdir()}
        assert modes["a.json"] == modes["b"] == modes["any"]

    @pytest.mark.skipif(not IS_ROOT, reason="gives files to others")
    def test_owner_and_group(self, tmp_path: Path) -> None:
        """
        They stay where the process may give them; a group that it may not give leaves its rights.
        """
        path = tmp_path / "a"
        path.touch()
        os.chown(path, 1234, 2345)
        path.chmod(0o664)
        replace_file(path, [b"1"])
        assert (path.stat().st_uid, path.stat().st_gid) == (1234, 2345)
        os.chown(tmp_path, 4321, 4321)

        def as_somebody_else() -> None:
            os.chroot(tmp_path)  # whose parents may be closed to others
            os.setgroups([])
            os.setgid(4321)
            os.setuid(4321)
            replace_file(Path("/a"), [b"2"])

        assert not rewriting.killed(as_somebody_else)
        assert path.read_bytes() == b"2"
        assert (path.stat().st_uid, path.stat().st_gid) == (4321, 4321)
        assert stat.S_IMODE(path.stat().st_mode) == 0o604


class TestPlaces:
    """Where files are not written."""

    def test_a_link_is_followed(self, tmp_path: Path) -> None:
        """
        What it points to is written, there or not; in a folder of several files it is replaced.
        """
        (tmp_path / "store").mkdir()
        kept, link = tmp_path / "store" / "kept.json", tmp_path / "roster.json"
        link.symlink_to(kept)
        for _ in range(2):
            write([Roster()], link)
            assert link.is_symlink()
            assert os.listdir(kept.parent) == ["kept.json"]
        write_folder({"roster.json": [Roster()]}, tmp_path)
        assert not link.is_symlink()
        assert kept.read_bytes() == link.read_bytes()

    @pytest.mark.skipif(not hasattr(os, "mkfifo"), reason="has no named pipes")
    def test_what_is_no_file(self, tmp_path: Path) -> None:
        """
        Devices and pipes are not replaced by a file, nor are folders.
        """
        os.mkfifo(tmp_path / "pipe.json")
        (tmp_path / "folder.json").mkdir()
        for name, error in (("pipe.json", errno.EINVAL), ("folder.json", errno.EISDIR)):
            for writing in (
                lambda name=name: write([Roster()], tmp_path / name),
                lambda name=name: write_folder({name: [Roster()]}, tmp_path),
            ):
                with pytest.raises(OSError) as refused:
                    writing()
                assert refused.value.errno == error
        assert sorted(os.listdir(tmp_path)) == ["folder.json", "pipe.json"]

    @pytest.mark.parametrize(
        "name",
        ["../a.json", "/a.json", "a/b.json", "", ".", "..", "a\\b.json", "a\0.json", "c:a.json"],
    )
    def test_a_name_with_folders(self, tmp_path: Path, name: str) -> None:
        """
        Files of a folder go into that folder.
        """
        with pytest.raises(FileEntryMalformed):
            write_folder({name: [Roster()]}, tmp_path / "out")
        assert os.listdir(tmp_path) == []

    @pytest.mark.skipif(os.name == "nt" or IS_ROOT, reason="everybody may write there")
    def test_a_folder_that_is_only_read(self, tmp_path: Path) -> None:
        """
        Nothing is written into it.
        """
        path = tmp_path / "roster.json"
        path.write_bytes(b"0")
        tmp_path.chmod(0o555)
        try:
            for way in (lambda: write([Roster()], path), lambda: write_folder({"a": []}, tmp_path)):
                with pytest.raises(PermissionError):
                    way()
            assert contents(tmp_path).keys() == {"roster.json"}
        finally:
            tmp_path.chmod(0o755)


@pytest.fixture(scope="module")
def versions(tmp_path_factory: pytest.TempPathFactory) -> Versions:
    """What each way of writing leaves of either version."""
    told = {}
    for name, way in WAYS.items():
        both = []
        for version in (0, 1):
            folder = tmp_path_factory.mktemp("versions")
            way(folder, version)
            both.append(contents(folder))
        told[name] = (both[0], both[1])
    return told


def fail(error: int | None) -> None:
    """Raises what a call of the system raises, or what somebody at the keyboard does."""
    if error is None:
        raise KeyboardInterrupt
    raise OSError(error, os.strerror(error))


@pytest.mark.parametrize("way", ["lines", "a folder", "tables as Arrow"])
class TestFailingCalls:
    @pytest.mark.parametrize("error", [errno.ENOSPC, errno.EACCES, None])
    def test_once(
        self,
        tmp_path: Path,
        versions: Versions,
        way: str,
        error: int | None,
    ) -> None:
        """
        Whichever call fails, on a disk that takes half of what it is given at first: an error that
        says so and the old files, or the new ones. Nothing is left over but what could not be removed.
        """
        old, new = versions[way]
        (tmp_path / "before").mkdir()
        WAYS[way](tmp_path / "before", 0)
        for at in count(1):
            folder = shutil.copytree(tmp_path / "before", tmp_path / str(at))
            strikes = Strikes(at, lambda: fail(error))
            try:
                with strikes.falling():
                    WAYS[way](folder, 1)
                assert contents(folder) == new
            except OSError as raised:
                assert raised.errno == error
                assert contents(folder) == old
            except KeyboardInterrupt:
                assert contents(folder) in (old, new)
            if strikes.struck not in ("unlink", "rmdir"):
                assert not any(map(is_left_over, folder.iterdir())), strikes.struck
            if strikes.struck is None:
                break
        assert at > 6

    def test_from_then_on(self, tmp_path: Path, versions: Versions, way: str) -> None:
        """
        A disk that is gone takes nothing back either: each file is the old one or the new one.
        """
        old, new = versions[way]
        (tmp_path / "before").mkdir()
        WAYS[way](tmp_path / "before", 0)
        for at in count(1):
            folder = shutil.copytree(tmp_path / "before", tmp_path / str(at))
            strikes = Strikes(at, lambda: fail(errno.EIO), for_good=True)
            try:
                with strikes.falling():
                    WAYS[way](folder, 1)
                assert contents(folder) == new
            except OSError:
                require_whole(contents(folder), old, new)
            if strikes.struck is None:
                break


def require_whole(found: Contents, old: Contents, new: Contents) -> None:
    """Each file is the old one or the new one; a manifest that is new has new files beside it."""
    assert found.keys() == old.keys()
    for name, sum in found.items():
        assert sum in (old[name], new[name])
    if found.get(MANIFEST) == new.get(MANIFEST, ""):
        assert found == new


def run(*command: str) -> list[Any]:
    """What a program that writes in all ways prints, a JSON value on each line."""
    paths = os.pathsep.join(map(str, Path(rewriting.__file__).parents[:2]))
    told = subprocess.run(
        command, env=os.environ | {"PYTHONPATH": paths}, stdout=subprocess.PIPE, check=True
    )
    return [json.loads(line) for line in told.stdout.splitlines()]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="kills processes that were forked")
class TestKilled:
    @pytest.mark.slow
    def test_at_every_call(self, tmp_path: Path, versions: Versions) -> None:
        """
        Whole files, old or new; what is left over can be told, is read by nobody and is in nobody's way.
        """
        found = run(sys.executable, rewriting.__file__, str(tmp_path))
        for way, one in found:
            require_whole(one, *versions[way])
        for way, (old, new) in versions.items():
            folder = tmp_path / way
            after = [one for name, one in found if name == way]
            assert (after[0], after[-1]) == (old, new)
            assert any(map(is_left_over, folder.iterdir()))
            WAYS[way](folder, 1)
            assert contents(folder) == new
            if MANIFEST in new:
                assert list(check([folder / MANIFEST])) == []

    @pytest.mark.proof
    def test_at_any_moment(
        self,
        tmp_path: Path,
        versions: Versions,
        proof_count: Callable[[int], int],
        tried: Callable[[str, str], None],
    ) -> None:
        """
        Processes that write over the same files again and again: 0 torn files.
        """
        share = max(1, proof_count(200) // len(WAYS))
        found = run(sys.executable, rewriting.__file__, str(tmp_path), str(share))
        for way, one in found:
            old, new = versions[way]
            assert one.keys() == old.keys()
            assert all(sum in (old[name], new[name]) for name, sum in one.items())
        assert len(found) == share * len(WAYS)
        tried("kills", f"{len(found)} kills, 0 torn files")


FULL = """
import json, os, resource, signal, sys
from pathlib import Path
from rewriting import WAYS, contents
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
top, is_disk = Path(sys.argv[1]), sys.argv[2:] == ["disk"]
for name, way in WAYS.items():
    folder = top / name
    folder.mkdir()
    way(folder, 1)
    most = max(path.stat().st_size for path in folder.iterdir()) // 3
    way(folder, 0)
    if is_disk:
        with (top / "filler").open("wb", buffering=0) as filler:
            try:
                while True:
                    filler.write(bytes(4096))
            except OSError:
                pass
    else:
        resource.setrlimit(resource.RLIMIT_FSIZE, (most, resource.RLIM_INFINITY))
    try:
        way(folder, 1)
        error = None
    except OSError as raised:
        error = raised.errno
    (top / "filler").unlink(missing_ok=True)
    resource.setrlimit(resource.RLIMIT_FSIZE, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
    print(json.dumps([name, error, len(os.listdir(folder)), contents(folder)]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="limits as POSIX has them")
class TestFullDisk:
    def test_a_file_that_may_not_grow(self, tmp_path: Path, versions: Versions) -> None:
        """
        The system refuses what is over a limit: the old files, and nothing beside them.
        """
        for way, error, size, found in run(sys.executable, "-c", FULL, str(tmp_path)):
            assert (error, found) == (errno.EFBIG, versions[way][0])
            assert size == len(found)

    @pytest.mark.slow
    def test_a_disk_that_is_full(self, tmp_path: Path, versions: Versions) -> None:
        """
        The same with a real one, of a megabyte in memory.
        """
        disk, program = tmp_path / "disk", tmp_path / "program.py"
        disk.mkdir()
        program.write_text(FULL)
        inside = ["unshare", "--map-root-user", "--mount", "sh", "-c"]
        mount = f"mount -t tmpfs -o size=1m none {disk}"
        if (
            shutil.which("unshare") is None
            or subprocess.run([*inside, mount], check=False).returncode
        ):
            pytest.skip("no disk of its own can be mounted here")
        told = run(*inside, f"{mount} && {sys.executable} {program} {disk} disk")
        for way, error, size, found in told:
            assert (error, found) == (errno.ENOSPC, versions[way][0])
            assert size == len(found)
