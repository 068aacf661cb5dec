"""Nothing is fetched, whatever a document refers to."""

import json
import threading
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import suppress
from http.server import BaseHTTPRequestHandler, HTTPServer
from itertools import islice
from pathlib import Path
from typing import Any

import pytest

from coachcycle.errors import CoachCycleError
from coachcycle.interchange import KINDS, decode, schema_text
from examining import examine
from spoiling import slots


@pytest.fixture
def server() -> Iterator[tuple[str, list[str]]]:
    """The address of a server on this machine, and the paths that it was asked for."""
    asked: list[str] = []

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            asked.append(self.path)
            self.send_response(404)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            """Says nothing."""

    with HTTPServer(("127.0.0.1", 0), Handler) as listening:
        thread = threading.Thread(target=listening.serve_forever)
        thread.start()
        yield f"http://127.0.0.1:{listening.server_port}", asked
        listening.shutdown()
        thread.join()


def referring(address: str) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each kind's examples with references in each of their objects, and in the place of values."""
    keys = {key: f"{address}/{key[1:]}" for key in ("$ref", "$schema", "$id", "$dynamicRef")}
    for kind in KINDS:
        for example in json.loads(schema_text(kind))["examples"]:
            for number in range(len(slots(example))):
                for put in (keys, f"{address}/value", "file:///etc/hostname"):
                    document = json.loads(json.dumps(example))
                    node, key = slots(document)[number]
                    node[key] = (
                        node[key] | put if isinstance(node[key], dict) and put is keys else put
                    )
                    yield kind, document
            yield kind, example | keys


@pytest.mark.sockets
def test_a_server_is_never_asked(server: tuple[str, list[str]], tmp_path: Path) -> None:
    """
    Not when documents are checked, read or decoded; the server does hear who asks it.
    """
    address, asked = server
    for _, document in islice(referring(address), 0, None, 4):
        examine(json.dumps(document).encode(), tmp_path / "document.json")
        with suppress(CoachCycleError):
            decode(document)
    assert asked == []
    with pytest.raises(urllib.error.HTTPError) as caught:
        urllib.request.urlopen(f"{address}/control")
    caught.value.close()
    assert asked == ["/control"]


@pytest.mark.sockets
def test_another_engine_does_not_ask_either(server: tuple[str, list[str]]) -> None:
    """
    The published schemas lead jsonschema-rs nowhere, and documents are no schemas to it.
    """
    engine = pytest.importorskip("jsonschema_rs")
    address, asked = server
    schemas = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}
    registry = engine.Registry([(one["$id"], one) for one in schemas.values()])
    validators = {
        kind: engine.Draft202012Validator(schemas[kind], registry=registry) for kind in KINDS
    }
    verdicts = {validators[kind].is_valid(document) for kind, document in referring(address)}
    assert False in verdicts
    assert asked == []
