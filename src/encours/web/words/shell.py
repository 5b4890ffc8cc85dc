"""Words of the frame, the door, messages and lists."""

from encours.kernel.wording import Text

SHELL: dict[str, Text] = {
    "shell.skip": Text(en="Skip to the content", fr="Aller au contenu"),
    "shell.menu": Text(en="Menu", fr="Menu"),
    "shell.nav": Text(en="Main navigation", fr="Navigation principale"),
    "shell.search": Text(en="Customer or document", fr="Client ou pièce"),
    "shell.find": Text(en="Find", fr="Chercher"),
    "shell.sandbox": Text(
        en="Sandbox: the data of this company are invented.", fr="Bac à sable : les données de cette société sont inventées."
    ),
    "shell.sandbox_label": Text(en="Sandbox", fr="Bac à sable"),
    "shell.other_language": Text(en="Français", fr="English"),
    "shell.switch_company": Text(en="Change company", fr="Changer de société"),
    "shell.sign_out": Text(en="Sign out", fr="Se déconnecter"),
    "shell.foot": Text(en="Figures as of {day} · {zone} · Encours {version}", fr="Chiffres au {day} · {zone} · Encours {version}"),
    "nav.home": Text(en="Home", fr="Accueil"),
    "nav.aging": Text(en="Aged balance", fr="Balance âgée"),
    "nav.customers": Text(en="Customers", fr="Clients"),
    "nav.review": Text(en="Receipts", fr="Encaissements"),
    "nav.bank": Text(en="Bank lines", fr="Lignes bancaires"),
    "nav.reminders": Text(en="Reminders", fr="Relances"),
    "nav.penalties": Text(en="Late payment", fr="Pénalités"),
    "nav.indicators": Text(en="Key figures", fr="Indicateurs"),
    "nav.imports": Text(en="Imports", fr="Imports"),
    "door.title": Text(en="Sign in", fr="Se connecter"),
    "door.name": Text(en="User name", fr="Nom d’utilisateur"),
    "door.password": Text(en="Password", fr="Mot de passe"),
    "door.enter": Text(en="Sign in", fr="Se connecter"),
    "door.busy": Text(en="Signing in…", fr="Connexion…"),
    "door.link_title": Text(en="Enter the demonstration", fr="Entrer dans la démonstration"),
    "door.link_text": Text(
        en="This link signs you in once, on this machine.", fr="Ce lien vous connecte une seule fois, sur cette machine."
    ),
    "door.link_enter": Text(en="Enter", fr="Entrer"),
    "door.companies": Text(en="Your companies", fr="Vos sociétés"),
    "door.no_company": Text(
        en="You belong to no organization yet. An administrator lets you in with “encours user create --existing”.",
        fr="Vous n’appartenez encore à aucune organisation. Un administrateur vous l’ouvre avec « encours user create --existing ».",
    ),
    "error.title_400": Text(en="This request cannot be understood", fr="Cette demande n’est pas comprise"),
    "error.title_403": Text(en="You may not do this", fr="Vous ne pouvez pas faire cela"),
    "error.title_404": Text(en="There is nothing here", fr="Il n’y a rien ici"),
    "error.title_413": Text(en="This is too large", fr="C’est trop volumineux"),
    "error.title_422": Text(en="This was refused", fr="C’est refusé"),
    "error.title_500": Text(en="Encours made a mistake", fr="Encours a commis une erreur"),
    "error.text_400": Text(
        en="Go back, check what you entered and try again.", fr="Revenez en arrière, vérifiez votre saisie et réessayez."
    ),
    "error.text_403": Text(
        en="Your role allows reading only, or the page was open for too long. Go back, reload it and try again.",
        fr="Votre rôle ne permet que la lecture, ou la page est restée ouverte trop longtemps. Revenez en arrière, rechargez-la et réessayez.",
    ),
    "error.text_404": Text(
        en="The address is wrong, or what it names belongs to another company. Nothing was changed.",
        fr="L’adresse est inexacte, ou ce qu’elle désigne appartient à une autre société. Rien n’a été modifié.",
    ),
    "error.text_500": Text(
        en="Nothing that was recorded is lost. Try again; if it comes back, give the reference {reference} to whoever runs this installation.",
        fr="Rien de ce qui est enregistré n’est perdu. Réessayez ; si cela se reproduit, donnez la référence {reference} à la personne qui gère cette installation.",
    ),
    "error.home": Text(en="To the home page", fr="Aller à l’accueil"),
    "error.too_large": Text(en="All files together may have {limit} MB.", fr="L’ensemble des fichiers peut faire {limit} Mo."),
    "list.next": Text(en="Next page", fr="Page suivante"),
    "list.first": Text(en="First page", fr="Première page"),
    "list.shown": Text(en="{shown} of {count}", fr="{shown} sur {count}"),
    "list.nothing": Text(en="Nothing to show.", fr="Aucune ligne."),
    "list.no_match": Text(en="Nothing fits these filters.", fr="Rien ne correspond à ces filtres."),
    "list.clear": Text(en="Clear filters", fr="Effacer les filtres"),
    "list.apply": Text(en="Show", fr="Afficher"),
    "list.more": Text(en="More filters", fr="Plus de filtres"),
    "list.all": Text(en="All", fr="Tous"),
    "list.total": Text(en="Total", fr="Total"),
    "list.as_of": Text(en="As of", fr="Situation au"),
    "list.known_at": Text(en="As known on", fr="Telle que connue le"),
    "list.known_hint": Text(en="Empty: all that is known now", fr="Vide : tout ce qui est connu aujourd’hui"),
    "list.currency": Text(en="Currency", fr="Devise"),
    "list.amounts_in": Text(en="Amounts in {currency}", fr="Montants en {currency}"),
    "role.admin": Text(en="administrator", fr="administrateur"),
    "role.accountant": Text(en="accountant", fr="comptable"),
    "role.auditor": Text(en="auditor, reads only", fr="auditeur, lecture seule"),
}
