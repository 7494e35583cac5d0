"""What the tier takes: every kind of input."""

from enum import Enum

from terrace_sdk import Field, Input, Number, Value, inputs


class Mode(Enum):
    """A choice."""

    PLAIN_TEXT = "plain-text"
    QUOTED = "quoted"


class Part(Enum):
    """A part of what the tier can make."""

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

    port: Input[int] = Field(minimum=0, maximum=65535, description="The port.")
    cidr_blocks: Input[list[Input[str]]] = Field(default=["0.0.0.0/0"], description="Who may connect.")
    description: Input[str] | None = Field(default=None, description="What it is for.")


@inputs
class Inputs:
    """Inputs of the conformance tier."""

    parts: list[Part] = Field(description="What is made, in this order.")
    text: Input[str] = Field(default="it's ${text}", description="A text, or an expression.")
    number: Input[Number] | None = Field(
        default=None, description="A number of any size and precision, or an expression."
    )
    flag: Input[bool] = Field(default=True, description="A boolean, or an expression.")
    items: Input[list[Input[str]]] | None = Field(
        default=None, name="list", description="A list of texts that may be one expression, or hold some."
    )
    map: Input[dict[str, Input[str]]] | None = Field(
        default=None, description="A map of texts that may be one expression, or hold some."
    )
    anything: Value = Field(default=None, description="Anything at all, with expressions in any place.")
    size: int = Field(
        default=2, minimum=1, maximum=5, description="How many. Decided by, so it takes no expression."
    )
    mode: Mode = Field(default=Mode.PLAIN_TEXT, description="A choice.")
    names: list[str] = Field(
        default=[], max_items=3, description='Texts that are known: "quoted", and `${not.an.expression}`.'
    )
    labels: dict[str, str] = Field(default={}, description="A map of known texts.")
    rules: list[Rule] = Field(default=[Rule(port=443)], description="Rules of a firewall.")
