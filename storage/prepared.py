"""Statements that every message needs: written as any other, compiled once, handed to the driver directly.

Executing a compiled statement costs SQLAlchemy several times what SQLite needs to answer it; with a dozen
statements a message that was the largest part of a callback (docs/performance.md). What SQLAlchemy knows of
the columns stays in force: values go through the same processors, errors are of the same kinds.
"""

from __future__ import annotations

from collections import namedtuple
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from sqlalchemy import Connection, Delete, Dialect, Insert, Select, Update
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.types import TypeEngine

Statement = Select[*tuple[Any, ...]] | Insert | Update | Delete
Values = Mapping[str, Any]
_Process = Callable[[Any], Any]
_kind_of_row: Callable[..., Any] = namedtuple  # whose names are known only when the statement is
_Place = tuple[str, str, int | None, _Process | None]  # the driver's name, whose value, which of a list
_MANY = 64  # values in one IN: below, their number is rounded up, so that a statement has few forms


class Prepared:
    """A statement with named values: of a select, lists are for IN (`expanding`).

    An insert or update names its columns by its values. Defaults that Python would fill in are refused with
    a TypeError: give all values. A session is flushed first.
    """

    def __init__(self, statement: Statement) -> None:
        self._statement = statement
        self._reads = isinstance(statement, Select)
        self._forms: dict[tuple[Any, ...], _Form] = {}

    def rows(self, place: Connection | Session, values: Values | None = None) -> list[Any]:
        """All rows that it selects or returns, as named tuples."""
        connection = _connection(place)
        form, given = self._form(connection, values or {})
        return form.read(form.execute(connection, given))

    def row(self, place: Connection | Session, values: Values | None = None) -> Any | None:
        """The first row, or None."""
        rows = self.rows(place, values)
        return rows[0] if rows else None

    def value(self, place: Connection | Session, values: Values | None = None) -> Any:
        """The first column of the first row; None where there is no row."""
        rows = self.rows(place, values)
        return rows[0][0] if rows else None

    def run(self, place: Connection | Session, values: Values | Sequence[Values]) -> int:
        """Write one row or, given several, all with one call; returns how many the database counted."""
        connection = _connection(place)
        rows = [values] if isinstance(values, Mapping) else values
        form, _ = self._form(connection, rows[0])
        cursor = form.execute(connection, rows[0]) if len(rows) == 1 else form.execute_many(connection, rows)
        return int(cursor.rowcount)

    def _form(self, connection: Connection, values: Values) -> tuple[_Form, Values]:
        dialect = connection.dialect
        key: tuple[Any, ...] = (dialect.name, *values)
        if self._reads:
            lists = {name: _rounded(value) for name, value in values.items() if type(value) is list}
            if lists:
                values = {**values, **lists}
                key = (*key, *map(len, lists.values()))
        form = self._forms.get(key)
        if form is None:
            form = self._forms[key] = _Form(self._statement, dialect, values)
        return form, values


def say(connection: Connection, sql: str, parameters: Any = (), how: str = "execute") -> Any:
    """Words and values straight to the driver; its cursor. Errors come as SQLAlchemy's."""
    driver: Any = connection.connection.dbapi_connection
    cursor, dialect = driver.cursor(), connection.dialect
    try:
        getattr(cursor, how)(sql, parameters)
    except dialect.loaded_dbapi.Error as error:
        if dialect.is_disconnect(error, driver, cursor):
            connection.invalidate(error)
        raise DBAPIError.instance(
            sql, None, error, dialect.loaded_dbapi.Error, hide_parameters=True, dialect=dialect
        ) from error
    return cursor


class _Form:
    """The statement for one kind of database, set of values and number of values in each IN."""

    __slots__ = ("_constants", "_dialect", "_named", "_places", "_readers", "_row", "_sql", "_types")

    def __init__(self, statement: Statement, dialect: Dialect, values: Values) -> None:
        columns = list(values) if isinstance(statement, Insert | Update) else None
        returns = statement.exported_columns
        if isinstance(statement, Insert) and not returns:
            statement = statement.inline()  # nobody asks for the new row's id
        compiled = statement.compile(dialect=dialect, column_keys=columns)
        if compiled.insert_prefetch or compiled.update_prefetch:
            raise TypeError(f"a value with a default is missing: {compiled.string}")
        self._dialect = dialect
        self._write(compiled, values)
        self._types: list[TypeEngine[Any]] = [column.type for column in returns]
        self._row = _kind_of_row("Row", returns.keys(), rename=True)._make
        self._readers: list[tuple[int, _Process]] | None = None

    def _write(self, compiled: SQLCompiler, values: Values) -> None:
        """The words for the driver, and where each of its parameters comes from."""
        state = compiled.construct_expanded_state(values)
        self._sql, self._named = state.statement, state.positiontup is None
        of_list = {
            one: (name, i) for name, all_ in state.parameter_expansion.items() for i, one in enumerate(all_)
        }
        self._places: list[_Place] = []
        self._constants: dict[str, Any] = {}
        for parameter in state.positiontup or state.parameters:
            name, index = of_list.get(parameter, (parameter, None))
            process = compiled.binds[name].type.dialect_impl(self._dialect).bind_processor(self._dialect)
            if name in values:
                self._places.append((parameter, name, index, process))
            else:
                value = state.parameters[parameter]
                self._constants[parameter] = process(value) if process else value
                self._places.append((parameter, parameter, None, None))

    def execute(self, connection: Connection, values: Values) -> Any:
        return self._call(connection, "execute", self._parameters(values))

    def execute_many(self, connection: Connection, rows: Sequence[Values]) -> Any:
        return self._call(connection, "executemany", [self._parameters(row) for row in rows])

    def _call(self, connection: Connection, how: str, parameters: Any) -> Any:
        return say(connection, self._sql, parameters, how)

    def _parameters(self, values: Values) -> Any:
        """The values as the driver takes them: by name or by position."""
        given = {**self._constants, **values} if self._constants else values
        found = []
        for _, name, index, process in self._places:
            value = given[name] if index is None else given[name][index]
            found.append(value if process is None else process(value))
        return dict(zip((place[0] for place in self._places), found, strict=True)) if self._named else found

    def read(self, cursor: Any) -> list[Any]:
        """What the driver has found, as the columns' types give it."""
        readers = self._readers
        if readers is None:
            readers = self._readers = self._find_readers(cursor.description)
        rows = cursor.fetchall()
        if not readers:
            return [self._row(row) for row in rows]
        return [self._row(_processed(list(row), readers)) for row in rows]

    def _find_readers(self, description: Sequence[Any]) -> list[tuple[int, _Process]]:
        found: list[tuple[int, _Process]] = []
        for position, (type_, column) in enumerate(zip(self._types, description, strict=True)):
            process = type_.dialect_impl(self._dialect).result_processor(self._dialect, column[1])
            if process is not None:
                found.append((position, process))
        return found


def _connection(place: Connection | Session) -> Connection:
    if isinstance(place, Connection):
        return place
    place.flush()
    return place.connection()


def _processed(row: list[Any], readers: list[tuple[int, _Process]]) -> list[Any]:
    for position, process in readers:
        row[position] = process(row[position])
    return row


def _rounded(values: list[Any]) -> list[Any]:
    """The list filled up with its last value to a power of two; a value named twice in IN changes nothing."""
    count = len(values)
    if not 2 < count < _MANY:
        return values
    return values + values[-1:] * ((1 << (count - 1).bit_length()) - count)
