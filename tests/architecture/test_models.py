"""What holds for every table and every relationship."""

import inspect

from sqlalchemy import BigInteger, DateTime, Enum, Integer
from sqlalchemy import inspect as look_at

from domain.all_models import metadata
from domain.database import Base, Number

MODELS = [mapper.class_ for mapper in Base.registry.mappers]


def test_no_relationship_loads_by_itself() -> None:
    loading = {
        f"{model.__name__}.{relationship.key}": relationship.lazy
        for model in MODELS
        for relationship in look_at(model).relationships
    }
    assert loading
    assert {name: lazy for name, lazy in loading.items() if lazy not in ("raise", "raise_on_sql")} == {}


def test_every_time_has_a_zone_and_every_number_64_guarded_bits() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, DateTime):
                assert column.type.timezone, column
            assert not isinstance(column.type, Integer | BigInteger) or isinstance(column.type, Number), column


def test_every_choice_is_held_by_a_check() -> None:
    for table in metadata.sorted_tables:
        for column in table.columns:
            if isinstance(column.type, Enum):
                assert column.type.create_constraint, column
                assert not column.type.native_enum, column


def test_every_constraint_and_index_has_a_name() -> None:
    for table in metadata.sorted_tables:
        assert all(constraint.name for constraint in table.constraints), table
        assert all(index.name for index in table.indexes), table


def test_every_model_is_described() -> None:
    assert all((inspect.getdoc(model) or "").endswith(".") for model in MODELS)
