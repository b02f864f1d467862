"""Following: a member's wish to hear what happens to an idea."""

from domain.follows.model import Follow as Follow
from domain.follows.queries import count_followed as count_followed
from domain.follows.queries import followed as followed
from domain.follows.queries import followers as followers
from domain.follows.queries import following as following
from domain.follows.queries import has_follower as has_follower
from domain.follows.queries import personal_data as personal_data
from domain.follows.queries import silenced as silenced
from domain.follows.subscribers import author_follows as author_follows
from domain.follows.subscribers import commenter_follows as commenter_follows
from domain.follows.subscribers import recorder_follows as recorder_follows
from domain.follows.use_cases import follow as follow
from domain.follows.use_cases import forget as forget
from domain.follows.use_cases import unfollow as unfollow
