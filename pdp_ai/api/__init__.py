"""The JSON API: another face, for programs. Needs the extra ``pdp_ai[api]``.

path("pdp-ai/api/v1/", pdp_ai.api.v1.urls)
"""
