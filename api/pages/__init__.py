"""Pages for people: a folder for each part of the menu, a file for each page, and a template for each in `templates/`.

`frame` is what all of them stand in (sign-in, forms, clocks, layout), `drawing` makes strips and charts. A page asks
the same questions as `/v1` and the command line, and works without JavaScript.
"""
