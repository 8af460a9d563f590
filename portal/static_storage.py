"""Static files under names that change with their content, also those that scripts import.

Without the second half a browser that keeps files for a year (deploy/nginx) would mix new scripts
with old modules after an update.
"""

from whitenoise.storage import CompressedManifestStaticFilesStorage


class HashedStaticFiles(CompressedManifestStaticFilesStorage):
    support_js_module_import_aggregation = True
