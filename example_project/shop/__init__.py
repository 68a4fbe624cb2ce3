"""A small storefront that knows nothing of pdp_ai, except where its admins offer to generate media."""
