"""Sharing: who may read and who may change a template.

Vocabulary: a template is *private* to its owner, *shared* with those who hold a *grant*, or *public* to
everyone who is signed in. Grants count only while the status is shared. System templates are everyone's to
read.

Invariant: every path to a template asks the predicates that stand here, once; what they refuse looks absent.
"""
