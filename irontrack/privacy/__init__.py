"""Privacy: what concerns everything of a person at once, over all domains.

Invariants: deleting an account is one transaction, after which nothing of the person is left but what they
published: public templates, and the units inside public plans, without an author. The last superuser is never
deleted.
"""
