"""Reading a camt file entry by entry, so that its tree is never whole in memory."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import cast

from lxml import etree

from encours.formats.contract import Reading
from encours.formats.statements.accounts import compact
from encours.formats.statements.camt import paths, texts
from encours.formats.statements.camt.balances import read_balances
from encours.formats.statements.camt.detail import Detail, read_detail
from encours.formats.statements.camt.entry import read_entry
from encours.formats.statements.camt.fields import Element, Names, Node
from encours.formats.statements.camt.prolog import safe_xml
from encours.formats.statements.continuity import check_continuity
from encours.formats.statements.contract import Level, Statement, StatementLine
from encours.formats.statements.text import reference, tidy
from encours.kernel.issue import IssueLog

_HEAD = re.compile(r"camt\.05[234]\.|BkToCstmr(Stmt|AcctRpt|DbtCdtNtfctn)")
_MOVEMENT = re.compile(rb"<(?:[^<>\s:]{1,64}:)?(?:Ntry|TxDtls)[\s>]")


def recognises(head: bytes) -> bool:
    """Whether the file begins like a camt.052, 053 or 054, in any encoding that camt may be in."""
    return _HEAD.search(head.replace(b"\0", b"").decode("latin-1")) is not None


def movements(data: bytes) -> int:
    """About how many movements there are: an entry is one, and its details with it are counted half."""
    return sum(1 for _ in _MOVEMENT.finditer(data)) // 2


def read(data: bytes) -> Reading[Statement]:
    """Read every statement of a camt file. Raises `FileRefused` for hostile or broken XML, another message, or a message without statement."""
    return _Reader().read(safe_xml(data))


class _Reader:
    """The state of one reading: the statement being read, its entries so far, the details of the entry being read."""

    def __init__(self) -> None:
        self._log = IssueLog()
        self._statements: list[Statement] = []
        self._names: Names | None = None
        self._details: list[Detail] = []
        self._entries: dict[str, list[StatementLine]] = {}
        self._rank = 0
        self._account = ""
        self._day: date | None = None
        self._found = ""

    def read(self, utf8: bytes) -> Reading[Statement]:
        try:
            for event, element in _events(utf8):
                self._step(event, element)
        except etree.XMLSyntaxError as error:
            raise texts.NotWellFormed(line=error.lineno or 1) from error
        if not self._statements:
            if not paths.MESSAGE_ROOT.search(self._found):
                raise texts.NotCamt(found=self._found or "?")
            raise texts.NoStatement(message=self._found)
        return Reading(tuple(self._statements), self._log.issues, "utf-8")

    def _step(self, event: str, element: Element) -> None:
        name = _split(element)[1]
        if event == "start":
            if self._names is None:
                self._begin(element)
            if name in paths.STATEMENTS:
                self._entries, self._rank, self._account, self._day = {}, 0, "", None
            elif paths.MESSAGE_ROOT.fullmatch(name):
                self._found = name
            return
        assert self._names is not None
        if name == "TxDtls":
            self._details.append(read_detail(Node(self._names, element)))
            element.clear()
        elif name == "Ntry":
            self._entry(self._names, element)
            _drop(element)
        elif name in paths.STATEMENTS:
            self._end(Node(self._names, element), paths.STATEMENTS[name])
            _drop(element)

    def _begin(self, root: Element) -> None:
        """The root names the message; what its element is called, no schema of ours decides."""
        namespace, self._found = _split(root)
        self._names = Names(namespace)
        version = paths.NAMESPACE.search(namespace)
        if version is not None and int(version[2]) > paths.LAST_KNOWN_VERSION:
            self._log.add(texts.VERSION, line=Node(self._names, root).line, value=version[0])

    def _entry(self, names: Names, element: Element) -> None:
        statement = element.getparent()
        self._rank += 1
        if self._rank == 1 and statement is not None:
            header = Node(names, statement)
            self._account = compact(header.text(paths.ACCOUNT))
            self._day = header.day(paths.STATEMENT_DAY)
        details, self._details = self._details, []
        entry = read_entry(Node(names, element), details, rank=self._rank, account=self._account, day=self._day, log=self._log)
        if entry is not None:
            self._entries.setdefault(entry.currency, []).extend(entry.lines)

    def _end(self, node: Node, level: str) -> None:
        account = compact(node.text(paths.ACCOUNT))
        if not account:
            self._log.add(texts.ACCOUNT_MISSING, line=node.line, column="Acct/Id")
            return
        balances = read_balances(node, self._log)
        declared = node.text(paths.ACCOUNT_CURRENCY)
        currency = declared or next(iter(self._entries), "") or balances.currency
        if not currency:
            self._log.add(texts.CURRENCY_MISSING, line=node.line, column="Acct/Ccy", value=account)
            return
        for each in (currency, *(other for other in self._entries if other != currency)):
            own = each == currency
            if not own:
                self._log.add(texts.OTHER_CURRENCY, line=node.line, column="Ntry/Amt", value=each, account=account, expected=currency)
            statement = Statement(
                account=account,
                currency=each,
                level=cast(Level, level),
                lines=tuple(self._entries.get(each, ())),
                statement_id=reference(node.text(paths.STATEMENT_ID)),
                sequence=node.text(paths.SEQUENCE),
                opening=balances.opening(currency) if own else None,
                closing=balances.closing(currency) if own else None,
                account_name=tidy(node.text(paths.ACCOUNT_NAME)),
            )
            if own and balances.are_comparable:
                check_continuity(statement, self._log, line=node.line)
            self._statements.append(statement)


def _events(utf8: bytes) -> Iterator[tuple[str, Element]]:
    """The start and end of the elements that matter. No entity, network, DTD, or tree deeper than libxml2's own limit (256) is accepted."""
    wanted = ["{*}Document", *(f"{{*}}{name}" for name in ("TxDtls", "Ntry", *paths.STATEMENTS))]
    roots = [f"{{*}}{name}" for name in ("BkToCstmrStmt", "BkToCstmrAcctRpt", "BkToCstmrDbtCdtNtfctn")]
    roots += [f"{{*}}BkToCstmr{name}V01" for name in ("Stmt", "AcctRpt", "DbtCdtNtfctn")]
    parser = etree.iterparse(
        BytesIO(utf8),
        events=("start", "end"),
        tag=[*wanted, *roots],
        resolve_entities=False,
        no_network=True,
        load_dtd=False,
        attribute_defaults=False,
        huge_tree=False,
        remove_comments=True,
        remove_pis=True,
        encoding="utf-8",
    )
    return cast("Iterator[tuple[str, Element]]", iter(parser))


def _split(element: Element) -> tuple[str, str]:
    """The namespace and the local name. `etree.QName` would raise on a namespace that is no URI, which a damaged file may have."""
    namespace, _, name = element.tag.rpartition("}")
    return namespace[1:], name


def _drop(element: Element) -> None:
    """Free an element that has been read."""
    parent = element.getparent()
    element.clear()
    if parent is not None:
        parent.remove(element)
