"""Findings as JUnit XML, which most build servers show."""

import re
from collections.abc import Iterable
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from coachcycle.errors import Finding, Severity

NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What no XML document can hold, not even escaped."""
NO_FILE = "all files"


def junit(findings: Iterable[Finding], files: Iterable[str]) -> str:
    """One test case for each file, which fails for every error in it.

    Warnings and notes are its output. What is of no file stands in a case of its own.
    """
    by_file: dict[str, list[Finding]] = {file: [] for file in files}
    for finding in findings:
        by_file.setdefault(finding.where.file or NO_FILE, []).append(finding)
    suite = Element("testsuite", name="coachcycle validate")
    failed = 0
    for file, found in by_file.items():
        case = SubElement(suite, "testcase", classname="coachcycle", name=_shown(file))
        errors = [one for one in found if one.severity is Severity.ERROR]
        for one in errors:
            failure = SubElement(case, "failure", type=one.code, message=_shown(one.message))
            failure.text = _shown(str(one))
        others = [_shown(str(one)) for one in found if one.severity is not Severity.ERROR]
        if others:
            SubElement(case, "system-out").text = "\n".join(others)
        failed += bool(errors)
    suite.set("tests", str(len(by_file)))
    suite.set("failures", str(failed))
    suites = Element("testsuites")
    suites.append(suite)
    indent(suites)
    return '<?xml version="1.0" encoding="UTF-8"?>\n' + tostring(suites, "unicode")


def _shown(text: str) -> str:
    return NOT_XML.sub("?", text)
