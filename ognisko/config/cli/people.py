"""Commands that let people in and show the settings: createadmin, reset-second-factor, settings, manage."""

from __future__ import annotations

import contextlib
import sys

import click

from ognisko.config import environment as env
from ognisko.config.cli.base import EXIT_CODES, NO, Fault, database, main, say, user_of


@main.command(epilog=EXIT_CODES)
@click.option("--email", prompt="E-mail", help="With what they log in.")
@click.option("--name", prompt="First and last name", help="As others see them.")
@click.password_option(help="Asked for when not given; at least 10 characters.")
def createadmin(email: str, name: str, password: str) -> None:
    """Create an administrator, who may log in and invite everybody else.

    \b
    Example:
      ognisko createadmin --email anna@example.org --name "Anna Kowalska"
    """
    with database():
        from django.contrib.auth import get_user_model
        from django.contrib.auth.password_validation import validate_password
        from django.core.exceptions import ValidationError
        from django.core.validators import validate_email
        from django.db import IntegrityError

        users = get_user_model()
        try:
            validate_email(email)
            validate_password(password, user=users(email=email, name=name))
        except ValidationError as reason:
            raise Fault("\n".join(reason.messages)) from reason
        try:
            users.objects.create_superuser(email=email, password=password, name=name)
        except IntegrityError as reason:
            raise Fault(f"Somebody with the address {email} exists already.") from reason
    say(f"{name} may log in at {env.address()}.")


@main.command("reset-second-factor", epilog=EXIT_CODES)
@click.argument("email", metavar="E-MAIL")
@click.option("--reason", required=True, metavar="TEXT", help="Why; the history and the person's letter say it.")
def reset_second_factor(email: str, reason: str) -> None:
    """Let somebody in who has lost their second factor, when no other administrator can.

    Their app, keys and recovery codes stop working and their sessions end; they set up new ones after the password.

    \b
    Example:
      ognisko reset-second-factor anna@example.org --reason "lost her phone, was here in person"
    """
    with database():
        from ognisko.accounts.actions import NoReasonError
        from ognisko.accounts.actions import reset_second_factor as reset

        user = user_of(email)
        if user is None:
            raise Fault("Name somebody by their e-mail.")
        try:
            reset(user, reason=reason, by=None)
        except NoReasonError as missing:
            raise Fault("Give a reason: the history keeps it.") from missing
    say(f"{user} logs in with the password and then sets up a new second factor.")


@main.command(epilog=EXIT_CODES)
@click.option("--markdown", is_flag=True, help="As docs/settings.md.")
def settings(markdown: bool) -> None:
    """List the settings, all of which come from the environment.

    With OGNISKO_PRODUCTION=1 it also says what keeps Ognisko from starting, and then ends with 1.
    """
    if markdown:
        click.echo(env.as_markdown(), nl=False)
        return
    click.echo(env.as_text(), nl=False)
    if env.production() and (found := env.problems()):
        for sentence in found:
            say(f"Production: {sentence}")
        sys.exit(NO)


@main.command(hidden=True, context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def manage(arguments: tuple[str, ...]) -> None:
    """Run one of Django's own commands, for developers; what changes tables runs as their owner."""
    from django.core.management import execute_from_command_line

    with database():
        if arguments == ("migrate",):
            from ognisko.config import database as roles

            roles.migrate()
            return
        owner: contextlib.AbstractContextManager[None] = contextlib.nullcontext()
        if arguments and arguments[0] in {"migrate", "flush", "pgtrigger", "dbshell"}:
            from ognisko.config.database import as_owner

            owner = as_owner()
        with owner:
            execute_from_command_line(["ognisko manage", *arguments])
