"""Usage errors in the reader's language: what was typed wrong, how the command is called, where its help is."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeVar, cast

import typer

from encours.cli.desk import desk
from encours.kernel.wording import Language, Text

# Typer brings its own copy of Click, whose classes have no public name; this one is public, and its parent is the class of every usage error.
UsageError = cast(type[Exception], typer.BadParameter.__base__)

FilesGiven = TypeVar("FilesGiven", Path, list[Path])

_USAGE = Text(en="Usage: {usage}", fr="Usage : {usage}")
_HELP = Text(en="Help: {command} --help", fr="Aide : {command} --help")
_NO_COMMAND = Text(en="There is no command “{name}”.", fr="Il n'y a pas de commande « {name} ».")
_WHICH = Text(en="Name a command.", fr="Indiquez une commande.")
_NO_OPTION = Text(en="There is no option “{name}”.", fr="Il n'y a pas d'option « {name} ».")
_MEANT = Text(en="Did you mean {names}?", fr="Vouliez-vous dire {names} ?")
_MISSING = Text(en="{name} is missing.", fr="Il manque {name}.")
_WRONG = Text(en="{name}: {reason}", fr="{name} : {reason}")
_NO_FILE = Text(en="there is no file “{path}”.", fr="il n'y a pas de fichier « {path} ».")
_FOLDER = Text(
    en="“{path}” is a folder; name the files in it, for instance {path}/*.",
    fr="« {path} » est un dossier ; nommez ses fichiers, par exemple {path}/*.",
)
_NO_FOLDER = Text(en="there is no folder “{path}”; make it first.", fr="il n'y a pas de dossier « {path} » ; créez-le d'abord.")
_IS_FOLDER = Text(en="“{path}” is a folder; name a file in it.", fr="« {path} » est un dossier ; nommez-y un fichier.")
_IS_FILE = Text(en="“{path}” is a file; name a folder.", fr="« {path} » est un fichier ; nommez un dossier.")
_CLOSED = Text(en="“{path}” may not be read by you.", fr="« {path} » ne vous est pas accessible en lecture.")


def explain(error: Exception, language: Language) -> str:
    """What to print for a usage error: the fault first, then the way to call the command."""
    found: Any = error
    lines = [_fault(found, language)]
    context = getattr(found, "ctx", None)
    if context is not None:
        lines.append(_USAGE.say(language, usage=context.get_usage().partition(":")[2].strip()))
        lines.append(_HELP.say(language, command=context.command_path))
    return "\n".join(lines)


def _fault(error: Any, language: Language) -> str:
    kinds = {kind.__name__ for kind in type(error).__mro__}
    if "NoSuchOption" in kinds:
        near = list(error.possibilities or ())
        return " ".join(
            [_NO_OPTION.say(language, name=error.option_name), *([_MEANT.say(language, names=", ".join(near))] if near else [])]
        )
    if "MissingParameter" in kinds:
        return _MISSING.say(language, name=_name(error))
    if "BadParameter" in kinds:
        return _WRONG.say(language, name=_name(error), reason=error.message)
    if error.message == "Missing command.":
        return _WHICH.say(language)
    context = getattr(error, "ctx", None)
    typed = getattr(error, "message", "").partition("'")[2].partition("'")[0]
    if context is not None and typed and hasattr(context.command, "commands") and typed not in context.command.commands:
        return _NO_COMMAND.say(language, name=typed)
    return str(error.format_message())


def _name(error: Any) -> str:
    """The option or argument an error is about, as it is typed."""
    if error.param_hint or error.param is None:
        return str(error.param_hint or "")
    named: list[str] = error.param.opts
    return " / ".join(named) if named[0].startswith("-") else named[0].upper()


def readable_files(context: typer.Context, files: FilesGiven) -> FilesGiven:
    """The callback of an argument that names files: each must be there, be no folder, and be readable."""
    for path in files if isinstance(files, list) else [files]:
        wrong = _NO_FILE if not path.exists() else _FOLDER if path.is_dir() else _unreadable(path)
        if wrong is not None:
            raise typer.BadParameter(wrong.say(desk(context).language, path=path))
    return files


def file_to_write(context: typer.Context, path: Path | None) -> Path | None:
    """The callback of an option that names a file to make: said before the work is done, not after."""
    if path is not None:
        wrong = (
            (_IS_FOLDER, path) if path.is_dir() else (_NO_FOLDER, path.absolute().parent) if not path.absolute().parent.is_dir() else None
        )
        if wrong is not None:
            raise typer.BadParameter(wrong[0].say(desk(context).language, path=wrong[1]))
    return path


def folder_to_write(context: typer.Context, path: Path | None) -> Path | None:
    """The callback of an option that names a folder, which may be made."""
    if path is not None and path.exists() and not path.is_dir():
        raise typer.BadParameter(_IS_FILE.say(desk(context).language, path=path))
    return path


def _unreadable(path: Path) -> Text | None:
    if not path.is_file():
        return None  # a pipe gives its content once, to whoever opens it first
    try:
        with path.open("rb"):
            return None
    except OSError:
        return _CLOSED
