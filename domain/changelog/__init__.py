"""What was built, told to everybody: entries that name the ideas they deliver and thank who backed them."""

from domain.changelog.events import ChangelogDiscarded as ChangelogDiscarded
from domain.changelog.events import ChangelogDrafted as ChangelogDrafted
from domain.changelog.events import ChangelogExtended as ChangelogExtended
from domain.changelog.events import ChangelogPublished as ChangelogPublished
from domain.changelog.events import ChangelogRevised as ChangelogRevised
from domain.changelog.model import IDEAS_MOST as IDEAS_MOST
from domain.changelog.model import ChangelogEntry as ChangelogEntry
from domain.changelog.model import ChangelogRevision as ChangelogRevision
from domain.changelog.policy import may_write as may_write
from domain.changelog.policy import require_may_write as require_may_write
from domain.changelog.queries import choices as choices
from domain.changelog.queries import delivered as delivered
from domain.changelog.queries import delivering as delivering
from domain.changelog.queries import drafts as drafts
from domain.changelog.queries import edition as edition
from domain.changelog.queries import listed as listed
from domain.changelog.queries import named as named
from domain.changelog.queries import named_by as named_by
from domain.changelog.queries import personal_data as personal_data
from domain.changelog.queries import revisions as revisions
from domain.changelog.queries import visible as visible
from domain.changelog.use_cases import NotDelivered as NotDelivered
from domain.changelog.use_cases import discard as discard
from domain.changelog.use_cases import draft as draft
from domain.changelog.use_cases import publish as publish
from domain.changelog.use_cases import revise as revise
