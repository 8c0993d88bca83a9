"""The `.tlmodel` container: members, hashes, safe reading. Knows no network."""
