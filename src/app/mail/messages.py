"""What is written to people. A link carries its token behind `#`, which browsers send to no server and no site."""

from datetime import UTC, datetime

from app.mail.foreign_text import device_name, one_line
from app.mail.message import Button, Facts, Link, Message, Note


def verification(site: str, token: str) -> Message:
    """Ask who registered to show that the address is theirs."""
    return Message(
        "Confirm your e-mail address",
        "Your new account waits for it, for 24 hours.",
        (
            f"Somebody, you we hope, made an account at {_host(site)} with this address.",
            "To confirm it, open this page within 24 hours and enter the password you chose.",
            Button("Confirm this address", f"{site}/verify-email#token={token}"),
            Note("If it was not you, do nothing: without the password there will be no account."),
        ),
        site,
    )


def already_registered(site: str) -> Message:
    """Tell the owner of an account that somebody tried to register with its address, or to change to it."""
    return Message(
        "You already have an account",
        "Somebody, perhaps you, tried to use this address for another one.",
        (
            f"Somebody, perhaps you, tried to use this address for an account at {_host(site)}. It already has one.",
            Button("Sign in", f"{site}/sign-in"),
            Link("Forgot your password?", f"{site}/forgot-password"),
            Note("If it was not you, there is nothing to do: nobody learned that you have an account."),
        ),
        site,
    )


def password_reset(site: str, token: str) -> Message:
    """Let somebody who forgot their password choose another."""
    return Message(
        "Reset your password",
        "The link works for 10 minutes.",
        (
            f"Somebody, you we hope, asked to reset the password of your account at {_host(site)}.",
            "To choose a new one, open this page within 10 minutes.",
            Button("Choose a new password", f"{site}/reset-password#token={token}"),
            Note("If it was not you, do nothing: your password stays as it is."),
        ),
        site,
    )


def password_changed(site: str) -> Message:
    """Tell the owner of an account that its password is another now."""
    return Message(
        "Your password was changed",
        "If it was you, there is nothing to do.",
        (
            f"The password of your account at {_host(site)} was changed, and every other session was signed out.",
            "If it was you, there is nothing to do. If it was not, reset it at once.",
            Button("Reset the password", f"{site}/forgot-password"),
        ),
        site,
    )


def email_confirmation(site: str, token: str) -> Message:
    """Ask who wants to change their address to show that the new one is theirs."""
    return Message(
        "Confirm your new e-mail address",
        "The link works for 10 minutes.",
        (
            f"Somebody, you we hope, wants to use this address for their account at {_host(site)}.",
            "To confirm it, open this page within 10 minutes.",
            Button("Confirm this address", f"{site}/confirm-email#token={token}"),
            Note("If it was not you, do nothing: nothing will change."),
        ),
        site,
    )


def email_changed(site: str, email: str) -> Message:
    """Tell the old address of an account that it has another now."""
    host = _host(site)
    return Message(
        "Your e-mail address was changed",
        "If it was you, there is nothing to do.",
        (
            f"Your account at {host} has another address now, and this one is no longer used.",
            Facts((("New address", one_line(email, 254)),)),
            "If it was you, there is nothing to do. If it was not, somebody else has your account: answer this mail, "
            f"or write to whoever runs {host}.",
        ),
        site,
    )


def new_sign_in(site: str, device: str, address: str, time: str) -> Message:
    """Tell the owner of an account that it was used from a browser or a network that was not seen before.

    Parameters
    ----------
    device
        The User-Agent header of the sign-in. Whoever signs in chooses it, and may not be the owner.
    address
        The network address it came from.
    time
        When, in ISO 8601.
    """
    return Message(
        "New sign-in to your account",
        "If it was you, there is nothing to do.",
        (
            f"Somebody, you we hope, signed in to your account at {_host(site)} from a browser or a network that was "
            "not seen there before.",
            Facts(
                (
                    ("When", _readable(time)),
                    ("Device", device_name(device)),
                    ("Network address", one_line(address, 45)),
                )
            ),
            "If it was you, there is nothing to do. If it was not, choose another password at once, which signs out "
            "every device.",
            Button("Choose another password", f"{site}/forgot-password"),
            Link("See where you are signed in", f"{site}/account/sessions"),
        ),
        site,
    )


def account_deleted(site: str) -> Message:
    """Tell who had an account that it is gone."""
    host = _host(site)
    return Message(
        "Your account was deleted",
        "What belonged to it is removed within the next minutes.",
        (
            f"Your account at {host} was deleted. What belonged to it is removed within the next minutes.",
            "You may use this address for a new account at any time.",
            f"If it was not you, answer this mail, or write to whoever runs {host}.",
        ),
        site,
    )


def _host(site: str) -> str:
    return site.partition("://")[2]


def _readable(time: str) -> str:
    try:
        at = datetime.fromisoformat(time).astimezone(UTC)
    except ValueError:
        return one_line(time, 40)
    return f"{at.day} {at:%B %Y, %H:%M} UTC"
