"""The rule files of folders, read in order: a later folder adds rules, overrides rules and amounts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path

from audit.model.rule import Silence
from audit.rulebook.basis import read_basis
from audit.rulebook.definition import Definition, Shelf, read_definition
from audit.rulebook.parameters import Parameters, merge, read_parameters, read_profiles
from audit.rulebook.silence import read_silence
from audit.yamlfile import load_yaml, nearest

BASIS, PARAMETERS, PROFILES = "basis.yaml", "parameters.yaml", "profiles.yaml"
SILENCE = "silence.yaml"


def read_folders(
    files: Mapping[Path, Sequence[Path]],
) -> tuple[tuple[Definition, ...], Parameters, dict[str, Silence]]:
    """Every rule of the folders in the order of codes, the amounts they use, and what is silenced."""
    shelf = Shelf({}, Parameters({}, {}))
    for layer, paths in enumerate(files.values()):
        _stock(shelf, paths, layer)
    definitions: dict[str, Definition] = {}
    for folder, paths in files.items():
        own: dict[str, Definition] = {}
        for path in filter(_is_rule, paths):
            definition = read_definition(load_yaml(path), path.relative_to(folder).as_posix(), shelf)
            _once(own, definition)
            own[definition.rule.id] = definition
        definitions |= own
    _check_references(definitions)
    ordered = sorted(definitions.values(), key=lambda d: (order(d.rule.code), d.rule.id))
    silenced: dict[str, Silence] = {}
    for path in (path for paths in files.values() for path in paths if path.name == SILENCE):
        silenced |= read_silence(load_yaml(path), definitions, shelf.parameters.profiles)
    return tuple(ordered), shelf.parameters, silenced


def order(code: str) -> tuple[str, int]:
    """The place of a code among others: family, then number."""
    family, _, number = code.partition("-")
    return family, int(number)


def _stock(shelf: Shelf, paths: Sequence[Path], layer: int) -> None:
    """Add the citations, profiles and amounts of one folder."""
    by_name: dict[str, list[Path]] = {}
    for path in paths:
        by_name.setdefault(path.name, []).append(path)
    for path in by_name.get(BASIS, ()):
        shelf.basis |= read_basis(load_yaml(path))
    profiles = dict(shelf.parameters.profiles)
    for path in by_name.get(PROFILES, ()):
        profiles |= read_profiles(load_yaml(path))
    parameters = dict(shelf.parameters.by_name)
    for path in by_name.get(PARAMETERS, ()):
        parameters = merge(parameters, read_parameters(load_yaml(path), layer, profiles))
    shelf.parameters = Parameters(parameters, profiles)


def _is_rule(path: Path) -> bool:
    return path.name not in (BASIS, PARAMETERS, PROFILES, SILENCE) and path.parent.name != "words"


def _once(own: dict[str, Definition], definition: Definition) -> None:
    """Refuse a second rule of one id or one code in a folder."""
    for other in own.values():
        for what, mine, theirs in (
            ("编号", definition.rule.id, other.rule.id),
            ("代码", definition.rule.code, other.rule.code),
        ):
            if mine == theirs:
                raise definition.node.error(f"{what} {mine} 已用于 {other.rule.file}。")


def _check_references(definitions: dict[str, Definition]) -> None:
    for definition in definitions.values():
        if "explained_by" in (keys := definition.node.mapping()):
            for item in keys["explained_by"].sequence():
                if item.text not in definitions:
                    raise item.error(f"没有编号为 {item.text} 的规则{nearest(item.text, definitions)}")
    for definition in definitions.values():
        _refuse_cycle(definition, definitions)


def _refuse_cycle(definition: Definition, definitions: dict[str, Definition]) -> None:
    seen, waiting = set(), list(definition.rule.explained_by)
    while waiting:
        cause = waiting.pop()
        if cause == definition.rule.id:
            raise definition.node.error("explained_by 绕回了自己，请去掉一处。")
        if cause not in seen:
            seen.add(cause)
            waiting += definitions[cause].rule.explained_by
