/** What every page runs. */
import htmx from "htmx.org";

// Nothing here rewrites the address bar, so the browser's own history stays in charge.
htmx.config.history = false;
