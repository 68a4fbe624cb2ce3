from django.apps import AppConfig


class ShowroomConfig(AppConfig):
    name = "tests.wagtail.showroom"
    label = "showroom"
    default_auto_field = "django.db.models.BigAutoField"
