"""Posts: where something is checked on the way: a checkpoint, a forest gate, a closed road.

The *checks* in force at a post are a dated edition, which is a file: what is asked, each with a few options, and rules
in CEL that lead to an *outcome*: pass, check here, register, divert, turn back, refer. Every combination of options is
tried when a file is loaded, and makes a table: a phone without a network decides as the house does.
"""
