"""Looking over a running installation, and saying in sentences what is right and what is wrong.

Each check is a function of its inputs that returns a `Finding`; `rounds.look_over` gives them what this
installation has. Nothing secret is ever said: no key, no password, no endpoint.
"""
