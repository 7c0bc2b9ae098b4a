// At the door one says for which organisation one comes. The page works without this file.

import { helpChoosing } from "./who.js";

helpChoosing(document.querySelector("form[data-who-form]"));
