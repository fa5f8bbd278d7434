"""The accounts' part of Query and Mutation, by what it is about."""

from irontrack.accounts.resolvers.administration import AdministrationMutation, AdministrationQuery
from irontrack.accounts.resolvers.profile import ProfileMutation, ProfileQuery
from irontrack.accounts.resolvers.sign_in import SignInMutation

QUERY_PARTS = (ProfileQuery, AdministrationQuery)
MUTATION_PARTS = (SignInMutation, ProfileMutation, AdministrationMutation)
