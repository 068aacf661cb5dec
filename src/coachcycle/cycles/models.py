"""A collection of models, and how a log finds its own among them."""

from collections.abc import Iterable, Iterator
from functools import cached_property

from attrs import field, frozen

from coachcycle.cycles.model import CycleModel, ModelRef
from coachcycle.errors import CoachCycleError
from coachcycle.vocabulary import Name, all_of


class ModelUnknown(CoachCycleError):
    """A log names a model, or a version of one, that is not in the collection."""

    code = "cycles.model_unknown"
    template = "no model {model} version {version} (known: {known})"
    remedy = (
        "Add the model's document to the files or to the models, or correct its name and version."
    )

    model: str
    version: int | None
    known: tuple[str, ...]


class ModelChanged(CoachCycleError):
    """A model with the same name and version has another definition than the log was made with."""

    code = "cycles.model_changed"
    template = "model {model} version {version} has another digest than the log names"
    remedy = (
        "Use the definition that the cycle began with; publish the changed model under a new "
        "version."
    )

    model: Name
    version: int


class ModelTaken(CoachCycleError):
    """The collection already has another model of that name and version."""

    code = "cycles.model_taken"
    template = "there is another model {model} version {version} already"
    remedy = "Give the model another name, or the next version."

    model: Name
    version: int


def _distinct(models: Iterable[CycleModel]) -> tuple[CycleModel, ...]:
    listed = dict.fromkeys(all_of(CycleModel, "models", models))
    return tuple(sorted(listed, key=lambda model: (model.name, model.version)))


@frozen
class Models:
    """A collection of models by name and version.

    `models["impact"]` is the newest version, `models["impact", 1]` that one.

    Raises:
        ModelTaken: Two different models bear the same name and version.
    """

    _models: tuple[CycleModel, ...] = field(default=(), converter=_distinct)

    def __attrs_post_init__(self) -> None:
        for model in self._models:
            if self._by_version[model.name, model.version] != model:
                raise ModelTaken(model.name, model.version)

    def add(self, model: CycleModel) -> "Models":
        """Another collection that holds this model too."""
        return Models((*self._models, model))

    def __getitem__(self, key: str | tuple[str, int]) -> CycleModel:
        """The newest version of a name, or one version.

        Raises:
            ModelUnknown: There is none.
        """
        wanted, version = (key, None) if isinstance(key, str) else key
        versions = [number for name, number in self._by_version if name == wanted]
        if version is None and versions:
            version = max(versions)
        if version not in versions:
            raise ModelUnknown(wanted, version, self._known)
        return self._by_version[Name(wanted), version]

    def __iter__(self) -> Iterator[CycleModel]:
        return iter(self._models)

    def __len__(self) -> int:
        return len(self._models)

    def resolve(self, ref: ModelRef) -> CycleModel:
        """The model that a log names.

        Raises:
            ModelUnknown: It is not in the collection.
            ModelChanged: The one in the collection has another digest.
        """
        model = self[ref.name, ref.version]
        if ref.digest is not None and ref.digest != model.digest:
            raise ModelChanged(ref.name, ref.version)
        return model

    @cached_property
    def _by_version(self) -> dict[tuple[Name, int], CycleModel]:
        return {(model.name, model.version): model for model in self._models}

    @property
    def _known(self) -> tuple[str, ...]:
        return tuple(f"{model.name} {model.version}" for model in self)
