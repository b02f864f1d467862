"""Images in ideas, comments and offers: drawn anew from what was uploaded, and seen by whoever sees the thing."""

from domain.images.events import ImagesPlaced as ImagesPlaced
from domain.images.folder import Folder as Folder
from domain.images.folder import FolderAway as FolderAway
from domain.images.model import ALTERNATIVE_MOST as ALTERNATIVE_MOST
from domain.images.model import IMAGES_MOST as IMAGES_MOST
from domain.images.model import Image as Image
from domain.images.policy import visible_to as visible_to
from domain.images.queries import Shown as Shown
from domain.images.queries import by_ids as by_ids
from domain.images.queries import content as content
from domain.images.queries import files as files
from domain.images.queries import personal_data as personal_data
from domain.images.queries import shown as shown
from domain.images.queries import visible as visible
from domain.images.use_cases import Described as Described
from domain.images.use_cases import announce as announce
from domain.images.use_cases import forget as forget
from domain.images.use_cases import hold as hold
from domain.images.use_cases import keep as keep
from domain.images.use_cases import let_go as let_go
from domain.images.use_cases import place as place
from domain.images.use_cases import remove_with_ask as remove_with_ask
from domain.images.use_cases import remove_with_comment as remove_with_comment
from domain.images.use_cases import tidy as tidy
from domain.images.workshop import Picture as Picture
from domain.images.workshop import Workshop as Workshop
