"""The community as its admin shapes it: name, zone, hue, who may read and join, the hours an answer has."""

from domain.community.events import CommunityRevised as CommunityRevised
from domain.community.model import LANGUAGES as LANGUAGES
from domain.community.model import Community as Community
from domain.community.model import Joining as Joining
from domain.community.model import Reading as Reading
from domain.community.model import Reason as Reason
from domain.community.model import ReasonKind as ReasonKind
from domain.community.queries import NotSetUp as NotSetUp
from domain.community.queries import current as current
from domain.community.queries import exists as exists
from domain.community.queries import reason as reason
from domain.community.queries import reasons as reasons
from domain.community.queries import synonyms as synonyms
from domain.community.use_cases.holidays import add_holidays as add_holidays
from domain.community.use_cases.holidays import day_of as day_of
from domain.community.use_cases.holidays import remove_holiday as remove_holiday
from domain.community.use_cases.reasons import LastReason as LastReason
from domain.community.use_cases.reasons import ReasonKnown as ReasonKnown
from domain.community.use_cases.reasons import add_reason as add_reason
from domain.community.use_cases.reasons import bring_back_reason as bring_back_reason
from domain.community.use_cases.reasons import rename_reason as rename_reason
from domain.community.use_cases.reasons import retire_reason as retire_reason
from domain.community.use_cases.shaping import SetUpAlready as SetUpAlready
from domain.community.use_cases.shaping import revise as revise
from domain.community.use_cases.shaping import revise_synonyms as revise_synonyms
from domain.community.use_cases.shaping import set_up as set_up
