"""Tables as CSV for other programs: UTF-8, ISO dates, decimal point, stable column keys."""

from encours.formats.exports.csv.report import one_csv
from encours.formats.exports.csv.write import write

__all__ = ["one_csv", "write"]
