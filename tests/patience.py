"""How long a test waits for a condition before it says that it never came.

Nothing asserts on it: a machine that is busy with other things has had its turn by then.
"""

PATIENCE = 60  # seconds
PATIENCE_MS = PATIENCE * 1000  # as browsers count
