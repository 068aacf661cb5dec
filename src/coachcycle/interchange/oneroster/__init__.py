"""OneRoster CSV 1.1 and 1.2: from a package to a roster and a school year."""

from coachcycle.interchange.oneroster.importer import OneRosterImport, import_oneroster

__all__ = ["OneRosterImport", "import_oneroster"]
