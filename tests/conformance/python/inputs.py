"""The tier's inputs: one of every kind."""

from enum import Enum

from terrace_sdk import Field, Input, Number, Value, inputs


class Mode(Enum):
    """A choice of two."""

    PLAIN_TEXT = "plain-text"
    QUOTED = "quoted"


class Part(Enum):
    """A part of the tier's contribution."""

    LITERALS = "literals"
    NUMBERS = "numbers"
    ABSENT = "absent"
    INPUTS = "inputs"
    BLOCKS = "blocks"
    LIFECYCLE = "lifecycle"
    PROVIDERS = "providers"
    MODULES = "modules"
    CHECKS = "checks"
    REFERENCES = "references"
    EXPRESSIONS = "expressions"
    TEMPLATES = "templates"
    USER_DATA = "user-data"
    CONTEXT = "context"
    OUTPUTS = "outputs"
    MOVES = "moves"
    WARNINGS = "warnings"
    PROBLEMS = "problems"
    REQUIRED = "required"


@inputs
class Rule:
    """A rule of a firewall."""

    port: Input[int] = Field(minimum=0, maximum=65535, description="Port of the connection.")
    cidr_blocks: Input[list[Input[str]]] = Field(default=["0.0.0.0/0"], description="Addresses that may connect.")
    description: Input[str] | None = Field(default=None, description="Purpose of the rule.")


@inputs
class Inputs:
    """Inputs of the conformance tier."""

    parts: list[Part] = Field(description="Parts to create, in this order.")
    text: Input[str] = Field(default="it's ${text}", description="A string, or an expression.")
    number: Input[Number] | None = Field(
        default=None, description="A number of any size and precision, or an expression."
    )
    flag: Input[bool] = Field(default=True, description="A boolean, or an expression.")
    items: Input[list[Input[str]]] | None = Field(
        default=None, name="list", description="A list of strings, which can be one expression or contain some."
    )
    map: Input[dict[str, Input[str]]] | None = Field(
        default=None, description="A map of strings, which can be one expression or contain some."
    )
    anything: Value = Field(default=None, description="Any value, with expressions anywhere in it.")
    size: int = Field(
        default=2, minimum=1, maximum=5, description="A number that the tier depends on, so it cannot be an expression."
    )
    mode: Mode = Field(default=Mode.PLAIN_TEXT, description="A choice of two.")
    names: list[str] = Field(
        default=[], max_items=3, description='Known strings: "quoted", and `${not.an.expression}`.'
    )
    labels: dict[str, str] = Field(default={}, description="A map of known strings.")
    rules: list[Rule] = Field(default=[Rule(port=443)], description="Rules of a firewall.")
