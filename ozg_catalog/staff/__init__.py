"""The digitalisation officer's section of the staff pages."""
