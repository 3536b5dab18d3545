"""What one process holds: settings, clients, repositories and services, put together once."""

from app.blocking import run_blocking_in
from app.repositories import documents as stored_documents
from app.repositories.aws import Clients
from app.repositories.configuration import ParameterStore, Secret
from app.repositories.dynamodb import DynamoDB
from app.repositories.sessions import Sessions
from app.repositories.tables import Tables
from app.repositories.users import Users
from app.security.access_tokens import AccessTokens
from app.security.cursors import Cursors
from app.security.keys import Keys
from app.security.passwords import Passwords
from app.security.refresh_tokens import RefreshTokens
from app.services.documents import Documents
from app.services.identity import Identity
from app.services.profiles import Profiles
from app.services.readiness import Readiness
from app.services.registration import Registrations
from app.services.sign_in import SessionRules, SignIn
from app.settings import Settings
from app.site import Site


class Runtime:
    """Everything that outlives a request. Nothing here remembers who called."""

    def __init__(self, settings: Settings) -> None:
        run = run_blocking_in(in_lambda=settings.in_lambda)
        clients = Clients(settings)
        database = DynamoDB(clients, run)
        sessions = Sessions(database, settings.sessions_table, settings.users_table)
        passwords = Passwords(run)
        keys = Keys(Secret(clients, run, settings.secret_id))

        self.settings = settings
        self.site = Site(settings, ParameterStore(clients, run))
        users = Users(database, settings.users_table)
        access_tokens = AccessTokens(keys, self.site, settings.access_token_seconds)
        self.profiles = Profiles(users)
        self.identity = Identity(access_tokens, sessions)
        self.registrations = Registrations(users, passwords, settings.password_min_length)
        self.sign_in = SignIn(
            users,
            sessions,
            passwords,
            access_tokens,
            RefreshTokens(keys),
            self.identity,
            SessionRules(
                idle_seconds=settings.session_idle_seconds,
                max_seconds=settings.session_max_seconds,
                refresh_min_age_seconds=settings.refresh_min_age_seconds,
                refresh_leeway_seconds=settings.refresh_leeway_seconds,
            ),
        )
        self.documents = Documents(stored_documents.Documents(database, settings.data_table), Cursors(keys))
        tables = Tables(database, (settings.users_table, settings.sessions_table, settings.data_table))
        self.readiness = Readiness(tables, keys, self.site)
