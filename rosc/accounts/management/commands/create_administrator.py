"""The first way into a new portal."""

import getpass
import os
from argparse import ArgumentParser
from typing import Any

from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.core.validators import validate_email

from rosc.accounts import actions


class Command(BaseCommand):
    help = "Make an administrator who signs in with EMAIL. Asks for a password."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("email")
        parser.add_argument("--name", default="Administrator")

    def handle(self, *args: Any, **options: Any) -> None:
        email = options["email"]
        try:
            validate_email(email)
            password = self.ask_password()
            validate_password(password)
            actions.create_administrator(email=email, name=options["name"], password=password)
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        self.stdout.write(f"{email.lower()} can now sign in as an administrator.")

    def ask_password(self) -> str:
        """From ADMINISTRATOR_PASSWORD, for machines, or typed twice."""
        given = os.environ.get("ADMINISTRATOR_PASSWORD")
        if given:
            return given
        password = getpass.getpass("Password (12 characters or more): ")
        if password != getpass.getpass("The same again: "):
            raise CommandError("The two passwords differ.")
        return password
