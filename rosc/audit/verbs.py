"""What the verbs of the audit are called. Apps above register their own; the codes stay."""

from collections.abc import Mapping

_labels = {"request.refused": "Was turned away"}


def register(labels: Mapping[str, str]) -> None:
    """Say how verbs ("noun.verb") read in a list of what happened; in `AppConfig.ready`."""
    _labels.update(labels)


def label_of(verb: str) -> str:
    """A verb in words; made from its code where nobody has words for it."""
    if verb in _labels:
        return _labels[verb]
    noun, _, did = verb.partition(".")
    return f"{noun.replace('_', ' ').capitalize()}: {did.replace('_', ' ')}"


def called(words: str) -> list[str]:
    """The verbs whose label has these words in it."""
    return [verb for verb, label in _labels.items() if words.casefold() in label.casefold()]


def registered() -> Mapping[str, str]:
    return dict(_labels)
