"""Tables of customers, invoices, payments and remittances: the canonical CSV files, and anybody's CSV or workbook through a column mapping."""
