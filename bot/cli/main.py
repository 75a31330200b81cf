"""Entry of the command line. Exit status: 0 done; 1 the work failed; 2 the call or its input was wrong."""

from __future__ import annotations

import logging
import sys

import click

from bot.cli import taking_over  # noqa: F401 - adds to report and plan
from bot.cli.bulletins import bulletin
from bot.cli.data import export
from bot.cli.desk import calendar, inbox, settle
from bot.cli.groups import groups
from bot.cli.history import history
from bot.cli.intake import notice, replies, roster
from bot.cli.items import item, leader
from bot.cli.lights import light
from bot.cli.outbox import outbox
from bot.cli.plans import plan
from bot.cli.pushing import agenda_command, ladder, pause_command, resume_command
from bot.cli.reviewing import owed_command, report
from bot.cli.running import db, demo, doctor, serve
from bot.cli.simulating import simulate_command
from bot.cli.standing import close, refuse, reopen, standing
from bot.cli.units import unit
from bot.logs import set_up_logs
from bot.settings import read_settings
from handlers.errors import DuchaError, InputError, OvertakenError, SettingsError, StandsError


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="ducha", prog_name="ducha")
@click.option("--by", metavar="NAME", help="Who gives the command, where several share one login.")
def cli(by: str | None) -> None:
    """ducha 督查: the supervision office's bot for WeCom and DingTalk.

    Try everything on one machine, without any account: ducha demo
    """


_COMMANDS = (
    *(demo, serve, db, doctor),
    *(notice, roster, groups, unit, settle, calendar, item, leader),
    *(standing, plan, report, close, refuse, reopen, light, history, bulletin),
    *(agenda_command, ladder, pause_command, resume_command),
    *(replies, inbox, outbox, export, simulate_command),
)
for command in _COMMANDS:
    cli.add_command(command)
cli.add_command(owed_command, "owed")


def main() -> None:
    """Run the command line and end the process; a known error is one line (or a list of rows) on stderr."""
    set_up_logs(logging.ERROR)
    try:
        cli(standalone_mode=False)
    except click.ClickException as error:
        click.echo(f"{error.format_message()}（用法见 ducha --help）".replace("\n", " "), err=True)
        sys.exit(2)
    except click.exceptions.Exit as error:
        sys.exit(error.exit_code)
    except click.Abort:
        sys.exit(1)
    except OvertakenError as error:
        replace = "；确要改动请加 --replace" if isinstance(error, StandsError) else ""
        click.echo(f"{error.spoken(read_settings().zone)}{replace}", err=True)
        sys.exit(2)
    except (InputError, SettingsError) as error:
        click.echo(str(error), err=True)
        sys.exit(2)
    except DuchaError as error:
        click.echo(str(error), err=True)
        sys.exit(1)
