"""The Django application that owns the schema."""

from django.apps import AppConfig


class StoreConfig(AppConfig):
    name = "encours.store"
    label = "store"
