"""The example site: what `manage.py load_example_site` fills an empty portal with."""
