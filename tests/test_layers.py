"""What import-linter cannot see: foreign keys named by strings go down the layers too."""

from django.apps import apps

ORDER = ["deals", "boards", "scaling"]


def test_no_model_points_at_a_higher_app() -> None:
    for app in ORDER:
        for model in apps.get_app_config(app).get_models():
            for field in model._meta.get_fields():
                if field.is_relation and field.concrete and field.related_model:
                    target = field.related_model._meta.app_label
                    if target in ORDER:
                        assert ORDER.index(target) <= ORDER.index(app), field
