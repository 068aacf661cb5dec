"""Writes the pages about the kinds of documents and about the findings, from schemas and classes.

Run it with `uv run scripts/pages.py` after a change to one of them; a test says when that was forgotten.
"""

import importlib
import inspect
import json
import pkgutil
import re
import shutil
import sys
import tempfile
from collections.abc import Iterable, Iterator
from inspect import get_annotations, getdoc
from pathlib import Path
from typing import Any

from attrs import evolve

import coachcycle
from coachcycle.cycles import EVENTS
from coachcycle.errors import CODES, CoachCycleError, Finding
from coachcycle.interchange import KINDS, check, schema_text
from coachcycle.interchange.codec import CLASSES, VERSION
from coachcycle.interchange.oneroster import import_oneroster
from coachcycle.policy import RULES

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT / "scripts"))

from finding_examples import EXAMPLES, NOT_FROM_FILES, Example, pretty  # noqa: E402  # a script finds its siblings

PACKAGE = ROOT / "tests/interchange/oneroster/data/conformance-1.2/valid/rostering-bulk-package"
SCHEMAS = {kind: json.loads(schema_text(kind)) for kind in (*KINDS, "vocabulary")}
FAMILIES = {
    "balance": "Why no plan of who coaches whom can be made, and what is wrong with one.",
    "bytes": "What is wrong with a file before anybody asks what it says.",
    "caseloads": "What rules of caseloads, and plans of who coaches whom, cannot be.",
    "coachcycle": "What belongs to no package.",
    "conformance": "What an answer to the conformance kit cannot be.",
    "cycles": "What a cycle's log cannot say, and what a model of the cycle cannot be.",
    "document": "What is wrong with a document as a whole.",
    "goals": "What a goal cannot be, and what its numbers do not allow.",
    "interchange": "What is wrong with a value that only documents have.",
    "oneroster": "What is wrong with a OneRoster package, or was made of it.",
    "people": "What a roster cannot say.",
    "policy": "What breaks a contract's rules, and what such rules cannot be.",
    "record": "What does not go together in several files.",
    "schema": "What a document breaks of the schema of its kind.",
    "schoolyear": "What school years, timetables, days and times cannot be.",
    "tables": "What flat tables of cycles cannot be.",
    "vocabulary": "What ids, words, texts and numbers cannot be.",
}
WRITTEN = "<!-- Written by scripts/pages.py. -->\n"


# --- Documents ------------------------------------------------------------------------------------


def documents() -> Iterator[tuple[str, str]]:
    """The pages about documents."""
    yield "docs/documents/index.md", _kinds()
    for kind in KINDS:
        yield f"docs/documents/{kind}.md", _kind(kind)
    yield "docs/documents/vocabulary.md", _vocabulary()


def _kinds() -> str:
    rows = [
        (f"[{SCHEMAS[kind]['title']}]({kind}.md)", f"`{kind}`", _lead(SCHEMAS[kind]["description"]))
        for kind in KINDS
    ]
    return _page(
        "Documents",
        "What goes in and out of coachcycle are JSON documents. Each says of which `kind` it is and "
        f"which version of the [published schemas](../concepts/versions.md) it follows; now {VERSION}. "
        "What several kinds share is on [a page of its own](vocabulary.md).",
        _table(("document", "kind", "what it is"), rows),
    )


def _kind(kind: str) -> str:
    schema = SCHEMAS[kind]
    definitions = schema.get("$defs", {})
    top = schema
    if "$ref" in schema:
        name = schema["$ref"].removeprefix("#/$defs/")
        top = definitions[name]
        definitions = {key: one for key, one in definitions.items() if key != name}
        top = top | {"required": [*schema["required"], *top["required"]]}
    parts = [
        schema["description"],
        f"A value: {_link(CLASSES[kind])}. The schema: `coachcycle schema show {kind}`.",
        "## Keys",
        _keys(top, kind),
        *_objects(top, kind),
    ]
    for name, one in definitions.items():
        parts += [f"## {name}", *_definition(name, one, kind)]
    parts.append("## Examples")
    parts += [_fenced(pretty(example)) for example in schema["examples"]]
    return _page(schema["title"], *parts)


def _objects(schema: dict[str, Any], kind: str) -> Iterator[str]:
    """The objects that are described where they stand."""
    for name, one in schema["properties"].items():
        if "properties" in one and "$ref" not in one:
            yield f"## {name}"
            yield _keys(one, kind)


def _definition(name: str, schema: dict[str, Any], kind: str) -> Iterator[str]:
    yield _told(schema["description"])
    cls = _class(name, kind)
    if cls is not None:
        yield f"A value: {_link(cls)}."
    if "properties" in schema:
        yield _keys(schema, kind)
    elif kind in ("event", "contract_rules") and cls is not None:
        yield "It has no keys of its own."
    else:
        yield f"What it holds: {_type(schema, kind)}."


def _class(name: str, kind: str) -> type | None:
    """The class of the values that a part of a schema describes, if it has one."""
    named = (EVENTS if kind == "event" else RULES if kind == "contract_rules" else {}).get(name)
    if named is not None:
        return named
    package = importlib.import_module(_package(CLASSES[kind]))
    found = getattr(package, name[0].upper() + name[1:], None)
    return found if inspect.isclass(found) else None


def _vocabulary() -> str:
    schema = SCHEMAS["vocabulary"]
    parts = [schema["description"]]
    for name, one in schema["$defs"].items():
        parts += [f"## {name}", _told(one["description"])]
        if "enum" not in one:
            form = f" Its form: `{one['pattern']}`." if "pattern" in one else ""
            parts.append(f"What it holds: {_type(one, 'vocabulary')}.{form}")
        if "examples" in one:
            parts.append(f"Such as {', '.join(f'`{json.dumps(ex)}`' for ex in one['examples'])}.")
    return _page("What documents share", *parts)


def _keys(schema: dict[str, Any], kind: str) -> str:
    required = schema.get("required", ())
    rows = [
        (
            f"`{key}`",
            _type(one, kind),
            "yes" if key in required else "",
            f"`{json.dumps(one['default'])}`" if "default" in one else "",
            _told(_described(one, kind), "<br>"),
        )
        for key, one in schema["properties"].items()
    ]
    return _table(("key", "what it holds", "required", "if absent", "meaning"), rows)


def _described(schema: dict[str, Any], kind: str) -> str:
    if "description" in schema:
        return str(schema["description"])
    return _lead(_referred(schema["$ref"], kind)[1]["description"])


def _referred(reference: str, kind: str) -> tuple[str, dict[str, Any]]:
    """The address of what a reference names, and that."""
    file, _, name = reference.partition("#/$defs/")
    there = file.removesuffix(".schema.json") or kind
    schema = SCHEMAS[there]
    anchor = "keys" if schema.get("$ref") == f"#/$defs/{name}" else name.lower()
    return f"{'' if there == kind else f'{there}.md'}#{anchor}", schema["$defs"][name]


def _type(schema: dict[str, Any], kind: str) -> str:
    """What a value is, in words."""
    if "$ref" in schema:
        address, there = _referred(schema["$ref"], kind)
        name = schema["$ref"].rpartition("/")[2]
        words = there.get("title") or re.sub("(?=[A-Z])", " ", name).replace("_", " ").lower()
        return f"[{words}]({address})"
    if "const" in schema:
        return f"`{json.dumps(schema['const'])}`"
    if "enum" in schema:
        return "one of these words" if "\n- " in schema.get("description", "") else schema["title"]
    if "items" in schema:
        return f"a list, each {_type(schema['items'], kind)}{_many(schema)}"
    if "additionalProperties" in schema and "properties" not in schema:
        return f"an object: by name, {_type(schema['additionalProperties'], kind)}"
    if "properties" in schema:
        return "an object with the keys below"
    title = str(schema.get("title", "one of the other kinds"))
    return title if re.search(r"\d", title) else title + _limits(schema)


def _limits(schema: dict[str, Any]) -> str:
    """The least and the most of a number."""
    within = _between(schema.get("minimum"), schema.get("maximum"))
    return f", {within}" if within else ""


def _many(schema: dict[str, Any]) -> str:
    """How many items a list has, and whether one may stand there twice."""
    within = _between(schema.get("minItems"), schema.get("maxItems"))
    told = [f"{within} of them"] if within else []
    told += ["none twice"] if schema.get("uniqueItems") else []
    return f" ({', '.join(told)})" if told else ""


def _between(least: int | None, most: int | None) -> str:
    if least is None:
        return "" if most is None else f"at most {most}"
    return f"at least {least}" if most is None else f"from {least} to {most}"


def _lead(description: str) -> str:
    """A description without the list of words."""
    return description.partition("\n- ")[0]


def _told(description: str, end: str = "\n") -> str:
    """A description and its list of words, as Markdown."""
    lead, *words = description.split("\n- ")
    named = [f"`{word}`: {meaning}" for word, _, meaning in (one.partition(": ") for one in words)]
    if end == "\n":
        return "\n".join([lead, *([""] if named else []), *(f"- {one}" for one in named)])
    return end.join([lead, *named])


def _package(cls: type) -> str:
    """The package whose front door has a class."""
    return ".".join(cls.__module__.split(".")[:2])


def _link(cls: Any) -> str:
    if not inspect.isclass(cls):
        return "one of the [events](../reference/cycles.md)"
    package = _package(cls)
    page = package.rpartition(".")[2]
    return f"[`{cls.__name__}`](../reference/{page}.md#{package}.{cls.__name__})"


# --- Findings -------------------------------------------------------------------------------------


def findings() -> Iterator[tuple[str, str]]:
    """The pages about findings."""
    for module in pkgutil.walk_packages(coachcycle.__path__, "coachcycle."):
        importlib.import_module(module.name)
    ours = [
        CODES[code] for code in sorted(CODES) if CODES[code].__module__.startswith("coachcycle")
    ]
    yield "docs/findings/index.md", _codes(ours)
    for family, words in FAMILIES.items():
        parts = [words]
        for cls in ours:
            if cls.code.startswith(f"{family}."):
                parts += [f"## {cls.code}", *_code(cls)]
        yield f"docs/findings/{family}.md", _page(family, *parts)


def _codes(classes: list[type[CoachCycleError]]) -> str:
    rows = [
        (
            f"[{family}]({family}.md)",
            words,
            str(sum(cls.code.startswith(f"{family}.") for cls in classes)),
        )
        for family, words in FAMILIES.items()
    ]
    return _page(
        "Findings and errors",
        "Whatever can be wrong has a code that never changes. `coachcycle validate` reports it as a "
        "finding: the place, how much it matters, the code, and a sentence. In Python the same facts "
        "are an error that is raised, or a `Finding` that is collected. "
        "`coachcycle validate --explain CODE` says in the terminal what these pages say.",
        _table(("page", "what is there", "codes"), rows),
        "An **error** keeps a record from being used. A **warning** says that it was used, and that a "
        "named rule repaired it. A **note** says that nothing is wrong.",
    )


def _code(cls: type[CoachCycleError]) -> Iterator[str]:
    yield getdoc(cls) or ""
    yield f"> {cls.template}"
    if cls.names:
        types = {name: told for one in cls.__mro__ for name, told in get_annotations(one).items()}
        yield f"Fields: {', '.join(f'`{name}` ({_annotation(types[name])})' for name in cls.names)}."
    yield f"**What to do.** {cls.remedy}"
    if cls.code in NOT_FROM_FILES:
        yield "No example: no file of version 1.0 gives it by itself."
        return
    example = EXAMPLES[cls.code]
    yield example.beside or "An example:"
    yield _fenced(example.shown or "\n".join(_changes(example)), example.language)
    told = [str(one) for one in found(example) if one.code == cls.code]
    yield _fenced("\n".join(told), "text")


def _annotation(annotation: Any) -> str:
    words = getattr(annotation, "__name__", "") if not hasattr(annotation, "__args__") else ""
    return (words or re.sub(r"[a-z_]+\.(?:\w+\.)*", "", str(annotation))).replace(
        "NoneType", "None"
    )


def found(example: Example) -> list[Finding]:
    """What is found in the files of an example."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        if example.package:
            return _imported(example, folder)
        for file, text in example.files.items():
            (folder / file).write_bytes(text if isinstance(text, bytes) else text.encode())
        paths = sorted(folder.iterdir()) or [folder / "no-such-file.json"]
        return [_short(one, folder) for one in check(paths)]


COACHES = "id\nuser-1\n"


def changed(example: Example, file: str) -> str | None:
    """The text of a file of a OneRoster package as an example has it; None if there is no such file."""
    before, after = example.package[file]
    if after is None or not before:
        return after
    text = (PACKAGE / file).read_text()
    if before not in text:
        raise ValueError(f"{file} does not hold {before!r}")
    return text.replace(before, after)


def _changes(example: Example) -> Iterator[str]:
    """The lines of a OneRoster package that an example changes."""
    for file in example.package:
        text = changed(example, file)
        if text is None:
            yield f"(no {file})"
            continue
        is_whole = file == "coaches.csv"
        old = () if is_whole else (PACKAGE / file).read_text().splitlines()
        for line in text.splitlines():
            if line not in old:
                yield f"{file}: {line if len(line) <= 120 else f'{line[:100]}...'}"


def _imported(example: Example, folder: Path) -> list[Finding]:
    shutil.copytree(PACKAGE, folder / "package")
    (folder / "coaches.csv").write_text(COACHES)
    for file in example.package:
        path = folder / file if file == "coaches.csv" else folder / "package" / file
        text = changed(example, file)
        if text is None:
            path.unlink()
        else:
            path.write_text(text)
    made = import_oneroster(folder / "package", folder / "coaches.csv", zone="America/Chicago")
    return list(made.findings)


def _short(finding: Finding, folder: Path) -> Finding:
    """A finding without the folder it was made in."""
    where = finding.where
    fields = {
        key: value.removeprefix(f"{folder}/") if isinstance(value, str) else value
        for key, value in finding.fields.items()
    }
    file = (where.file or "").removeprefix(f"{folder}/")
    return evolve(finding, fields=fields, where=evolve(where, file=file))


# --- Markdown -------------------------------------------------------------------------------------


def _page(title: str, *parts: str) -> str:
    return "\n\n".join([f"{WRITTEN}\n# {title}", *(part.rstrip("\n") for part in parts)]) + "\n"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, ("---",) * len(head), *rows]
    return "\n".join(f"|{'|'.join(f' {cell} ' if cell else ' ' for cell in row)}|" for row in lines)


def _fenced(text: str, language: str = "json") -> str:
    return f"```{language}\n{text}\n```"


def pages() -> dict[str, str]:
    """Every page by its path in the repository."""
    return {**dict(documents()), **dict(findings())}


def main() -> None:
    """Writes the pages."""
    for name, text in pages().items():
        path = ROOT / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    main()
