"""The app of what a deal carries on. It may import boards and deals; neither imports it."""

from django.apps import AppConfig


class ScalingConfig(AppConfig):
    """Reserves the layer above the boards; its first models come with the results boards."""

    name = "scaling"
