"""Views of projects and offices: fetch, authorise, form, one action, answer."""
