"""Words of the lists of invoices and customers, and of what people write about a customer."""

from encours.kernel.wording import Text

CLIENTS: dict[str, Text] = {
    "nav.invoices": Text(en="Invoices", fr="Factures"),
    "invoices.views": Text(en="Views", fr="Vues"),
    "invoices.list": Text(en="Invoices and other receivables", fr="Factures et autres créances"),
    "invoices.search": Text(en="Number or customer", fr="Numéro ou client"),
    "invoices.kinds": Text(en="Kind", fr="Nature"),
    "invoices.order_settled": Text(en="Last settled first.", fr="Dernières soldées en premier."),
    "invoices.more": Text(en="More filters, columns", fr="Plus de filtres, colonnes"),
    "invoices.columns": Text(en="Columns", fr="Colonnes"),
    "invoices.state": Text(en="State", fr="État"),
    "invoices.code": Text(en="Customer code", fr="Code client"),
    "invoices.effective": Text(en="Ledger day", fr="Date comptable"),
    "invoices.due_source": Text(en="Due date from", fr="Origine de l’échéance"),
    "invoices.select": Text(en="Select {document}", fr="Sélectionner {document}"),
    "invoices.selection": Text(en="Selection", fr="Sélection"),
    "invoices.select_page": Text(en="With the ticked lines:", fr="Avec les lignes cochées :"),
    "invoices.export_selection": Text(en="Export to Excel", fr="Exporter vers Excel"),
    "invoices.export_selection_csv": Text(en="Export to CSV", fr="Exporter en CSV"),
    "invoices.statement_selection": Text(en="Statements of these customers", fr="Relevés de ces clients"),
    "invoices.none_selected": Text(en="Tick at least one line first.", fr="Cochez d’abord au moins une ligne."),
    "invoices.nothing": Text(en="No open receivable on this day.", fr="Aucune créance ouverte à cette date."),
    "invoices.state_overdue": Text(en="past due", fr="échue"),
    "invoices.state_current": Text(en="not yet due", fr="non échue"),
    "invoices.state_settled": Text(en="settled", fr="soldée"),
    "invoices.state_credit": Text(en="in the customer’s favour", fr="en faveur du client"),
    "invoices.of_which_overdue": Text(en="of which past due", fr="dont échu"),
    "invoices.of_which_credits": Text(en="of which unapplied", fr="dont non affecté"),
    "invoices.tie": Text(en="The same total as the aged balance", fr="Même total que la balance âgée"),
    "invoices.tie_overdue": Text(
        en="The same total as what is past due in the aged balance", fr="Même total que l’échu de la balance âgée"
    ),
    "invoices.settled_note": Text(
        en="Nothing is open of these. They are listed by the day on which they were settled.",
        fr="Rien ne reste dû sur ces pièces. Elles sont classées par date de solde.",
    ),
}
