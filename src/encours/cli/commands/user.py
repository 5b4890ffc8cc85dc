"""`encours user`."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Annotated

import typer

from encours.cli.desk import desk, print_line
from encours.cli.figures import CompanyOption
from encours.kernel.refusal import Refusal
from encours.kernel.wording import Text

_CREATED = Text(en="User “{name}” may enter “{slug}” as {role}.", fr="L'utilisateur « {name} » accède à « {slug} » en tant que {role}.")
_PASSWORD = Text(en="Password, shown this once: {password}", fr="Mot de passe, affiché cette seule fois : {password}")


class RoleUnknown(Refusal):
    code = "role_unknown"
    message = Text(en="“{role}” is no role.", fr="« {role} » n'est pas un rôle.")
    repair = Text(en="Choose one of: {roles}.", fr="Choisissez parmi : {roles}.")


def register(app: typer.Typer) -> None:
    """Add the commands."""
    group = typer.Typer(no_args_is_help=True, help="Who may enter the office. · Qui accède au bureau.")
    app.add_typer(group, name="user")

    @group.command()
    def create(
        context: typer.Context,
        name: Annotated[str, typer.Argument(help="Name or mail address. · Nom ou adresse de messagerie.")],
        company: CompanyOption,
        role: Annotated[str, typer.Option("--role", metavar="admin|accountant|auditor")] = "admin",
        existing: Annotated[bool, typer.Option("--existing", help="Let in a user that exists. · Admettre un utilisateur existant.")] = False,
    ) -> None:
        """Create a user; the password is generated and shown once. · Crée un utilisateur ; le mot de passe est généré et affiché une fois."""
        from encours.cli.figures import asked, operator
        from encours.usecases.users import ROLES, create_user

        here = desk(context)
        own, _ = asked(here, company)
        if role not in ROLES:
            raise RoleUnknown(role=role, roles=", ".join(ROLES))
        made = create_user(own, name, role=role, actor=operator(), now=datetime.now(UTC), existing=existing)
        here.say(_CREATED, name=made.name, slug=own.slug, role=role)
        if made.password:
            here.say(_PASSWORD, password=made.password)

    @group.command(name="list")
    def list_(context: typer.Context, company: CompanyOption) -> None:
        """The users of a company. · Les utilisateurs d'une société."""
        from encours.cli.figures import asked
        from encours.usecases.users import members

        here = desk(context)
        own, _ = asked(here, company)
        for member in members(own):
            print_line(f"{member.name:<40} {member.role}")

    @group.command()
    def password(context: typer.Context, name: Annotated[str, typer.Argument()], company: CompanyOption) -> None:
        """Give a user a new generated password and end the user's sessions. · Donne un nouveau mot de passe généré."""
        from encours.cli.figures import asked
        from encours.usecases.users import set_password

        here = desk(context)
        own, _ = asked(here, company)
        here.say(_PASSWORD, password=set_password(own, name))
