"""GraphiQL 5 at `/graphiql`, from the application's own files.

The page is bundled by esbuild from npm packages that a lockfile pins (`frontend/`). What comes out is not
committed: the wheel carries it, a checkout builds it in the background of its first start. A set of built
files lives in a folder named by the fingerprint of its sources, so it is never stale and never half there.

Knows nothing of the API but its address; only the composition root and the commands import it.
"""
