"""Bulletins (通报): composed from the one standing, worded in two forms, checked before anybody sees them.

`composing` makes a `Bulletin` from a standing and from who has reported in time, `wording.bulletins` says it,
`reconciling` refuses what does not add up; `timing` tells when one is due, `review` how it is looked over.
"""
