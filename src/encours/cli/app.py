"""The command line: one Typer application whose commands are found by listing `encours.cli.commands`.

Exit codes: 0 done, 1 refused or problems found, 2 usage. A refusal is worded for its reader; a defect is logged in full and
shown as a reference, because a traceback tells an accountant nothing.
"""

from __future__ import annotations

import importlib
import os
import pkgutil
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Annotated

import typer

from encours.cli import commands
from encours.cli.desk import Desk, Program
from encours.cli.usage import UsageError, explain
from encours.kernel.refusal import Refusal
from encours.kernel.wording import LANGUAGES, Language, Text

_DEFECT = Text(
    en="Encours made a mistake ({what}); nothing that was recorded is lost. Reference {reference}, details in {log}.",
    fr="Encours a commis une erreur ({what}) ; rien de ce qui est enregistré n'est perdu. Référence {reference}, détails dans {log}.",
)


def default_language() -> Language:
    """The terminal's language where Encours speaks it, else English."""
    named = next((value for name in ("LC_ALL", "LC_MESSAGES", "LANG") if (value := os.environ.get(name))), "")
    return "fr" if named.lower().startswith("fr") else "en"


def build(make_program: Callable[[Language], Program]) -> typer.Typer:
    """The application with every command. `make_program` is called by the first command that needs more than its arguments."""
    app = typer.Typer(
        name="encours", no_args_is_help=True, add_completion=False, rich_markup_mode="rich", pretty_exceptions_enable=False,
        context_settings={"help_option_names": ["-h", "--help"]},
        help="Who owes what since when, who paid what, whom to remind today. · Qui doit quoi, qui a payé quoi, qui relancer aujourd'hui.",
    )  # fmt: skip

    @app.callback()
    def start(
        context: typer.Context,
        lang: Annotated[str, typer.Option("--lang", metavar="fr|en", help="Language of messages. · Langue des messages.")] = "",
    ) -> None:
        if lang and lang not in LANGUAGES:
            raise typer.BadParameter("fr | en", param_hint="--lang")
        context.obj = Desk(_chosen(lang), make_program)

    for module in sorted(pkgutil.iter_modules(commands.__path__), key=lambda found: found.name):
        if not module.name.startswith("_"):
            importlib.import_module(f"{commands.__name__}.{module.name}").register(app)
    return app


def run(app: typer.Typer, arguments: Sequence[str], log_folder: Callable[[], Path]) -> int:
    """Run one command line and return its exit code; the one place where refusals and defects are worded."""
    language = _language_of(arguments)
    try:
        ended = app(list(arguments), prog_name="encours", standalone_mode=False)
        return ended if isinstance(ended, int) else 0
    except SystemExit as end:
        return end.code if isinstance(end.code, int) else int(end.code is not None)
    except UsageError as wrong:
        if arguments and "NoArgsIsHelpError" not in {kind.__name__ for kind in type(wrong).__mro__}:
            sys.stderr.write(explain(wrong, language) + "\n")
        return 2
    except typer.Abort:
        return 1
    except Refusal as refusal:
        sys.stderr.write(refusal.say(language) + "\n")
        return 1
    except Exception as defect:
        from encours.cli.defects import record

        reference, log = record(defect, log_folder)
        sys.stderr.write(_DEFECT.say(language, what=f"{type(defect).__name__}: {defect}"[:200], reference=reference, log=log) + "\n")
        return 1


def _chosen(lang: str) -> Language:
    return next((language for language in LANGUAGES if language == lang), default_language())


def _language_of(arguments: Sequence[str]) -> Language:
    """The language of an error, which may come before Typer has understood the options."""
    for position, argument in enumerate(arguments):
        if argument.startswith("--lang="):
            return _chosen(argument.removeprefix("--lang="))
        if argument == "--lang" and position + 1 < len(arguments):
            return _chosen(arguments[position + 1])
    return default_language()
