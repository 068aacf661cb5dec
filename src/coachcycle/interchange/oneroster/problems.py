"""What can be wrong with a OneRoster package, one class each.

No class holds the text of a cell, apart from ids and the binding's own words.
"""

from coachcycle.errors import CoachCycleError


class ManifestMissing(CoachCycleError):
    """The package has no manifest.csv: it is OneRoster 1.0, or broken."""

    code = "oneroster.manifest_missing"
    template = "expected manifest.csv in the folder; without it this is OneRoster 1.0, or broken"
    remedy = "Point to the folder that holds manifest.csv, unzipped; ask for OneRoster 1.1 or 1.2."


class ManifestHeader(CoachCycleError):
    """The manifest does not begin with its header."""

    code = "oneroster.manifest_header"
    template = "expected the header propertyName,value"
    remedy = "Ask for an export with a proper manifest.csv."


class ManifestProperty(CoachCycleError):
    """A property of the manifest is missing, or has a value that is not read."""

    code = "oneroster.manifest_property"
    template = "{property}: expected {accepted}"
    remedy = "Correct the property in manifest.csv as the sentence says."

    property: str
    accepted: tuple[str, ...]


class ManifestFileUnknown(CoachCycleError):
    """The manifest lists a file that the binding does not have; it is not looked at."""

    code = "oneroster.manifest_file_unknown"
    template = "a file that OneRoster does not have; it is not looked at"
    remedy = (
        "Nothing is needed; if the file should be read, compare its name with the specification."
    )


class FileMissing(CoachCycleError):
    """The manifest lists a file that is not there."""

    code = "oneroster.file_missing"
    template = "{file}.csv is listed in the manifest and is not in the folder"
    remedy = "Ask for the file, or for a manifest that calls it absent."

    file: str


class FileNeeded(CoachCycleError):
    """A file without which there is no roster is absent."""

    code = "oneroster.file_needed"
    template = "a roster needs {file}.csv, which the manifest says is absent"
    remedy = "Ask for an export that holds the file."

    file: str


class FileUnlisted(CoachCycleError):
    """A file is there that the manifest says is absent; the data win."""

    code = "oneroster.file_unlisted"
    template = "{file}.csv is there, though the manifest says it is absent; it was used"
    remedy = "Nothing is needed. Tell the sender that the manifest is wrong."

    file: str


class NothingChanged(CoachCycleError):
    """A package of only a manifest says that nothing changed."""

    code = "oneroster.nothing_changed"
    template = "the package holds only its manifest: nothing has changed, nothing is imported"
    remedy = "Keep the roster you have."


class IsDelta(CoachCycleError):
    """A file holds changes, not all there is."""

    code = "oneroster.is_delta"
    template = "{file}.csv holds only changes: this roster is not the whole truth"
    remedy = "Ask for a bulk export."

    file: str


class TextNotUtf8(CoachCycleError):
    """A line is no UTF-8 text, or holds the character NUL."""

    code = "oneroster.text_not_utf8"
    template = "expected UTF-8 text; this line is none"
    remedy = "Save the file as UTF-8."


class LineTooLong(CoachCycleError):
    """A line has more bytes than are read."""

    code = "oneroster.line_too_long"
    template = "expected a line of at most {most} bytes"
    remedy = "Look for a quotation mark that was never closed."

    most: int


class FileEmpty(CoachCycleError):
    """A data file has no header, or no rows."""

    code = "oneroster.file_empty"
    template = "expected a header and at least one row"
    remedy = "Ask the sender whether the export ran to its end."


class QuoteBroken(CoachCycleError):
    """A quotation mark stands where none may, or a quoted cell does not end on its line."""

    code = "oneroster.quote_broken"
    template = "a quotation mark stands inside a cell, or the cell does not end on this line"
    remedy = "Double each quotation mark inside a cell, and keep a cell on one line."


class SeparatorWrong(CoachCycleError):
    """The cells are separated by something else than commas."""

    code = "oneroster.separator_wrong"
    template = "expected cells separated by commas, came another separator"
    remedy = "Export with commas; a spreadsheet's regional setting may have changed them."


class CellsWrong(CoachCycleError):
    """A row has more or fewer cells than the header."""

    code = "oneroster.cells_wrong"
    template = "expected {expected} cells, came {came}"
    remedy = "Look for a comma that is not quoted, or a row that was cut off."

    expected: int
    came: int


class HeaderMissing(CoachCycleError):
    """A column that the binding requires is not there."""

    code = "oneroster.header_missing"
    template = "expected the column {header}"
    remedy = "Ask for an export with the column."

    header: str


class HeaderRepeated(CoachCycleError):
    """A column is there twice."""

    code = "oneroster.header_repeated"
    template = "the column {header} is there twice"
    remedy = "Take one of the two columns out."

    header: str


class HeaderUnknown(CoachCycleError):
    """A column is there that the binding does not have; it was not read."""

    code = "oneroster.header_unknown"
    template = "a column that OneRoster does not have, by this spelling; it was not read"
    remedy = "Nothing is needed; if data are missing, compare the spelling with the specification."


class HeaderOrder(CoachCycleError):
    """The columns stand in another order than the binding's; they are found by name."""

    code = "oneroster.header_order"
    template = "the columns stand in another order than the binding's; they were found by name"
    remedy = "Nothing is needed. Tell the sender, so that stricter readers accept the file too."


class CellBlank(CoachCycleError):
    """A cell that must be filled is blank."""

    code = "oneroster.cell_blank"
    template = "{header} must be filled"
    remedy = "Have the cell filled where the data come from, and export again."

    header: str


class CellsBlank(CoachCycleError):
    """Cells that must be filled are blank, in a column that a roster does not read."""

    code = "oneroster.cells_blank"
    template = "{header} must be filled and is blank in {rows} rows; a roster does not need it"
    remedy = "Nothing is needed for a roster. Other uses of the package may miss them."

    header: str
    rows: int


class CellMalformed(CoachCycleError):
    """A cell does not hold what its column is for."""

    code = "oneroster.cell_malformed"
    template = "{header}: expected {expected}"
    remedy = "Correct the cell where the data come from, and export again."

    header: str
    expected: str


class CellRepaired(CoachCycleError):
    """A cell departs from the binding in a way that loses nothing; it was read all the same."""

    code = "oneroster.cell_repaired"
    template = "{header}: expected {expected}; it was read as that"
    remedy = "Nothing is needed. Tell the sender, so that stricter readers accept the file too."

    header: str
    expected: str


class WordUnknown(CoachCycleError):
    """A word is none of the binding's; it was taken for none of them."""

    code = "oneroster.word_unknown"
    template = "{header}: a word that OneRoster does not have; it was taken for none of its words"
    remedy = "Compare the word with the specification; have it corrected where the data come from."

    header: str


class LifecycleInBulk(CoachCycleError):
    """A bulk file has status or dateLastModified filled, which only delta files have."""

    code = "oneroster.lifecycle_in_bulk"
    template = "status or dateLastModified is filled in {rows} rows of a bulk file; expected blank"
    remedy = "Nothing is needed. Tell the sender that bulk files leave these columns blank."

    rows: int


class DeletedInBulk(CoachCycleError):
    """A row of a bulk file is marked as deleted: it should not be there."""

    code = "oneroster.deleted_in_bulk"
    template = "a row of a bulk file is marked tobedeleted; expected it not to be there"
    remedy = "Ask for a bulk export without deleted rows."


class Inactive(CoachCycleError):
    """A row is marked inactive, an old word; it was used."""

    code = "oneroster.inactive"
    template = "status inactive is no longer a word of OneRoster; the row was used"
    remedy = "Nothing is needed. Ask the sender whether the row should be there."


class IdRepeated(CoachCycleError):
    """Two rows of a file have one sourcedId."""

    code = "oneroster.id_repeated"
    template = "this sourcedId stands in the file already, on line {line}"
    remedy = "Have one of the rows taken out where the data come from."

    line: int


class ReferenceUnknown(CoachCycleError):
    """A row refers to one that is not in the package."""

    code = "oneroster.reference_unknown"
    template = "{header} names no row of {file}.csv"
    remedy = "Ask for an export that holds the row, or have the reference corrected."

    header: str
    file: str


class OrgsInRing(CoachCycleError):
    """An organisation is, through its parents, above itself."""

    code = "oneroster.orgs_in_ring"
    template = "org {id} is above itself"
    remedy = "Correct parentSourcedId where the data come from."

    id: str


class IdHashed(CoachCycleError):
    """A sourcedId does not fit the alphabet of our ids; a sum of it stands in its place."""

    code = "oneroster.id_hashed"
    template = "this sourcedId does not fit the alphabet of ids; {id} stands for it"
    remedy = "Nothing is needed. Use the id that is named wherever this row is meant."

    id: str


class NameLeftOut(CoachCycleError):
    """A name or subject has more characters than are kept, or control characters."""

    code = "oneroster.name_left_out"
    template = "{header}: more than {longest} characters, or not on one line; it was left out"
    remedy = "Nothing is needed. Shorten the name where the data come from, if it should be shown."

    header: str
    longest: int


class GradeOwn(CoachCycleError):
    """A grade is none of CEDS; it is kept as the district's own, or left out if it has no form."""

    code = "oneroster.grade_own"
    template = "a grade that CEDS does not have was {done}"
    remedy = (
        "Nothing is needed. Map the grade to a code of CEDS where the data come from, if "
        "there is one."
    )

    done: str


class PasswordPresent(CoachCycleError):
    """A row gives a password away."""

    code = "oneroster.password_present"
    template = "this row holds a password; it was not read: tell the sender"
    remedy = "Tell the sender, have the password changed, and delete the file."


class OutsideSchoolYear(CoachCycleError):
    """A role or an enrolment ended before the school year, or begins after it."""

    code = "oneroster.outside_school_year"
    template = "this row ended before the school year, or begins after it; it was skipped"
    remedy = "Nothing is needed, unless the days are wrong where the data come from."


class YearMissing(CoachCycleError):
    """The package says nothing of a school year."""

    code = "oneroster.year_missing"
    template = "expected a session of type schoolYear, or terms of one school year"
    remedy = "Ask for academicSessions.csv with a session of type schoolYear."


class YearDerived(CoachCycleError):
    """There is no session of type schoolYear; the terms give the year."""

    code = "oneroster.year_derived"
    template = "no session of type schoolYear: the year runs from the first term to the last"
    remedy = "Look whether the first and last day of the school year are right."


class YearsSeveral(CoachCycleError):
    """The package holds several school years, and none was chosen."""

    code = "oneroster.years_several"
    template = "several school years: choose one with --school-year (there are: {ids})"
    remedy = "Choose one with --school-year."

    ids: tuple[str, ...]


class YearUnknown(CoachCycleError):
    """The school year that was chosen is not in the package."""

    code = "oneroster.year_unknown"
    template = "no school year has that sourcedId (there are: {ids})"
    remedy = "Choose one of the years that are named."

    ids: tuple[str, ...]


class TermsLeftOut(CoachCycleError):
    """Terms overlap, so that none of them says which days are school days."""

    code = "oneroster.terms_left_out"
    template = "the terms overlap; they were left out, and the whole year counts"
    remedy = "Have the terms corrected where the data come from, or add them to the school year."


class SkippedRows(CoachCycleError):
    """Rows that a roster has no use for."""

    code = "oneroster.skipped_rows"
    template = "{rows} rows were skipped: {reason}"
    remedy = "Nothing is needed."

    rows: int
    reason: str


class CoachHeader(CoachCycleError):
    """The file of coaches has a column that is not read, or lacks one."""

    code = "oneroster.coach_header"
    template = "expected the columns id and, if wanted, {accepted}"
    remedy = "Name the columns of the file of coaches as the sentence says."

    accepted: tuple[str, ...]


class CoachUnknown(CoachCycleError):
    """A coach is no user of the package."""

    code = "oneroster.coach_unknown"
    template = "this id is no user's sourcedId"
    remedy = "Use a sourcedId from users.csv."


class CoachRepeated(CoachCycleError):
    """A coach is listed twice."""

    code = "oneroster.coach_repeated"
    template = "this coach stands in the file already, on line {line}"
    remedy = "Keep one row for each coach."

    line: int


class CoachOfFamily(CoachCycleError):
    """A coach is a student or somebody's guardian."""

    code = "oneroster.coach_of_family"
    template = "this user's only roles are those of students and their families"
    remedy = "Take the row out, or correct the sourcedId: it is not a member of staff."


class CoachAdministers(CoachCycleError):
    """A coach is an administrator, who may evaluate the teachers."""

    code = "oneroster.coach_administers"
    template = "this coach is an administrator; make sure that the coach evaluates nobody coached"
    remedy = (
        "Make sure that the coach evaluates nobody whom they coach; if not, choose another coach."
    )


class CoachSchoolUnknown(CoachCycleError):
    """A coach's school is not in the package."""

    code = "oneroster.coach_school_unknown"
    template = "schools: item {item} is no school's sourcedId"
    remedy = "Use the sourcedIds of schools from orgs.csv."

    item: int
