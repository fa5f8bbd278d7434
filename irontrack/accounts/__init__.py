"""Accounts: who a person is, what they may do in general, and their sign-ins.

Vocabulary: an *account* has one *role*; the superuser role and the superuser flag always agree. A *sign-in
family* is one sign-in on one device: every token issued for it names it, and ending it ends them all. A
person has three faces: `Viewer` for oneself, `User` for others, `Account` for administration.

Invariants: an e-mail address belongs to one account whatever its case. What fails at sign-in is never told:
unknown, wrong and inactive get the same answer in the same time.
"""
