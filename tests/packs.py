"""A pack as an operator may write it, with what the shipped one does not have."""

NIGHTFALL = """
[[source]]
id = "ours"
title = "A note without a publisher"
link = "https://example.org/note"

[[source]]
id = "paper"
title = "All about *Nightfall*"
publication = "The _Paper_"
date = "2025-12"

[[film]]
id = "nightfall-2026"
title = "Nightfall"
year = 2026

[[film]]
id = "twins-1988"
title = "Mirror Twins"
year = 1988

[[film]]
id = "twins-2019"
title = "Mirror Twins"
year = 2019

[[person]]
id = "ann-bell"
name = "Ann Bell"

[[person]]
id = "ann-belle"
name = "Ann Bell"

[[person]]
id = "cid-dorn"
name = "Cid Dorn"

[[credit]]
film = "nightfall-2026"
person = "ann-bell"
job = "director"
sources = [{ source = "paper" }]

[[credit]]
film = "nightfall-2026"
person = "cid-dorn"
job = "director"
sources = [{ source = "paper" }]

[[credit]]
film = "nightfall-2026"
person = "cid-dorn"
job = "actor"
uncredited = true
sources = [{ source = "ours" }]

[[release]]
film = "nightfall-2026"
kind = "cinema"
country = "GB"
date = "2026-03-01"
sources = [{ source = "paper", place = "page 2" }]

[[release]]
film = "twins-2019"
kind = "premiere"
date = "2026-05"
sources = [{ source = "paper" }]

[[fact]]
id = "nightfall-budget"
film = "nightfall-2026"
topic = "budget"
text = "It cost *nothing* @everyone."
status = "disputed"
sources = [{ source = "ours" }, { source = "paper", place = "page 3" }]

[[quote]]
id = "bell-one"
film = "nightfall-2026"
speaker = "ann-bell"
topic = "light"
text = "We waited for the dark."
sources = [{ source = "paper" }]

[[quote]]
id = "belle-one"
film = "twins-1988"
speaker = "ann-belle"
topic = "mirrors"
text = "Look twice."
sources = [{ source = "paper" }]
"""
