"""AsyncAPI 3: each interface as it goes over EVerest's MQTT, seen from its provider.

There is a document for each wire generation, for a bus speaks one of them: both in one would describe an
application that nobody can meet. Module, implementation and prefix are parameters, since the configuration of
a charger names them and not the contract.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from .asyncapi_wires import WIRES, Envelope, Everest2024, Everest2026, Sent, Slot
from .examples import NoExample, example
from .model import Command, Contract, Fault, Interface, Named, Variable
from .schemas import definition_schema, described_schema, key, object_schema

_DEFINITIONS = "#/$defs/"
_SCHEMAS = "#/components/schemas/"

_PARAMETERS = {
    "prefix": {"description": "Prefix of EVerest's topics, without its last slash.", "default": "everest"},
    "module": {"description": "Module id of the provider in EVerest's configuration."},
    "implementation": {"description": "Implementation id of the interface in the provider's manifest."},
    "caller": {"description": "Module id of the caller."},
}

_SERVER = {
    "host": "{address}",
    "protocol": "mqtt",
    "protocolVersion": "3.1.1",
    "description": "The broker of the charger.",
    "variables": {"address": {"description": "Host and port.", "default": "localhost:1883"}},
    "bindings": {"mqtt": {"cleanSession": True, "keepAlive": 600, "bindingVersion": "0.2.0"}},
}

_ONCE = {"mqtt": {"qos": 2, "retain": False, "bindingVersion": "0.2.0"}}

_ERROR = {
    "description": "An occurrence of an error.",
    "type": "object",
    "required": ["type", "message", "severity", "origin", "timestamp", "uuid", "state"],
    "properties": {
        "type": {"description": "List and name, such as generic/CommunicationFault.", "type": "string"},
        "sub_type": {
            "description": "Tells several errors of one type apart; may be empty.",
            "type": "string",
        },
        "description": {"description": "What the error list says of the type.", "type": "string"},
        "message": {"description": "What is to be said of this occurrence.", "type": "string"},
        "severity": {"type": "string", "enum": ["Low", "Medium", "High"]},
        "origin": {
            "description": "Who raised it.",
            "type": "object",
            "required": ["module_id", "implementation_id"],
            "properties": {"module_id": {"type": "string"}, "implementation_id": {"type": "string"}},
        },
        "timestamp": {"type": "string", "format": "date-time"},
        "uuid": {"description": "Id of this occurrence.", "type": "string"},
        "state": {"type": "string", "enum": ["Active", "ClearedByModule", "ClearedByReboot"]},
        "vendor_id": {"type": "string"},
    },
}


def render(contract: Contract) -> dict[str, str]:
    """Paths under ``generated/`` and their texts."""
    definitions = {
        key(Named(file.name, definition.name)): definition_schema(definition)
        for file in contract.files
        for definition in file.definitions
    }
    files = {}
    for interface in contract.interfaces:
        for wire in WIRES:
            document = _Document(interface, wire, definitions).document()
            text = json.dumps(document, indent=2, ensure_ascii=False) + "\n"
            files[f"asyncapi/{interface.name}.everest{wire.year}.json"] = text
    return files


class _Document:
    """Collects channels, operations and the schemas that these need."""

    def __init__(
        self,
        interface: Interface,
        wire: Everest2024 | Everest2026,
        definitions: Mapping[str, Mapping[str, Any]],
    ) -> None:
        self._interface = interface
        self._wire = wire
        self._definitions = definitions
        self._channels: dict[str, dict[str, Any]] = {}
        self._operations: dict[str, dict[str, Any]] = {}
        self._messages: dict[str, Any] = {}
        self._schemas: dict[str, Any] = {}
        self._parameters: set[str] = set()

    def document(self) -> dict[str, Any]:
        for variable in self._interface.variables:
            self._variable(variable)
        for command in self._interface.commands:
            self._command(command)
        for fault in self._interface.faults:
            self._fault(fault)
        return {
            "asyncapi": "3.0.0",
            "info": {
                "title": f"{self._interface.name} over EVerest's MQTT of {self._wire.year}",
                "version": self._wire.year,
                "description": f"{self._interface.description}\n\n{self._wire.note}",
            },
            "defaultContentType": "application/json",
            "servers": {"broker": _SERVER},
            "channels": self._channels,
            "operations": self._operations,
            "components": {
                "messages": self._messages,
                "schemas": dict(sorted(self._schemas.items())),
                "parameters": {name: text for name, text in _PARAMETERS.items() if name in self._parameters},
                "operationBindings": {"exactlyOnce": _ONCE},
            },
        }

    def _variable(self, variable: Variable) -> None:
        value = self._slot(described_schema(variable.description, variable.type))
        sent = self._wire.variable(variable.name, value)
        message = self._message(variable.name, variable.description, sent)
        self._operation(f"publish_{variable.name}", "send", variable.description, sent, message)

    def _command(self, command: Command) -> None:
        call = self._wire.call(command.name, self._slot(object_schema("", command.arguments)))
        message = self._message(f"{command.name}.call", command.description, call, self._wire.call_id)
        operation = self._operation(f"handle_{command.name}", "receive", command.description, call, message)
        answer: dict[str, Any] = {"type": "null"}
        if command.result is not None:
            answer = described_schema(command.result_description, command.result)
        result = self._wire.result(command.name, self._slot(answer))
        summary = command.result_description or "The command was obeyed."
        messages = [self._message(f"{command.name}.result", summary, result, self._wire.result_id)]
        failure = self._wire.failure(command.name)
        if failure is not None:
            summary = "The command was not obeyed."
            name = f"{command.name}.failure"
            messages.append(self._message(name, summary, failure, self._wire.result_id, "failure"))
        operation["reply"] = {"channel": _reference("channels", result.channel), "messages": messages}

    def _fault(self, fault: Fault) -> None:
        self._schemas.setdefault("error", _ERROR)
        error = Slot({"$ref": f"{_SCHEMAS}error"})
        for verb, sent in (
            ("raise", self._wire.raised(fault.type, error)),
            ("clear", self._wire.cleared(fault.type, error)),
        ):
            name = f"{verb}.{fault.list}.{fault.name}"
            message = self._message(name, fault.description, sent)
            self._operation(name, "send", fault.description, sent, message)

    def _operation(
        self, name: str, action: str, summary: str, sent: Sent, message: dict[str, str]
    ) -> dict[str, Any]:
        operation = self._operations[name] = {
            "action": action,
            "channel": _reference("channels", sent.channel),
            "summary": summary,
            "messages": [message],
            "bindings": _reference("components", "operationBindings", "exactlyOnce"),
        }
        return operation

    def _message(
        self, name: str, summary: str, sent: Sent, call_id: str = "", shared: str = ""
    ) -> dict[str, str]:
        """Put a message into its channel, by reference if many share it; what comes back refers to it."""
        message: dict[str, Any] = {"name": shared or name, "summary": summary}
        if call_id:
            message["correlationId"] = {"location": call_id}
        message["payload"] = _schema(sent.envelope)
        shown = _examples(sent.envelope)
        if shown:
            message["examples"] = [{"payload": value} for value in shown]
        if shared:
            self._messages[shared] = message
            message = _reference("components", "messages", shared)
        self._channel(sent)["messages"][name] = message
        return _reference("channels", sent.channel, "messages", name)

    def _channel(self, sent: Sent) -> dict[str, Any]:
        if sent.channel not in self._channels:
            address = f"{self._wire.base}/{sent.topic}"
            parameters = re.findall(r"\{(\w+)\}", address)
            self._parameters.update(parameters)
            self._channels[sent.channel] = {
                "address": address,
                "messages": {},
                "parameters": {name: _reference("components", "parameters", name) for name in parameters},
            }
        return self._channels[sent.channel]

    def _slot(self, schema: Mapping[str, Any]) -> Slot:
        moved = self._moved(schema)
        try:
            return Slot(moved, (example(schema, self._definitions),))
        except NoExample:
            return Slot(moved)

    def _moved(self, value: Any) -> Any:
        """The schema with its references pointing into this document, whose schemas they are put among."""
        if isinstance(value, list | tuple):
            return [self._moved(item) for item in value]
        if not isinstance(value, Mapping):
            return value
        moved = {name: self._moved(inner) for name, inner in value.items()}
        if isinstance(value.get("$ref"), str):
            name = value["$ref"].removeprefix(_DEFINITIONS)
            if name not in self._schemas:
                self._schemas[name] = {}  # a type may contain itself
                self._schemas[name] = self._moved(self._definitions[name])
            moved["$ref"] = f"{_SCHEMAS}{name}"
        return moved


def _reference(*steps: str) -> dict[str, str]:
    return {"$ref": "#/" + "/".join(steps)}


def _schema(envelope: Envelope) -> Mapping[str, Any]:
    match envelope:
        case str():
            return {"const": envelope}
        case Slot(schema=schema):
            return schema
    properties = {name: _schema(inner) for name, inner in envelope.items()}
    return {"type": "object", "required": list(properties), "properties": properties}


def _examples(envelope: Envelope) -> list[Any]:
    """One example, or none when a part has none."""
    match envelope:
        case str():
            return [envelope]
        case Slot(examples=examples):
            return list(examples)
    values = {name: _examples(inner) for name, inner in envelope.items()}
    return [{name: value[0] for name, value in values.items()}] if all(values.values()) else []
