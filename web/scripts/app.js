// Small comforts over pages that work without them. The server puts these modules together into one file.

import "./keep.js";
import "./votes.js";
import "./swaps.js";
import "./menus.js";
import "./palette.js";
import "./keys.js";
import "./exposures.js";
import "./images.js";
import "./bell.js";
import "./offline.js";
import "./board.js";
import "./live.js";
