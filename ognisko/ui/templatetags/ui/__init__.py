"""The component tags: every page is made of these, so a change of look is made once.

Each tag is compiled with its signature: a missing or unknown argument is a TemplateSyntaxError before any page is
served. All of them are shown with their states at /ui/.
"""

from ognisko.ui.templatetags.ui.blocks import (
    card,
    definition_list,
    dialog,
    empty_state,
    help_block,
    history,
    message_block,
    part,
    section,
    stat,
    stats,
)
from ognisko.ui.templatetags.ui.buttons import button, link_button
from ognisko.ui.templatetags.ui.forms import error_summary, field, filter_bar
from ognisko.ui.templatetags.ui.lists import breadcrumbs, export_links, pagination, table, tabs, timeline, toasts
from ognisko.ui.templatetags.ui.marks import badge, icon, initials, number, status
from ognisko.ui.templatetags.ui.pictures import progress, ribbon, share_bars, target_bar, week_bars
from ognisko.ui.templatetags.ui.shared import register

__all__ = [
    "badge",
    "breadcrumbs",
    "button",
    "card",
    "definition_list",
    "dialog",
    "empty_state",
    "error_summary",
    "export_links",
    "field",
    "filter_bar",
    "help_block",
    "history",
    "icon",
    "initials",
    "link_button",
    "message_block",
    "number",
    "pagination",
    "part",
    "progress",
    "register",
    "ribbon",
    "section",
    "share_bars",
    "stat",
    "stats",
    "status",
    "table",
    "tabs",
    "target_bar",
    "timeline",
    "toasts",
    "week_bars",
]
