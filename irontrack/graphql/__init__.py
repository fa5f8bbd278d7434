"""GraphQL over HTTP for any set of domains: transport, context, batches, Relay shapes, scalars, problems.

Nothing here knows an exercise from a session. A domain states its types and batches with what stands here;
`irontrack.schema` puts the schema together, `irontrack.app` serves it.

Vocabulary: a *batch* answers one relation for all its parents with one statement. A *problem* is what an
input means to the product and is part of a mutation's result; an *error* is about the caller or the transport
and stands in `errors[]`.
"""
