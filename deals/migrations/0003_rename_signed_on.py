from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("deals", "0002_cache_table")]

    operations = [
        migrations.RenameField("partner", "signed_on", "since"),
    ]
