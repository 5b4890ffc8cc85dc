"""Reports as Excel workbooks: real dates and numbers, totals as formulas, a sheet that says what the figures mean."""

from encours.formats.exports.xlsx.write import AmountTooLarge, TooManyRows, write

__all__ = ["AmountTooLarge", "TooManyRows", "write"]
