"""FILES in and out: documents, the published schemas, validation, and other systems' formats.

`encode` and `decode` turn values into JSON objects and back; `read` and `write` do so with files;
`check` says everything that is wrong with files, and where. Imports from other systems have packages
of their own.
"""

from coachcycle.interchange.bulk import DocumentRefused, NotOneDocument, read, write, write_folder
from coachcycle.interchange.check import NotObtained, check
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
from coachcycle.interchange.upgrading import Upgraded, upgrade

__all__ = [
    "KINDS",
    "CoachEvaluates",
    "CoachUnknown",
    "CycleRepeated",
    "Document",
    "DocumentRefused",
    "FileEntry",
    "FileEntryMalformed",
    "KindUnknown",
    "KindWrong",
    "Manifest",
    "MinorNewer",
    "NotObtained",
    "NotOneDocument",
    "RosterRepeated",
    "SchemaUnknown",
    "StateMismatch",
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
    "read",
    "schema_text",
    "upgrade",
    "write",
    "write_folder",
]
