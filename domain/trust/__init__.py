"""How far what members do is taken on trust: from evidence and time, never from points; it can be lost and regained."""

from domain.members import TrustLevel as TrustLevel
from domain.trust.events import TrustFell as TrustFell
from domain.trust.events import TrustRaised as TrustRaised
from domain.trust.levels import ALLOWS as ALLOWS
from domain.trust.levels import BARS as BARS
from domain.trust.levels import Allowance as Allowance
from domain.trust.levels import Evidence as Evidence
from domain.trust.levels import Figure as Figure
from domain.trust.levels import LostFor as LostFor
from domain.trust.levels import Stand as Stand
from domain.trust.model import TrustStanding as TrustStanding
from domain.trust.policy import has_level as has_level
from domain.trust.policy import may_see as may_see
from domain.trust.policy import require_may_see as require_may_see
from domain.trust.queries import Measure as Measure
from domain.trust.queries import Trust as Trust
from domain.trust.queries import of_member as of_member
from domain.trust.queries import personal_data as personal_data
from domain.trust.recounting import astray as astray
from domain.trust.subscribers import reconsider as reconsider
from domain.trust.use_cases import forget as forget
from domain.trust.use_cases import look as look
from domain.trust.use_cases import look_again as look_again
from domain.trust.use_cases import look_at_all as look_at_all
from domain.trust.use_cases import welcome as welcome
