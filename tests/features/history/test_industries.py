import sqlalchemy as sa

from features.history.encode import code_of
from features.history.industries import industry_names
from riskdesk.core.database.tables import attributes


def test_names_by_code_once_each() -> None:
    """Of industries alone: groups, and industries that were taken away, are no names of one."""
    engine = sa.create_engine("sqlite://")
    attributes.create(engine)
    rows = [("c1", "industry", 1, "mining"), ("c2", "industry", 1, "mining"), ("c1", "industry", 2, None)]
    rows += [("c3", "group", 1, "G1"), ("c3", "industry", 1, "纺织")]
    with engine.begin() as connection:
        keys = ("party", "name", "from_us", "value")
        values = [dict(zip(keys, row, strict=True)) | {"seq": k} for k, row in enumerate(rows)]
        connection.execute(sa.insert(attributes), values)
        assert {code_of("mining"): "mining", code_of("纺织"): "纺织"} == industry_names(connection)
    engine.dispose()
