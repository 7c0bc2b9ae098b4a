from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("deals", "0004_records")]

    operations = [
        migrations.AddField(
            model_name="deal",
            name="invented",
            field=models.BooleanField(
                default=False,
                help_text="Its partners, or some of them, were put together as an example.",
                verbose_name="example",
            ),
        ),
    ]
