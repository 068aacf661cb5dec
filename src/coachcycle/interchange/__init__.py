"""FILES in and out: documents, the published schemas, validation, and other systems' formats.

`encode` and `decode` turn values into JSON objects and back; `read` and `write` do so with files;
`check` says everything that is wrong with files, and where; the conformance kit holds other
implementations to the same. `CycleTable` and `write_tables` make flat tables of cycles. Imports from
other systems have packages of their own.
"""

from coachcycle.interchange.bulk import (
    DocumentRefused,
    NotOneDocument,
    read,
    read_cycles,
    write,
    write_folder,
)
from coachcycle.interchange.check import CheckedInPart, check
from coachcycle.interchange.codec import (
    Document,
    KindUnknown,
    KindWrong,
    MinorNewer,
    StateMismatch,
    Value,
    VersionUnsupported,
    decode,
    decode_event,
    encode,
    encode_event,
)
from coachcycle.interchange.columns import TABLES, Column, ColumnType, TableLayout, TableUnknown
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
from coachcycle.interchange.csv_tables import Cell, Row, TableMalformed, read_table
from coachcycle.interchange.ledger import (
    CoachEvaluates,
    CoachUnknown,
    ContinuesInRing,
    ContinuesUnknown,
    CountDiffers,
    CycleRepeated,
    FileMissing,
    FilesElsewhere,
    GoalRepeated,
    MinutesTwice,
    NotInPost,
    RosterRepeated,
    ServesInRing,
    ServesUnknown,
    SumDiffers,
    TeacherUnknown,
)
from coachcycle.interchange.manifest import FileEntry, FileEntryMalformed, Manifest
from coachcycle.interchange.records import SessionInPause, StartsAnotherDay
from coachcycle.interchange.schemas import KINDS, SchemaUnknown, folder, schema_text
from coachcycle.interchange.source import Damaged, NotObtained
from coachcycle.interchange.strict_json import LIMITS, Limits, Unreadable
from coachcycle.interchange.tables import CycleTable, TableForm, write_tables
from coachcycle.interchange.upgrading import Upgraded, upgrade

__all__ = [
    "KINDS",
    "LIMITS",
    "TABLES",
    "AnswerMalformed",
    "Cell",
    "CheckedInPart",
    "CoachEvaluates",
    "CoachUnknown",
    "Column",
    "ColumnType",
    "ContinuesInRing",
    "ContinuesUnknown",
    "CountDiffers",
    "CycleRepeated",
    "CycleTable",
    "Damaged",
    "Document",
    "DocumentRefused",
    "FileEntry",
    "FileEntryMalformed",
    "FileMissing",
    "FilesElsewhere",
    "GoalRepeated",
    "KindUnknown",
    "KindWrong",
    "KitAnswer",
    "KitCase",
    "KitDifference",
    "KitFinding",
    "KitReport",
    "Limits",
    "Manifest",
    "MinorNewer",
    "MinutesTwice",
    "NotInPost",
    "NotObtained",
    "NotOneDocument",
    "RosterRepeated",
    "Row",
    "SchemaUnknown",
    "ServesInRing",
    "ServesUnknown",
    "SessionInPause",
    "StartsAnotherDay",
    "StateMismatch",
    "SumDiffers",
    "TableForm",
    "TableLayout",
    "TableMalformed",
    "TableUnknown",
    "TeacherUnknown",
    "Unreadable",
    "Upgraded",
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
    "read_cycles",
    "read_kit_answers",
    "read_table",
    "schema_text",
    "upgrade",
    "write",
    "write_folder",
    "write_tables",
]
