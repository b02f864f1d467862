"""Find ideas and comments by parts of words, without accents, in any writing, and by words that mean the same."""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects import postgresql

from migrations import CannotMigrate

revision: str = "0004"
down_revision: str | None = "0003"
branch_labels: None = None
depends_on: None = None

_WORDS = "hword, hword_part, word"
_ALL_WORDS = f"asciiword, asciihword, hword_asciipart, {_WORDS}"
_UNSPACED = r"[\u0E00-\u0EFF\u1000-\u109F\u1780-\u17FF\u2E80-\u9FFF\uAC00-\uD7A3\uF900-\uFAFF]"


def _stems(configuration: str, text: str) -> str:
    return rf"to_tsvector('fourfold_{configuration}', regexp_replace({text}, '({_UNSPACED})', ' \1 ', 'g'))"


def _fields(configuration: str) -> str:
    fields = (("title", "A"), ("proposal", "B"), ("problem", "C"))
    return " || ".join(f"setweight({_stems(configuration, field)}, '{weight}')" for field, weight in fields)


def _shelf() -> str:
    return "array_to_tsvector(ARRAY[' ' || CAST(id / 4096 AS text)])"


def _words_before(language: str) -> str:
    fields = (("title", "A"), ("proposal", "B"), ("problem", "C"))
    return " || ".join(f"setweight(to_tsvector('{language}', {field}), '{weight}')" for field, weight in fields)


_WHOLE = _stems("simple", "title || ' ' || proposal || ' ' || problem")
_IDEAS = f"CASE language WHEN 'de' THEN {_fields('german')} ELSE {_fields('english')} END || {_WHOLE} || {_shelf()}"
_COMMENTS = f"{_stems('english', 'body')} || {_stems('german', 'body')} || {_shelf()}"
_TITLES = "translate(lower(title), 'äöüàáâãåèéêëìíîïòóôõøùúûñçß', 'aouaaaaaeeeeiiiiooooouuuncs')"
_IDEAS_BEFORE = f"CASE language WHEN 'de' THEN {_words_before('german')} ELSE {_words_before('english')} END"


def upgrade() -> None:
    """Apply the change."""
    trigrams, unaccent = (_installed(extension) for extension in ("pg_trgm", "unaccent"))
    for language in ("english", "german"):
        op.execute(
            f"CREATE TEXT SEARCH DICTIONARY fourfold_{language}_stop"
            f" (TEMPLATE = pg_catalog.simple, STOPWORDS = {language}, ACCEPT = false)"
        )
        op.execute(f"CREATE TEXT SEARCH CONFIGURATION fourfold_{language} (COPY = pg_catalog.{language})")
        op.execute(
            f"ALTER TEXT SEARCH CONFIGURATION fourfold_{language} ALTER MAPPING FOR {_WORDS}"
            f" WITH fourfold_{language}_stop, {unaccent}.unaccent, {language}_stem"
        )
    op.execute("CREATE TEXT SEARCH CONFIGURATION fourfold_simple (COPY = pg_catalog.simple)")
    op.execute(
        f"ALTER TEXT SEARCH CONFIGURATION fourfold_simple ALTER MAPPING FOR {_ALL_WORDS}"
        f" WITH fourfold_english_stop, fourfold_german_stop, {unaccent}.unaccent, simple"
    )

    # Set before the table is written anew: vectors then stay in their rows, where ranking reads them fast.
    op.execute("ALTER TABLE ideas SET (toast_tuple_target = 4080)")
    op.drop_index("ix_ideas_search", table_name="ideas")
    op.drop_column("ideas", "search")
    op.execute(
        f"ALTER TABLE ideas ADD search tsvector NOT NULL GENERATED ALWAYS AS ({_IDEAS}) STORED,"
        f" ADD plain_title text NOT NULL GENERATED ALWAYS AS ({_TITLES}) STORED"
    )
    op.execute(f"ALTER TABLE comments ADD search tsvector NOT NULL GENERATED ALWAYS AS ({_COMMENTS}) STORED")
    for table in ("ideas", "comments"):
        op.create_index(
            f"ix_{table}_search", table, ["search"], postgresql_using="gin", postgresql_with={"fastupdate": "off"}
        )
    op.create_index(
        "ix_ideas_plain_title",
        "ideas",
        ["plain_title"],
        postgresql_using="gin",
        postgresql_ops={"plain_title": f"{trigrams}.gin_trgm_ops"},
    )
    op.add_column(
        "community",
        sa.Column("synonyms", postgresql.JSONB(), nullable=False, server_default=sa.text("'[]'")),
    )
    op.alter_column("community", "synonyms", server_default=None)


def downgrade() -> None:
    """Take the change back; the extensions stay, as others may use them."""
    op.drop_column("community", "synonyms")
    op.drop_index("ix_comments_search", table_name="comments")
    op.drop_column("comments", "search")
    op.drop_index("ix_ideas_plain_title", table_name="ideas")
    op.drop_column("ideas", "plain_title")
    op.drop_index("ix_ideas_search", table_name="ideas")
    op.drop_column("ideas", "search")
    op.execute("ALTER TABLE ideas RESET (toast_tuple_target)")
    op.execute(f"ALTER TABLE ideas ADD search tsvector NOT NULL GENERATED ALWAYS AS ({_IDEAS_BEFORE}) STORED")
    op.create_index("ix_ideas_search", "ideas", ["search"], postgresql_using="gin")
    for configuration in ("simple", "german", "english"):
        op.execute(f"DROP TEXT SEARCH CONFIGURATION fourfold_{configuration}")
    for language in ("german", "english"):
        op.execute(f"DROP TEXT SEARCH DICTIONARY fourfold_{language}_stop")


def _installed(extension: str) -> str:
    """Return the schema of one of PostgreSQL's own extensions, made here if need be; raises CannotMigrate."""
    connection = op.get_bind()
    where = sa.text("SELECT CAST(extnamespace AS regnamespace) FROM pg_extension WHERE extname = :name")
    schema: str | None = connection.scalar(where, {"name": extension})
    if schema is None:
        try:
            with connection.begin_nested():
                connection.execute(sa.text(f"CREATE EXTENSION {extension}"))
        except sa.exc.DBAPIError as error:
            raise CannotMigrate(
                f"Searching needs PostgreSQL's own extension {extension}, and it can't be made here: "
                f"{str(error.orig).strip().splitlines()[0]}. Let whoever runs the database install PostgreSQL's "
                f"contributed extensions, and run “CREATE EXTENSION {extension}” in this database."
            ) from error
        schema = connection.scalar(where, {"name": extension})
    return str(schema)
