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
    from encours.usecases.people.actor import Actor

_CREATED = Text(en="User “{name}” may enter {company} as {role}.", fr="L'utilisateur « {name} » peut entrer dans {company} comme {role}.")
_PASSWORD = Text(en="Password, shown this once: {password}", fr="Mot de passe, affiché cette seule fois : {password}")
_CHANGED = Text(en="Password changed; open sessions of “{name}” have ended.", fr="Mot de passe changé ; les sessions ouvertes de « {name} » sont closes.")
_TOKEN = Text(en="API token, shown this once: {token}", fr="Jeton d'API, affiché cette seule fois : {token}")
_REVOKED = Text(en="Token {token} is revoked.", fr="Le jeton {token} est révoqué.")
_INVITED = Text(en="{email} is invited; the link works once, for seven days: {link}", fr="{email} est invité ; le lien sert une fois, pendant sept jours : {link}")
_ROLE = Text(en="“{name}” is {role} now.", fr="« {name} » est désormais {role}.")
_SUSPENDED = Text(en="“{name}” is out, sessions and tokens included.", fr="« {name} » n'a plus accès, sessions et jetons compris.")
_RESTORED = Text(en="“{name}” may enter again.", fr="« {name} » a de nouveau accès.")
_UNLOCKED = Text(en="“{name}” signs in with the password alone, and can set up a new second factor.", fr="« {name} » se connecte avec le seul mot de passe, et peut configurer un nouveau second facteur.")
_ASK = Text(en="Password (empty: one is generated)", fr="Mot de passe (vide : il sera généré)")

_Name = Annotated[str, typer.Argument(help="Name to sign in with, an e-mail address for example. · Nom de connexion, par exemple une adresse électronique.")]
_Json = Annotated[bool, typer.Option("--json")]
_Generate = Annotated[bool, typer.Option("--generate", help="Generate the password. · Générer le mot de passe.")]


class RoleUnknown(Refusal):
    code = "role_unknown"
    message = Text(en="There is no role “{role}”.", fr="Il n'y a pas de rôle « {role} ».")
    repair = Text(en="Choose owner, admin, manager, accountant, collector or auditor.", fr="Choisissez owner, admin, manager, accountant, collector ou auditor.")


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
        role: Annotated[str, typer.Option("--role", metavar="owner|admin|manager|accountant|collector|auditor")] = "owner",
        existing: Annotated[bool, typer.Option("--existing", help="Let in a user of another company. · Ouvrir à un utilisateur existant.")] = False,
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
            here.print_json({"schema": "encours.user/1", "company": own.slug, "name": made.name, "role": chosen, "password": made.password or None})
            return
        here.say(_CREATED, name=made.name, company=own.name, role=chosen)
        if made.password:
            here.say(_PASSWORD, password=made.password)

    @group.command()
    def invite(
        context: typer.Context,
        email: Annotated[str, typer.Argument(help="Address of a colleague. · Adresse d'un collègue.")],
        company: CompanyOption,
        role: Annotated[str, typer.Option("--role", metavar="accountant|collector|manager|auditor")] = "accountant",
        json: _Json = False,
    ) -> None:
        """Invite a colleague by mail. · Invite un collègue par courriel."""
        here, own = _enter(context, company)
        from django.conf import settings

        from encours.usecases.people.invite import invite as invite_

        base = settings.ENCOURS_PUBLIC_URL or "http://127.0.0.1:8400"
        made = invite_(_actor(own), email, role, language=here.language, link=lambda token: f"{base}/invitation/{token}")
        if json:
            here.print_json({"schema": "encours.invitation/1", "company": own.slug, "email": email, "role": role, "link": made})
        else:
            here.say(_INVITED, email=email, link=made)

    @group.command()
    def role(context: typer.Context, name: _Name, role: Annotated[str, typer.Argument(metavar="owner|admin|manager|accountant|collector|auditor")], company: CompanyOption) -> None:
        """Give a user another role. · Donne un autre rôle."""
        here, own = _enter(context, company)
        from encours.usecases.people.change import give_role
        from encours.usecases.users import ROLES, find_member

        chosen = next((known for known in ROLES if known == role), None)
        if chosen is None:
            raise RoleUnknown(role=role)
        give_role(_actor(own), find_member(own, name).user_id, chosen)
        here.say(_ROLE, name=name, role=chosen)

    @group.command()
    def suspend(context: typer.Context, name: _Name, company: CompanyOption) -> None:
        """Close the company to a user. · Ferme la société à un utilisateur."""
        here, own = _enter(context, company)
        from encours.usecases.people.change import suspend as suspend_
        from encours.usecases.users import find_member

        suspend_(_actor(own), find_member(own, name).user_id)
        here.say(_SUSPENDED, name=name)

    @group.command()
    def restore(context: typer.Context, name: _Name, company: CompanyOption) -> None:
        """Open the company to a user again. · Rouvre la société à un utilisateur."""
        here, own = _enter(context, company)
        from encours.usecases.people.change import restore as restore_
        from encours.usecases.users import find_member

        restore_(_actor(own), find_member(own, name).user_id)
        here.say(_RESTORED, name=name)

    @group.command()
    def unlock(context: typer.Context, name: _Name, company: CompanyOption) -> None:
        """Take away a second factor that was lost. · Retire un second facteur perdu."""
        here, own = _enter(context, company)
        from encours.usecases.account.second_factor import remove_factor
        from encours.usecases.users import find_member

        who = _actor(own)
        remove_factor(find_member(own, name).user_id, now=who.now, delivers=who.delivers, actor=who.name)
        here.say(_UNLOCKED, name=name)

    @group.command(name="list")
    def list_(context: typer.Context, company: CompanyOption, json: _Json = False) -> None:
        """Those who may enter. · Ceux qui peuvent entrer."""
        here, own = _enter(context, company)
        from encours.usecases.users import members

        found = members(own)
        if json:
            listed = [{"name": one.name, "role": one.role, "active": one.may_enter, "last_sign_in": one.last_sign_in} for one in found]
            here.print_json({"schema": "encours.users/1", "company": own.slug, "users": listed})
        for one in () if json else found:
            print_line(f"{one.name:<40} {one.role:<12} {one.last_sign_in.isoformat(timespec='minutes') if one.last_sign_in else '—'}")

    @group.command()
    def password(context: typer.Context, name: _Name, company: CompanyOption, generate: _Generate = False, json: _Json = False) -> None:
        """Give a user a new password. · Donne un nouveau mot de passe."""
        here, own = _enter(context, company)
        from encours.cli.figures import operator
        from encours.usecases.users import set_password

        made = set_password(own, name, _password(here, generate), actor=operator(), now=datetime.now(UTC))
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
        write: Annotated[bool, typer.Option("--write", help="May import and match; otherwise it only reads. · Peut importer et affecter.")] = False,
        days: Annotated[int, typer.Option("--days", min=1, max=3650, help="How long it lives. · Durée de vie.")] = 365,
        json: _Json = False,
    ) -> None:
        """Create a token for a program. · Crée un jeton pour un programme."""
        here, own = _enter(context, company)
        from encours.cli.figures import operator
        from encours.usecases.tokens import create_token as create_

        token = create_(own, user, name=name, may_write=write, now=datetime.now(UTC), days=days, actor=operator())
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
                {"id": one.id, "user": one.user_name, "name": one.name, "write": one.may_write, "expires_at": one.expires_at, "revoked_at": one.revoked_at}
                for one in found
            ]
            here.print_json({"schema": "encours.tokens/1", "company": own.slug, "tokens": listed})
        for one in () if json else found:
            print_line(f"{one.id:>6}  {one.user_name:<32} {one.name:<16} {'write' if one.may_write else 'read':<6} {one.expires_at:%Y-%m-%d} {'revoked' if one.revoked_at else ''}")

    @tokens.command()
    def revoke(context: typer.Context, token: Annotated[int, typer.Argument(help="Its number in the list. · Son numéro dans la liste.")], company: CompanyOption) -> None:
        """End a token. · Met fin à un jeton."""
        here, own = _enter(context, company)
        from encours.cli.figures import operator
        from encours.usecases.tokens import end_token

        end_token(own, token, now=datetime.now(UTC), actor=operator())
        here.say(_REVOKED, token=token)


def _enter(context: typer.Context, slug: str) -> tuple[Desk, Company]:
    here = desk(context)
    here.boot()
    from encours.usecases.companies import find_company

    return here, find_company(slug)


def _actor(own: Company) -> Actor:
    from django.conf import settings

    from encours.cli.figures import operator
    from encours.usecases.people.actor import Actor

    return Actor(own, 0, operator(), datetime.now(UTC), bool(settings.ENCOURS_MAIL_URL))


def _password(here: Desk, generate: bool) -> str:
    """What the terminal's user types twice; '' where one is to be generated, or where nobody is there to type."""
    if generate or not sys.stdin.isatty():
        return ""
    return str(typer.prompt(_ASK.say(here.language), default="", hide_input=True, show_default=False, confirmation_prompt=True))
