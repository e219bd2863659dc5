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

from . import spelling
from .formatting import WIDTH
from .model import (
    Alias,
    Array,
    Command,
    Contract,
    Definition,
    Enum,
    Field,
    Interface,
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
    {"Annotated", "Meta", "Struct", "UNSET", "UnsetType", "bool", "datetime", "float", "int", "str", "tuple"}
)
"""Names that annotations use; a field of that name would hide them from the fields that follow."""


def render(contract: Contract) -> dict[str, str]:
    """Paths under ``generated/`` and their texts; Python is not formatted yet."""
    templates = _templates()
    package = "secc_contract"
    files = {
        f"{package}/py.typed": "",
        f"{package}/__init__.py": templates.get_template("package_init.py.j2").render(
            header=_header("interfaces/"), interfaces=contract.interfaces, exported=_exported(contract)
        ),
        f"{package}/types/__init__.py": _header("interfaces/types/")
        + '\n"""Types of the contract, one module a file."""\n',
    }
    for source in sorted((_HERE / "runtime").glob("*.py")):
        header = _header(f"codegen/runtime/{source.name}")
        files[f"{package}/{source.name}"] = f"{header}\n{source.read_text('utf-8')}"
    for file in contract.files:
        files[f"{package}/types/{file.module}.py"] = _type_module(templates, contract, file)
    for interface in contract.interfaces:
        values = _interface(interface, contract)
        for name in ("contract", "handler", "publisher", "client"):
            text = templates.get_template(f"{name}.py.j2").render(values)
            files[f"{package}/{interface.module}/{name}.py"] = text
        files[f"{package}/{interface.module}/__init__.py"] = templates.get_template(
            "interface_init.py.j2"
        ).render(values)
        files[f"docs/{interface.name}.rst"] = _page(templates, interface, contract)
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
    values: str = ""
    reference: str = ""


@dataclass(frozen=True)
class _CommandView:
    name: str
    class_name: str
    description: str
    arguments: tuple[_FieldView, ...]
    rename: str
    parameters: str
    packed: str
    docstring: str


@dataclass(frozen=True)
class _VariableView:
    name: str
    description: str
    text: str
    plain: str
    annotation: str
    limits: str
    reference: str


def _header(source: str) -> str:
    return f'# Generated from {source} by "python -m codegen generate". Do not edit.'


def _exported(contract: Contract) -> list[str]:
    sides = ("Client", "Handler", "Publisher")
    names = [f"{interface.class_name}{side}" for interface in contract.interfaces for side in sides]
    return sorted([*names, "Caller", "ContractError", "Error", "InProcessLink", "Provider", "validate"])


def _type_module(templates: jinja2.Environment, contract: Contract, file: TypeFile) -> str:
    modules = {other.name: other.module for other in contract.files}
    used: set[str] = set()

    def qualify(name: Named) -> str:
        if name.file == file.name:
            return name.name
        used.add(modules[name.file])
        return f"{modules[name.file]}.{name.name}"

    definitions = [_definition(definition, qualify) for definition in file.definitions]
    return templates.get_template("types.py.j2").render(
        header=_header(f"interfaces/{file.file}"), file=file, definitions=definitions, modules=sorted(used)
    )


def _definition(definition: Definition, qualify: spelling.Qualify) -> _DefinitionView:
    name, description = definition.name, definition.description
    match definition:
        case Enum(members=members):
            values = ", ".join(f"``{member.wire}``" for member in members)
            return _DefinitionView("enum", name, description, members=members, values=values)
        case Alias(type=kind):
            annotation = spelling.constrained(kind, qualify)
            text = _sentence(description, kind)
            return _DefinitionView("alias", name, text, annotation=annotation, reference=_reference(kind))
        case Struct(fields=fields):
            views = _fields(fields, qualify)
            return _DefinitionView("struct", name, description, fields=views, rename=_rename(views))


def _fields(fields: tuple[Field, ...], qualify: spelling.Qualify) -> tuple[_FieldView, ...]:
    hidden = _IN_ANNOTATIONS | {
        qualify(name).split(".")[0] for field in fields for name in spelling.named(field.type)
    }
    taken = hidden | {"self"}
    views = []
    for field in fields:
        identifier = field.identifier
        while identifier in taken:
            identifier += "_"
        taken |= {identifier}
        annotation = spelling.constrained(field.type, qualify)
        if not field.required:
            annotation += " | UnsetType = UNSET"
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
    types += [variable.type for variable in interface.variables]
    uses = sorted({name for kind in types for name in spelling.named(kind)})
    files_of: dict[str, set[str]] = {}
    for use in uses:
        files_of.setdefault(use.name, set()).add(use.file)
    names: dict[str, list[str]] = {}
    for use in uses:
        if len(files_of[use.name]) == 1:
            names.setdefault(modules[use.file], []).append(use.name)

    def qualify(name: Named) -> str:
        return name.name if len(files_of[name.name]) == 1 else f"{modules[name.file]}.{name.name}"

    return {
        "header": _header(f"interfaces/{interface.file}"),
        "interface": interface,
        "commands": [_command(command, qualify) for command in interface.commands],
        "variables": [
            _VariableView(
                variable.name,
                variable.description,
                _sentence(variable.description, variable.type),
                spelling.plain(variable.type, qualify),
                spelling.constrained(variable.type, qualify),
                spelling.limits(variable.type),
                _reference(variable.type),
            )
            for variable in interface.variables
        ],
        "names": names,
        "modules": sorted({modules[use.file] for use in uses if len(files_of[use.name]) > 1}),
    }


def _command(command: Command, qualify: spelling.Qualify) -> _CommandView:
    arguments = _fields(command.arguments, qualify)
    packed = ", ".join(f"{argument.identifier}={argument.identifier}" for argument in arguments)
    parameters = [
        f":param {argument.identifier}: {_sentence(argument.description, argument.type)}"
        for argument in arguments
    ]
    return _CommandView(
        command.name,
        command.class_name,
        command.description,
        arguments,
        _rename(arguments),
        "".join(f", {argument.identifier}: {argument.plain}" for argument in arguments),
        f"{command.class_name}({packed})" if arguments else "{}",
        _docstring(command.description, 8, parameters),
    )


def _page(templates: jinja2.Environment, interface: Interface, contract: Contract) -> str:
    files = [
        {"name": file.name, "definitions": [_definition(definition, str) for definition in file.definitions]}
        for file in contract.files
    ]
    return templates.get_template("page.rst.j2").render(_interface(interface, contract), files=files)


# Phrases


def _templates() -> jinja2.Environment:
    templates = jinja2.Environment(
        loader=jinja2.FileSystemLoader(_HERE / "templates"),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # the output is Python and reST
    )
    templates.filters.update(quoted=_quoted, heading=_heading, title=_title)
    templates.globals.update(docstring=_docstring, paragraph=_paragraph, entry=_entry)
    return templates


def _quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _heading(text: str) -> str:
    return f"{text}\n{'~' * len(text)}"


def _title(text: str) -> str:
    return f"{text}\n{'=' * len(text)}"


def _paragraph(text: str) -> str:
    return textwrap.fill(text, WIDTH)


def _entry(field: _FieldView) -> str:
    parts = [_reference(field.type), spelling.limits(field.type), "" if field.required else "optional"]
    return f"{field.description} ({', '.join(part for part in parts if part)})"


def _reference(kind: Type) -> str:
    match kind:
        case Named(file=file, name=name):
            return f"`{file}-{name}`_"
        case Array(items=items):
            return f"list of {_reference(items)}"
        case Null():
            return "none"
        case _:
            return f"``{spelling.plain(kind, str)}``"


def _sentence(description: str, kind: Type) -> str:
    limits = spelling.limits(kind)
    return f"{description} ({limits[0].upper()}{limits[1:]}.)" if limits else description


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
