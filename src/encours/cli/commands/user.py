"""`encours user`."""

from __future__ import annotations

import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated

import typer

from encours.cli.desk import Desk, desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

if TYPE_CHECKING:
    from encours.store.load.companies import Company

_CREATED = Text(en="User “{name}” may enter {company} as {role}.", fr="L'utilisateur « {name} » peut entrer dans {company} comme {role}.")
_PASSWORD = Text(en="Password, shown this once: {password}", fr="Mot de passe, affiché cette seule fois : {password}")
_CHANGED = Text(
    en="Password changed; open sessions of “{name}” have ended.",
    fr="Mot de passe changé ; les sessions ouvertes de « {name} » sont closes.",
)
_TOKEN = Text(en="API token, shown this once: {token}", fr="Jeton d'API, affiché cette seule fois : {token}")
_REVOKED = Text(en="Token {token} is revoked.", fr="Le jeton {token} est révoqué.")
_ASK = Text(en="Password (empty: one is generated)", fr="Mot de passe (vide : il sera généré)")

_Name = Annotated[
    str,
    typer.Argument(help="Name to sign in with, an e-mail address for example. · Nom de connexion, par exemple une adresse électronique."),
]
_Json = Annotated[bool, typer.Option("--json")]
_Generate = Annotated[bool, typer.Option("--generate", help="Generate the password. · Générer le mot de passe.")]


class RoleUnknown(Refusal):
    code = "role_unknown"
    message = Text(en="There is no role “{role}”.", fr="Il n'y a pas de rôle « {role} ».")
    repair = Text(en="Choose admin, accountant or auditor.", fr="Choisissez admin, accountant ou auditor.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who may enter. · Qui peut entrer.")
    app.add_typer(group, name="user")
    tokens = typer.Typer(no_args_is_help=True, help="Tokens for programs. · Jetons pour les programmes.")
    group.add_typer(tokens, name="token")

    @group.command()
    def create(
        context: typer.Context,
        name: _Name,
        company: CompanyOption,
        role: Annotated[str, typer.Option("--role", metavar="admin|accountant|auditor")] = "admin",
        existing: Annotated[
            bool, typer.Option("--existing", help="Let in a user of another company. · Ouvrir à un utilisateur existant.")
        ] = False,
        generate: _Generate = False,
        json: _Json = False,
    ) -> None:
        """Create a user, or let one in. · Crée un utilisateur, ou lui ouvre la société."""
        here, own = _enter(context, company)
        from encours.cli.figures import operator
        from encours.usecases.users import ROLES, create_user

        chosen = next((known for known in ROLES if known == role), None)
        if chosen is None:
            raise RoleUnknown(role=role)
        password = "" if existing else _password(here, generate)
        made = create_user(own, name, role=chosen, actor=operator(), now=datetime.now(UTC), password=password, existing=existing)
        if json:
            here.print_json(
                {"schema": "encours.user/1", "company": own.slug, "name": made.name, "role": chosen, "password": made.password or None}
            )
            return
        here.say(_CREATED, name=made.name, company=own.name, role=chosen)
        if made.password:
            here.say(_PASSWORD, password=made.password)

    @group.command(name="list")
    def list_(context: typer.Context, company: CompanyOption, json: _Json = False) -> None:
        """Those who may enter. · Ceux qui peuvent entrer."""
        here, own = _enter(context, company)
        from encours.usecases.users import members

        found = members(own)
        if json:
            listed = [{"name": one.name, "role": one.role, "active": one.is_active, "last_sign_in": one.last_sign_in} for one in found]
            here.print_json({"schema": "encours.users/1", "company": own.slug, "users": listed})
        for one in () if json else found:
            print_line(f"{one.name:<40} {one.role:<12} {one.last_sign_in.isoformat(timespec='minutes') if one.last_sign_in else '—'}")

    @group.command()
    def password(context: typer.Context, name: _Name, company: CompanyOption, generate: _Generate = False, json: _Json = False) -> None:
        """Give a user a new password. · Donne un nouveau mot de passe."""
        here, own = _enter(context, company)
        from encours.usecases.users import set_password

        made = set_password(own, name, _password(here, generate))
        if json:
            here.print_json({"schema": "encours.user/1", "company": own.slug, "name": name, "password": made or None})
            return
        here.say(_CHANGED, name=name)
        if made:
            here.say(_PASSWORD, password=made)

    @tokens.command(name="create")
    def create_token(
        context: typer.Context,
        user: _Name,
        company: CompanyOption,
        name: Annotated[str, typer.Option("--name", help="What it is for. · À quoi il sert.")] = "api",
        write: Annotated[
            bool, typer.Option("--write", help="May import and match; otherwise it only reads. · Peut importer et affecter.")
        ] = False,
        days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it lives. · Durée de vie.")] = 365,
        json: _Json = False,
    ) -> None:
        """Create a token for a program. · Crée un jeton pour un programme."""
        here, own = _enter(context, company)
        from encours.usecases.tokens import create_token as create_

        token = create_(own, user, name=name, may_write=write, now=datetime.now(UTC), days=days)
        if json:
            here.print_json({"schema": "encours.token/1", "company": own.slug, "token": token})
        else:
            here.say(_TOKEN, token=token)

    @tokens.command(name="list")
    def list_tokens(context: typer.Context, company: CompanyOption, json: _Json = False) -> None:
        """The tokens of the company's organization. · Les jetons de l'organisation."""
        here, own = _enter(context, company)
        from encours.usecases.tokens import tokens as tokens_of

        found = tokens_of(own)
        if json:
            listed = [
                {
                    "id": one.id,
                    "user": one.user_name,
                    "name": one.name,
                    "write": one.may_write,
                    "expires_at": one.expires_at,
                    "revoked_at": one.revoked_at,
                }
                for one in found
            ]
            here.print_json({"schema": "encours.tokens/1", "company": own.slug, "tokens": listed})
        for one in () if json else found:
            print_line(
                f"{one.id:>6}  {one.user_name:<32} {one.name:<16} {'write' if one.may_write else 'read':<6} {one.expires_at:%Y-%m-%d} {'revoked' if one.revoked_at else ''}"
            )

    @tokens.command()
    def revoke(
        context: typer.Context,
        token: Annotated[int, typer.Argument(help="Its number in the list. · Son numéro dans la liste.")],
        company: CompanyOption,
    ) -> None:
        """End a token. · Met fin à un jeton."""
        here, own = _enter(context, company)
        from encours.usecases.tokens import end_token

        end_token(own, token, now=datetime.now(UTC))
        here.say(_REVOKED, token=token)


def _enter(context: typer.Context, slug: str) -> tuple[Desk, Company]:
    here = desk(context)
    here.boot()
    from encours.usecases.companies import find_company

    return here, find_company(slug)


def _password(here: Desk, generate: bool) -> str:
    """What the terminal's user types twice; '' where one is to be generated, or where nobody is there to type."""
    if generate or not sys.stdin.isatty():
        return ""
    return str(typer.prompt(_ASK.say(here.language), default="", hide_input=True, show_default=False, confirmation_prompt=True))
