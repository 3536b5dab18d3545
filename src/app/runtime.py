"""What one process holds: settings, clients, repositories and services, put together once."""

from collections.abc import Mapping

from app.blocking import run_blocking_in
from app.collection import Collection
from app.collection.layout import Layout
from app.mail.outbox import Outbox
from app.repositories import documents as stored_documents
from app.repositories import sessions as stored_sessions
from app.repositories.account_lists import AccountLists
from app.repositories.attempts import Attempts
from app.repositories.aws import Clients
from app.repositories.configuration import ParameterStore, Secret
from app.repositories.document_changes import DocumentChanges
from app.repositories.document_lists import DocumentLists
from app.repositories.dynamodb import DynamoDB
from app.repositories.idempotency import IdempotencyMarkers
from app.repositories.index_readiness import IndexReadiness
from app.repositories.one_time_tokens import OneTimeTokens
from app.repositories.purges import Purges
from app.repositories.tables import Tables
from app.repositories.tickets import Tickets
from app.repositories.users import Users
from app.security.access_tokens import AccessTokens
from app.security.cursors import Cursors
from app.security.keys import Keys
from app.security.password_rules import PasswordRules
from app.security.passwords import Passwords
from app.security.refresh_tokens import RefreshTokens
from app.services.administration import Administration
from app.services.attempts import AttemptLimits
from app.services.change_feed import ChangeFeed
from app.services.checkout import Checkout
from app.services.deletion import Deletion
from app.services.documents import Documents
from app.services.email_change import EmailChange
from app.services.identity import Identity
from app.services.new_sessions import NewSessions, SessionRules
from app.services.own_export import OwnExport
from app.services.password_change import PasswordChange
from app.services.profiles import Profiles
from app.services.readiness import Readiness
from app.services.reauthentication import Reauthentication
from app.services.refresh import Refresh
from app.services.registration import Registrations
from app.services.sessions import Sessions
from app.services.sign_in import SignIn
from app.services.tickets import TicketOffice
from app.settings import Settings
from app.site import Site


class Runtime:
    """Everything that outlives a request. Nothing here remembers who called."""

    def __init__(
        self, settings: Settings, collections: Mapping[str, Collection], layouts: Mapping[str, Layout]
    ) -> None:
        run = run_blocking_in(in_lambda=settings.in_lambda)
        clients = Clients(settings)
        database = DynamoDB(clients, run)
        keys = Keys(Secret(clients, run, settings.secret_id))
        site = Site(settings, ParameterStore(clients, run))
        users = Users(database, settings.users_table)
        sessions = stored_sessions.Sessions(database, settings.sessions_table, settings.users_table)
        tokens = OneTimeTokens(database, settings.sessions_table)
        attempts = AttemptLimits(Attempts(database, settings.sessions_table))
        passwords = Passwords(run)
        password_rules = PasswordRules(settings.password_min_length)
        access_tokens = AccessTokens(keys, site, settings.access_token_seconds)
        refresh_tokens = RefreshTokens(keys)
        cursors = Cursors(keys)
        rules = SessionRules(
            idle_seconds=settings.session_idle_seconds,
            max_seconds=settings.session_max_seconds,
            refresh_min_age_seconds=settings.refresh_min_age_seconds,
            refresh_leeway_seconds=settings.refresh_leeway_seconds,
        )
        new_sessions = NewSessions(access_tokens, refresh_tokens, rules)

        self.settings = settings
        self.clients = clients
        self.keys = keys
        self.site = site
        self.outbox = Outbox(clients, run, settings.email_from)
        self.identity = Identity(access_tokens, sessions)
        self.registrations = Registrations(
            users,
            sessions,
            tokens,
            passwords,
            password_rules,
            attempts,
            new_sessions,
            self.outbox,
            site,
            settings.registrations_per_network,
        )
        self.sign_in = SignIn(users, sessions, passwords, attempts, new_sessions, self.outbox, site)
        self.refresh = Refresh(sessions, refresh_tokens, new_sessions, rules)
        self.sessions = Sessions(users, sessions, refresh_tokens, self.identity, cursors)
        self.reauthentication = Reauthentication(users, sessions, passwords, attempts)
        self.password_change = PasswordChange(
            users,
            sessions,
            tokens,
            passwords,
            password_rules,
            attempts,
            self.reauthentication,
            self.outbox,
            site,
        )
        self.email_change = EmailChange(users, sessions, tokens, attempts, self.outbox, site)
        self.profiles = Profiles(users)
        purges = Purges(database, settings.data_table)
        self.deletion = Deletion(users, purges, self.outbox, site, settings.authorizer_cache_seconds)
        account_lists = AccountLists(database, settings.users_table)
        self.administration = Administration(users, account_lists, sessions, tokens, self.deletion, cursors, site)
        lists = DocumentLists(database, settings.data_table, layouts)
        self.own_export = OwnExport(users, sessions, lists, cursors, collections)
        readiness = IndexReadiness(database, settings.data_table)
        changes = DocumentChanges(database, settings.data_table, layouts)
        self.change_feed = ChangeFeed(changes, readiness, cursors, layouts)
        self.documents = Documents(
            stored_documents.Documents(database, settings.data_table, layouts),
            lists,
            readiness,
            IdempotencyMarkers(database, settings.sessions_table),
            cursors,
            layouts,
        )
        self.checkout = Checkout(self.documents)
        self.tickets = TicketOffice(Tickets(database, settings.sessions_table))
        tables = Tables(database, (settings.users_table, settings.sessions_table, settings.data_table))
        self.readiness = Readiness(tables, keys, site)
