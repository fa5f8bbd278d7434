"""Sharing: who may read and who may change a template, and what is seen of other people.

Vocabulary: a template is *private* to its owner, *shared* with those who hold a *grant*, or *public* to
everyone who is signed in. A grant is to an account, or as an *invitation* to an address, for whoever has it.
Grants count only while the status is shared. System templates are everyone's to read.

Invariants: every path to a template asks the predicates that stand here, once; what they refuse looks absent.
Nothing tells the owner whether an invited address has an account. Another person is seen as an id and a
display name, and only as an author of what the caller may read, or as the caller's own grantee.
"""
