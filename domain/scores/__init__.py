"""How much an idea would bring for what it costs, in the team's own reckoning: it helps to sort, and never decides."""

from domain.scores.events import IdeaScored as IdeaScored
from domain.scores.events import ScoreWeightsRevised as ScoreWeightsRevised
from domain.scores.formula import CONFIDENCES as CONFIDENCES
from domain.scores.formula import IMPACTS as IMPACTS
from domain.scores.formula import Suggestion as Suggestion
from domain.scores.formula import Weights as Weights
from domain.scores.formula import value as value
from domain.scores.model import Score as Score
from domain.scores.model import ScoreWeights as ScoreWeights
from domain.scores.queries import current as current
from domain.scores.queries import personal_data as personal_data
from domain.scores.queries import present as present
from domain.scores.queries import suggestion as suggestion
from domain.scores.queries import values as values
from domain.scores.queries import weights as weights
from domain.scores.queries import weights_before as weights_before
from domain.scores.use_cases import WeightsChangedMeanwhile as WeightsChangedMeanwhile
from domain.scores.use_cases import revise_weights as revise_weights
from domain.scores.use_cases import score as score
