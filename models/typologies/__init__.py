"""Typologies: named patterns that a reviewer would recognise, tested on the vector.

`test` is what a typology consists of, as frozen data; `orders` and `payments` hold all of them by place, `accounts`
changed accounts; `catalogue` puts them together with what each forces unless a policy says otherwise, `detect` runs
them on vectors of any layout, `codec` keeps them as bytes. Texts are those of the reason with the same code in `features.catalogue.reasons`.
"""
