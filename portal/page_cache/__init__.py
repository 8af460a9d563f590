"""Public pages for visitors without a cookie, answered before anything else runs.

Three parts, each of which can be understood alone:

- ``changes``: database triggers that tell every process when public content was committed,
- ``middleware``: which answers are the same for everybody and may be kept,
- ``wsgi``: keeps them in the process's memory and answers from there.

Why it is built like this: docs/decisions/0062-anonymous-pages-from-memory.md.
"""
