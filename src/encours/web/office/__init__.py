"""The office: what a company's people see of their receivables. A view reads what was asked, calls one use case and hands its answer to a template."""
