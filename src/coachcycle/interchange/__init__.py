"""FILES in and out: documents, the published schemas, validation, and other systems' formats.

`encode` and `decode` turn values into JSON objects and back; `read` and `write` do so with files;
`check` says everything that is wrong with files, and where; the conformance kit holds other
implementations to the same. Imports from other systems have packages of their own.
"""

from coachcycle.interchange.bulk import DocumentRefused, NotOneDocument, read, write, write_folder
from coachcycle.interchange.check import NotObtained, check
from coachcycle.interchange.codec import (
    Document,
    KindUnknown,
    KindWrong,
    StateMismatch,
    Value,
    VersionUnsupported,
    decode,
    decode_event,
    encode,
    encode_event,
)
from coachcycle.interchange.conformance import (
    AnswerMalformed,
    KitAnswer,
    KitCase,
    KitDifference,
    KitFinding,
    KitReport,
    kit_answers,
    kit_cases,
    kit_report,
    read_kit_answers,
)
from coachcycle.interchange.manifest import FileEntry, FileEntryMalformed, Manifest
from coachcycle.interchange.records import (
    CoachEvaluates,
    CoachUnknown,
    CycleRepeated,
    RosterRepeated,
    TeacherUnknown,
)
from coachcycle.interchange.schemas import KINDS, SchemaUnknown, folder, schema_text
from coachcycle.interchange.strict_json import Unreadable

__all__ = [
    "KINDS",
    "AnswerMalformed",
    "CoachEvaluates",
    "CoachUnknown",
    "CycleRepeated",
    "Document",
    "DocumentRefused",
    "FileEntry",
    "FileEntryMalformed",
    "KindUnknown",
    "KindWrong",
    "KitAnswer",
    "KitCase",
    "KitDifference",
    "KitFinding",
    "KitReport",
    "Manifest",
    "NotObtained",
    "NotOneDocument",
    "RosterRepeated",
    "SchemaUnknown",
    "StateMismatch",
    "TeacherUnknown",
    "Unreadable",
    "Value",
    "VersionUnsupported",
    "check",
    "decode",
    "decode_event",
    "encode",
    "encode_event",
    "folder",
    "kit_answers",
    "kit_cases",
    "kit_report",
    "read",
    "read_kit_answers",
    "schema_text",
    "write",
    "write_folder",
]
