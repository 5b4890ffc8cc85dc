"""Where the versions of the API are hung."""

from __future__ import annotations

from django.urls import path

from encours.api.v1.api import api

urlpatterns = [path("v1/", api.urls)]
