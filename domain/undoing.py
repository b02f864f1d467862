"""How long what somebody undid or threw away by hand is kept for them to have it back."""

from datetime import timedelta
from typing import Final

from domain.errors import Conflict, _

UNDO_FOR: Final = timedelta(days=1)


class NothingToUndo(Conflict):
    """It was undone before, or it is of a kind that stays."""

    code = "nothing_to_undo"
    message = _("This was undone already, or it is something that can’t be undone.")
