"""The top floor as a Django app, so that its error pages and their translations are found."""

from typing import Any

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """The top floor: it has pages of its own (errors, health) and no tables."""

    name = "ognisko.config"
    label = "config"

    def ready(self) -> None:
        """Let Django's classes take type arguments when they run, as they do in the type checker's eyes.

        Called first of all apps, before any admin.py or forms.py is imported.
        """
        from django.contrib.admin.options import BaseModelAdmin
        from django.forms.models import BaseModelForm, ModelChoiceField

        def itself(cls: type[Any], argument: object) -> type[Any]:
            return cls

        generics: tuple[Any, ...] = (BaseModelAdmin, BaseModelForm, ModelChoiceField)
        for generic in generics:
            if not hasattr(generic, "__class_getitem__"):
                generic.__class_getitem__ = classmethod(itself)
