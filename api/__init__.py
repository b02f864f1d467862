"""The GraphQL face: one typed contract over the domain, for programs.

It promises: each answer says in `extensions.cost` what was asked for; what is too deep, too wide or too dear
is refused before it runs; a failure has a code that stays; an expected refusal of a mutation is data, not an
error; lists are Relay connections; ids and cursors are opaque; nobody changes anything with a cookie alone.
Rules about the product live in `domain`: a resolver here decides nothing.
"""
