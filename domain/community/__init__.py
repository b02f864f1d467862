"""The community as its admin shapes it: name, zone, hue, who may read and join, and the labels of statuses."""

from domain.community.events import CommunityRevised as CommunityRevised
from domain.community.model import LANGUAGES as LANGUAGES
from domain.community.model import Community as Community
from domain.community.model import Joining as Joining
from domain.community.model import Reading as Reading
from domain.community.queries import NotSetUp as NotSetUp
from domain.community.queries import current as current
from domain.community.queries import exists as exists
from domain.community.queries import synonyms as synonyms
from domain.community.use_cases import SetUpAlready as SetUpAlready
from domain.community.use_cases import revise as revise
from domain.community.use_cases import revise_synonyms as revise_synonyms
from domain.community.use_cases import set_up as set_up
