"""The texts. A link carries its token behind `#`, which browsers send to no server and to no other site."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Message:
    """A mail without its address."""

    subject: str
    text: str


def verification(site: str, token: str) -> Message:
    """Ask who registered to show that the address is theirs."""
    return Message(
        "Confirm your e-mail address",
        f"""\
Somebody, you we hope, made an account at {site} with this address.

To confirm it, open this page within 24 hours and enter the password you chose:

{site}/verify-email#token={token}

If it was not you, do nothing: without the password there will be no account.
""",
    )


def already_registered(site: str) -> Message:
    """Tell the owner of an account that somebody tried to register with its address, or to change to it."""
    return Message(
        "You already have an account",
        f"""\
Somebody, perhaps you, tried to use this address for an account at {site}. It already has one.

Sign in:               {site}/sign-in
Forgot your password?  {site}/forgot-password

If it was not you, there is nothing to do: nobody learned that you have an account.
""",
    )


def password_reset(site: str, token: str) -> Message:
    """Let somebody who forgot their password choose another."""
    return Message(
        "Reset your password",
        f"""\
Somebody, you we hope, asked to reset the password of your account at {site}.

To choose a new one, open this page within 10 minutes:

{site}/reset-password#token={token}

If it was not you, do nothing: your password stays as it is.
""",
    )


def password_changed(site: str) -> Message:
    """Tell the owner of an account that its password is another now."""
    return Message(
        "Your password was changed",
        f"""\
The password of your account at {site} was changed, and every other session was signed out.

If it was not you, reset it at once: {site}/forgot-password
""",
    )


def email_confirmation(site: str, token: str) -> Message:
    """Ask who wants to change their address to show that the new one is theirs."""
    return Message(
        "Confirm your new e-mail address",
        f"""\
Somebody, you we hope, wants to use this address for their account at {site}.

To confirm it, open this page within 10 minutes:

{site}/confirm-email#token={token}

If it was not you, do nothing: nothing will change.
""",
    )


def email_changed(site: str, email: str) -> Message:
    """Tell the old address of an account that it has another now."""
    return Message(
        "Your e-mail address was changed",
        f"""\
Your account at {site} now has the address {email}, and this one is no longer used.

If it was not you, somebody else has your account: answer this mail, or write to whoever runs {site}.
""",
    )


def new_sign_in(site: str, device: str, address: str, time: str) -> Message:
    """Tell the owner of an account that it was used from a browser or a network that was not seen before."""
    return Message(
        "New sign-in to your account",
        f"""\
Somebody, you we hope, signed in to your account at {site}.

When:    {time}
Where:   {address}
Device:  {device}

If it was not you, choose another password at once: {site}/forgot-password
""",
    )


def account_deleted(site: str) -> Message:
    """Tell who had an account that it is gone."""
    return Message(
        "Your account was deleted",
        f"""\
Your account at {site} was deleted. What belonged to it is removed within the next minutes.
""",
    )
