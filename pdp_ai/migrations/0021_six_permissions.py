from django.db import migrations

#: Until now the first was asked where the second is asked now: whoever holds it goes on doing what they did.
FOLLOWS = (
    ("mediadraft", "generate", "mediadraft", "cancel", "Can cancel jobs and set them aside"),
    ("style", "change_style", "style", "edit_style", "Can make, change, try out and delete styles"),
)


def hand_on(apps, schema_editor):
    permissions = apps.get_model("auth", "Permission").objects.using(schema_editor.connection.alias)
    types = apps.get_model("contenttypes", "ContentType").objects.using(schema_editor.connection.alias)
    for old_model, old, model, codename, name in FOLLOWS:
        held = permissions.filter(
            content_type__app_label="pdp_ai", content_type__model=old_model, codename=old
        ).first()
        if held is None:  # a new database: nobody holds anything, and Django makes the permissions after the migrations
            continue
        content_type, _made = types.get_or_create(app_label="pdp_ai", model=model)
        new, _made = permissions.get_or_create(
            content_type=content_type, codename=codename, defaults={"name": name}
        )
        for group in held.group_set.all():
            group.permissions.add(new)
        for user in held.user_set.all():
            user.user_permissions.add(new)


class Migration(migrations.Migration):
    dependencies = [
        ('pdp_ai', '0020_room_indexes'),
        ("auth", "0012_alter_user_first_name_max_length"),
        ("contenttypes", "0002_remove_content_type_name"),
    ]

    operations = [
        migrations.AlterModelOptions(
            name="style",
            options={
                "ordering": ["name"],
                "permissions": [("edit_style", "Can make, change, try out and delete styles")],
                "verbose_name": "style",
                "verbose_name_plural": "styles",
            },
        ),
        migrations.RunPython(hand_on, migrations.RunPython.noop),
    ]
