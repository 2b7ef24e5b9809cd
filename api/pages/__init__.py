"""Pages for people: one file for each page, with a template of the same name in `templates/`.

`frame` is what all of them stand in (sign-in, forms, clocks, layout), `drawing` makes strips and charts. A page asks
the same questions as `/v1` and the command line, and works without JavaScript.
"""
