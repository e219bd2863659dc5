"""Last room: the model becomes text.

Templates only arrange. What they show is prepared here: annotations, docstrings, phrases.
"""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jinja2

from . import arrange, spelling
from .formatting import WIDTH
from .model import (
    Alias,
    Command,
    Contract,
    Definition,
    Enum,
    Field,
    Interface,
    Map,
    Named,
    Null,
    Struct,
    Type,
    TypeFile,
)
from .schemas import schemas

_HERE = Path(__file__).parent
_FIRST_SENTENCE = re.compile(r"(?<=\.) +(?=[A-Z])")

_IN_ANNOTATIONS = frozenset(
    {
        *("Annotated", "Any", "Literal", "Meta", "Struct", "UNSET", "UnsetType"),
        *("bool", "datetime", "dict", "float", "int", "str", "tuple"),
    }
)
"""Names that annotations use; a field of that name would hide them from the fields that follow."""


_OWN = "secc_contract"
"""The package whose two sides are a charger and its owner."""


def render(contract: Contract, package: str = _OWN) -> dict[str, str]:
    """Paths under ``generated/`` and their texts; Python is not formatted yet."""
    templates = _templates()
    sides = (
        {"provider": "charger", "user": "owner"}
        if package == _OWN
        else {"provider": "provider", "user": "user"}
    )
    templates.globals.update(sides)
    faults = any(interface.faults for interface in contract.interfaces)
    files = {
        f"{package}/py.typed": "",
        f"{package}/__init__.py": templates.get_template("package_init.py.j2").render(
            header=_header("interfaces/"),
            interfaces=contract.interfaces,
            exported=_exported(contract, faults),
            faults=faults,
        ),
        f"{package}/types/__init__.py": _header("interfaces/types/")
        + '\n"""Types of the contract, one module a file."""\n',
    }
    for source in sorted((_HERE / "runtime").glob("*.py")):
        if source.name == "faults.py" and not faults:
            continue
        header = _header(f"codegen/runtime/{source.name}")
        files[f"{package}/{source.name}"] = f"{header}\n{source.read_text('utf-8')}"
    modules = _Modules(contract)
    for file in contract.files:
        files[f"{package}/types/{file.module}.py"] = _type_module(templates, modules, file)
    for interface in contract.interfaces:
        values = _interface(interface, contract)
        for name in ("contract", "handler", "publisher", "client"):
            text = templates.get_template(f"{name}.py.j2").render(values)
            files[f"{package}/{interface.module}/{name}.py"] = text
        files[f"{package}/{interface.module}/__init__.py"] = templates.get_template(
            "interface_init.py.j2"
        ).render(values)
    for path, text in schemas(contract):
        files[f"schemas/{path}"] = text
    return files


# What templates see


@dataclass(frozen=True)
class _FieldView:
    """A field or argument with everything that is written about it."""

    wire: str
    identifier: str
    annotation: str
    plain: str
    text: str
    description: str
    required: bool
    type: Type


@dataclass(frozen=True)
class _DefinitionView:
    kind: str
    name: str
    description: str
    members: tuple[Any, ...] = ()
    fields: tuple[_FieldView, ...] = ()
    rename: str = ""
    annotation: str = ""


@dataclass(frozen=True)
class _CommandView:
    name: str
    method: str
    class_name: str
    description: str
    arguments: tuple[_FieldView, ...]
    rename: str
    parameters: str
    packed: str
    docstring: str
    returns: str
    result: str


@dataclass(frozen=True)
class _VariableView:
    name: str
    method: str
    description: str
    text: str
    plain: str
    annotation: str


def _header(source: str) -> str:
    return f'# Generated from {source} by "python -m codegen generate". Do not edit.'


class _Modules:
    """The modules of type files, and which of them need one another."""

    def __init__(self, contract: Contract) -> None:
        self.names = {file.name: file.module for file in contract.files}
        self._needs = {
            file.name: {
                name.file
                for definition in file.definitions
                for kind in _types(definition)
                for name in spelling.named(kind)
            }
            for file in contract.files
        }

    def meet_again(self, file: str, other: str) -> bool:
        """Does ``other``, which ``file`` needs, need ``file`` itself, be it through others?"""
        seen: set[str] = set()
        pending = [other]
        while pending:
            name = pending.pop()
            if name == file:
                return True
            if name not in seen:
                seen.add(name)
                pending.extend(self._needs[name])
        return False


def _types(definition: Definition) -> list[Type]:
    match definition:
        case Alias(type=kind):
            return [kind]
        case Struct(fields=fields, additional=additional):
            more = [] if additional is None else [additional]
            return [*(field.type for field in fields), *more]
    return []


def _exported(contract: Contract, faults: bool) -> list[str]:
    sides = ("Client", "Handler", "Publisher")
    names = [f"{interface.class_name}{side}" for interface in contract.interfaces for side in sides]
    names += ["Fault", "Severity"] if faults else []
    return sorted([*names, "Caller", "ContractError", "Error", "InProcessLink", "Provider", "validate"])


def _type_module(templates: jinja2.Environment, modules: _Modules, file: TypeFile) -> str:
    used: set[str] = set()

    def qualify(name: Named) -> str:
        if name.file == file.name:
            return name.name
        used.add(name.file)
        return f"{modules.names[name.file]}.{name.name}"

    definitions = [_definition(definition, qualify) for definition in file.definitions]
    late = {name for name in used if modules.meet_again(file.name, name)}
    return templates.get_template("types.py.j2").render(
        header=_header(file.source),
        file=file,
        definitions=definitions,
        modules=sorted(modules.names[name] for name in used - late),
        late=sorted(modules.names[name] for name in late),
    )


def _definition(definition: Definition, qualify: spelling.Qualify) -> _DefinitionView:
    name, description = definition.name, definition.description
    match definition:
        case Enum(members=members):
            return _DefinitionView("enum", name, description, members=members)
        case Alias(type=kind):
            annotation = spelling.constrained(kind, qualify)
            text = _sentence(description, kind)
            return _DefinitionView("alias", name, text, annotation=annotation)
        case Struct(fields=fields, additional=additional):
            views = _fields(fields, qualify, additional)
            return _DefinitionView("struct", name, description, fields=views, rename=_rename(views))


def _fields(
    fields: tuple[Field, ...],
    qualify: spelling.Qualify,
    additional: Type | None = None,
    taken: frozenset[str] = frozenset(),
) -> tuple[_FieldView, ...]:
    """The fields as Python has them; ``taken`` are more names that they must not hide.

    What an object has beside its named properties is one more field. Its name on the wire is empty, which
    tells the validation module to unfold it.
    """
    if additional is not None:
        text = "Properties that the contract does not name."
        fields = (*fields, Field("", "additional", text, Map(additional), required=False))
    taken |= _IN_ANNOTATIONS | {"self"}
    taken |= {qualify(name).split(".")[0] for field in fields for name in spelling.named(field.type)}
    views = []
    for field in fields:
        identifier = field.identifier
        while identifier in taken:
            identifier += "_"
        taken |= {identifier}
        annotation = spelling.constrained(field.type, qualify)
        if not field.required:
            annotation += " | UnsetType = UNSET" if field.wire else " = {}"
        views.append(
            _FieldView(
                field.wire,
                identifier,
                annotation,
                spelling.plain(field.type, qualify),
                field.description,
                field.description,
                field.required,
                field.type,
            )
        )
    return tuple(views)


def _rename(fields: Iterable[_FieldView]) -> str:
    renamed = {field.identifier: field.wire for field in fields if field.identifier != field.wire}
    return f", rename={renamed!r}" if renamed else ""


def _interface(interface: Interface, contract: Contract) -> dict[str, Any]:
    modules = {file.name: file.module for file in contract.files}
    types = [argument.type for command in interface.commands for argument in command.arguments]
    types += [command.result for command in interface.commands if command.result is not None]
    types += [variable.type for variable in interface.variables]
    uses = sorted({name for kind in types for name in spelling.named(kind)})
    files_of: dict[str, set[str]] = {}
    for use in uses:
        files_of.setdefault(use.name, set()).add(use.file)
    own = {command.class_name for command in interface.commands}
    own |= {f"{interface.class_name}{side}" for side in ("Client", "Handler", "Publisher")}
    own |= {"Fault", "Faults", "Severity"} if interface.faults else set()
    alone = {name for name, origins in files_of.items() if len(origins) == 1 and name not in own}
    names: dict[str, list[str]] = {}
    for use in uses:
        if use.name in alone:
            names.setdefault(modules[use.file], []).append(use.name)

    def qualify(name: Named) -> str:
        return name.name if name.name in alone else f"{modules[name.file]}.{name.name}"

    return {
        "header": _header(interface.source),
        "interface": interface,
        "commands": [_command(command, qualify) for command in interface.commands],
        "results": any(command.result is not None for command in interface.commands),
        "renamed": {
            command.name: command.identifier
            for command in interface.commands
            if command.name != command.identifier
        },
        "variables": [
            _VariableView(
                variable.name,
                variable.identifier,
                variable.description,
                _sentence(variable.description, variable.type),
                spelling.plain(variable.type, qualify),
                spelling.constrained(variable.type, qualify),
            )
            for variable in interface.variables
        ],
        "names": names,
        "modules": sorted({modules[use.file] for use in uses if use.name not in alone}),
    }


def _command(command: Command, qualify: spelling.Qualify) -> _CommandView:
    arguments = _fields(command.arguments, qualify, taken=frozenset({command.class_name}))
    packed = ", ".join(f"{argument.identifier}={argument.identifier}" for argument in arguments)
    parameters = [
        f":param {argument.identifier}: {_sentence(argument.description, argument.type)}"
        for argument in arguments
    ]
    if command.result is not None:
        parameters.append(f":return: {_sentence(command.result_description, command.result)}")
    result = Null() if command.result is None else command.result
    return _CommandView(
        command.name,
        command.identifier,
        command.class_name,
        command.description,
        arguments,
        _rename(arguments),
        "".join(f", {argument.identifier}: {argument.plain}" for argument in arguments),
        f"{command.class_name}({packed})" if arguments else "{}",
        _docstring(command.description, 8, parameters),
        spelling.plain(result, qualify),
        spelling.constrained(result, qualify),
    )


# Phrases


def _templates() -> jinja2.Environment:
    templates = arrange.templates()
    templates.filters.update(quoted=_quoted)
    templates.globals.update(docstring=_docstring)
    return templates


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _sentence(description: str, kind: Type) -> str:
    limits = spelling.limits(kind)
    return f"{description} ({limits[0].upper()}{limits[1:]}.)".lstrip() if limits else description


def _docstring(text: str, indent: int = 0, parameters: Iterable[str] = ()) -> str:
    """A docstring that stands behind ``indent`` blanks: one line, or its first sentence and then the rest."""
    text = text.replace("\\", "\\\\").replace('"', "'" if text.endswith('"') else '"')
    text = text.replace('"""', "'''")
    margin = " " * indent
    width = WIDTH - indent
    fields = list(parameters)
    if not fields and len(text) + 6 <= width:
        return f'"""{text}"""'
    first, _, rest = _FIRST_SENTENCE.sub("\n", text, count=1).partition("\n")
    lines = textwrap.wrap(f'"""{first}', width)
    if rest:
        lines += ["", *textwrap.wrap(rest, width)]
    if fields:
        lines.append("")
    for field in fields:
        lines += textwrap.wrap(field, width, subsequent_indent="    ")
    lines.append('"""')
    return "\n".join(f"{margin}{line}" if line else "" for line in lines).lstrip()
