"""Documents of older minor versions, made documents of ours."""

from copy import deepcopy

from attrs import field, frozen

from coachcycle.interchange.codec import VERSION, Document, MinorNewer, is_newer, kind_of


@frozen
class Upgraded:
    """A document that follows the version of the schemas that this library writes."""

    document: Document = field(repr=False)
    changes: tuple[str, ...]
    """What was changed, a sentence each."""


def upgrade(document: Document) -> Upgraded:
    """A document as the version of the schemas that this library writes has it.

    1.0 is the only version so far, so that there is nothing to change: the document comes back equal.

    Args:
        document: A JSON object. It stays as it is.

    Raises:
        MinorNewer: It follows a newer minor version than ours.
        CoachCycleError: It says no kind, or a version that is none of this major version's.
    """
    kind_of(document)
    if is_newer(document):
        raise MinorNewer(document["schema"], VERSION)
    return Upgraded(deepcopy(document), ())
