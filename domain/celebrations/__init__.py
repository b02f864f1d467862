"""What was brought to a member and they haven't looked at yet: points for outcomes, and badges."""

from domain.celebrations.model import Celebration as Celebration
from domain.celebrations.queries import Moment as Moment
from domain.celebrations.queries import moment as moment
from domain.celebrations.queries import personal_data as personal_data
from domain.celebrations.queries import some_new as some_new
from domain.celebrations.subscribers import keep as keep
from domain.celebrations.use_cases import forget as forget
from domain.celebrations.use_cases import see as see
