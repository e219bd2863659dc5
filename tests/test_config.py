"""secc.toml: every mistake names the file, the key, what was expected and what was found."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path

import pytest

from secc import config
from secc.errors import ConfigError
from secc.plan import Block, Plan, Step
from secc.settings import Settings


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "secc.toml"


@pytest.mark.parametrize("text", ["", "[secc]\n", "# nothing\n"])
def test_what_is_not_set_is_the_default(file: Path, text: str) -> None:
    file.write_text(text)
    assert config.load(file) == Settings()


def test_keys_are_the_fields_of_settings(file: Path) -> None:
    file.write_text(
        "[secc]\nauth_timeout_eim = 60\ncharge_without_isolation_monitor = true\nmeter_id = 'M1'\n"
        "max_payload_bytes = 8192\n"
    )
    settings = config.load(file)
    assert settings == Settings(
        auth_timeout_eim=60.0,
        charge_without_isolation_monitor=True,
        meter_id="M1",
        max_payload_bytes=8192,
    )
    assert type(settings.auth_timeout_eim) is float


@pytest.mark.parametrize("field", [field.name for field in fields(Settings)])
def test_every_setting_refuses_a_value_of_another_type(file: Path, field: str) -> None:
    file.write_text(f"[secc]\n{field} = {{ a = 1 }}\n")
    with pytest.raises(ConfigError, match=rf"secc\.toml: key secc\.{field}: expected .*, found \{{'a': 1\}}"):
        config.load(file)


def test_schedules_are_lists_or_tables(file: Path) -> None:
    file.write_text(
        """
        [[secc.schedules]]
        description = "night"
        steps = [
            { start = 0, power = 11000, price_level = 2 },
            { start = 3600, price_level = 1, costs = [{ start_value = 7000, carbon_dioxide_emission = 90 }] },
        ]
        """
    )
    (plan,) = config.load(file).schedules or ()
    cost = Block(start_value=7000.0, carbon_dioxide_emission=90.0)
    assert plan == Plan(
        steps=(
            Step(start=0, power=11000.0, price_level=2),
            Step(start=3600, price_level=1, costs=(cost,)),
        ),
        description="night",
    )
    file.write_text("[secc]\nschedules = [[[0, 11000], [60, 7.5]], { steps = [{ start = 0 }] }]\n")
    assert config.load(file).schedules == (((0, 11000.0), (60, 7.5)), Plan(steps=(Step(start=0),)))


@pytest.mark.parametrize(
    ("schedules", "reason"),
    [
        ("7", ": expected a list, found 7"),
        ("[7]", "[0]: expected a list or a table, found 7"),
        ("[[[0, 'a']]]", "[0][0][1]: expected a number, found 'a'"),
        ("[[[0.5, 1]]]", "[0][0][0]: expected a whole number, found 0.5"),
        ("[[[0, nan]]]", ": expected 0 to 32767000 W, found (((0, nan),),)"),
        ("[{}]", "[0]: object missing required field `steps`, found {}"),
        ("[{ steps = 5 }]", "[0].steps: expected a list, found 5"),
        ("[{ steps = [{ start = 0, cost = 1 }] }]", "[0].steps[0]: object contains unknown field `cost`, "),
        ("[{ steps = [{ start = 0 }, { start = 0 }] }]", "[0].steps: expected starts in s that begin at 0 "),
        (
            "[{ steps = [{ start = 0, price_level = 256 }] }]",
            "[0].steps[0].price_level: expected 0 to 255, f",
        ),
        (
            "[{ steps = [{ start = 0, power = inf }] }]",
            "[0].steps[0].power: expected 0 to 32767000 W, found ",
        ),
        ("[{ description = 'x', steps = [{ start = 0 }] }]", "[0].description: expected only with prices, "),
        (
            "[{ steps = [{ start = 0, costs = [{ relative_price_percentage = 101 }] }] }]",
            "[0].steps[0].costs[0].relative_price_percentage: expected 0 to 100 %, found 101",
        ),
        (
            "[{ steps = [{ start = 0, costs = [{}] }] }]",
            "[0].steps[0].costs[0].relative_price_percentage: expected at least this or another cost, found ",
        ),
    ],
)
def test_a_mistake_in_a_schedule_is_told_with_its_place(file: Path, schedules: str, reason: str) -> None:
    file.write_text(f"[secc]\nschedules = {schedules}\n")
    with pytest.raises(ConfigError) as mistake:
        config.load(file)
    assert str(mistake.value).startswith(f"{file}: key secc.schedules{reason}")
    assert "\n" not in str(mistake.value)


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("[secc]\nauth_timeout_eim = 'long'\n", "key secc.auth_timeout_eim: expected a number, found 'long'"),
        ("[secc]\nauth_timeout_eim = true\n", "key secc.auth_timeout_eim: expected a number, found true"),
        ("[secc]\nauth_timeout_eim = nan\n", "key secc.auth_timeout_eim: expected a number, found nan"),
        ("[secc]\nauth_timeout_eim = -1\n", "key secc.auth_timeout_eim: expected at least 0 s, found -1.0"),
        (
            "[secc]\nmax_payload_bytes = 1e4\n",
            "key secc.max_payload_bytes: expected a whole number, found 10000.0",
        ),
        ("[secc]\nmeter_id = ''\n", "key secc.meter_id: expected 1 to 32 characters, found ''"),
        ("[secc]\nmeter = 'M1'\n", "key secc.meter: unknown; did you mean meter_id?"),
        ("[secc]\nxyz = 1\n", "key secc.xyz: unknown; known are: auth_timeout_eim, "),
        ("[sec]\n", "key sec: expected the table [secc] only"),
        ("meter_id = 'M1'\n", "key meter_id: expected the table [secc] only"),
        ("secc = 3\n", "key secc: expected a table, found 3"),
        (
            f"[secc]\nauth_timeout_eim = 1{'0' * 400}\n",
            "key secc.auth_timeout_eim: expected a number, found 1000",
        ),
        (f"[secc]\nauth_timeout_eim = 1{'0' * 5000}\n", "not TOML: Exceeds the limit"),
        (f"a = {'[' * 5000}\n", "not TOML that anybody would write: it is too deep"),
        ("[secc\n", "not TOML: Expected ']' at the end of a table declaration (at line 1, column 6)"),
    ],
)
def test_a_mistake_is_told(file: Path, text: str, reason: str) -> None:
    file.write_text(text)
    with pytest.raises(ConfigError) as mistake:
        config.load(file)
    assert str(mistake.value).startswith(f"{file}: {reason}")
    assert "\n" not in str(mistake.value)


def test_a_file_that_cannot_be_read(file: Path, tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match=r"secc\.toml: No such file or directory"):
        config.load(file)
    with pytest.raises(ConfigError, match="Is a directory"):
        config.load(tmp_path)
    file.write_bytes(b"# \xff\n")
    with pytest.raises(ConfigError, match="expected UTF-8 text, byte 2 is not"):
        config.load(file)
