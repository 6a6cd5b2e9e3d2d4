"""Boosted trees without LightGBM: its model text is read, evaluated and explained by our own kernels.

Here lives what turns the text of a LightGBM model into flat tables (`text`, `tree`, `ensemble`), and rows of
features into raw scores (`predict`) and exact TreeSHAP contributions (`contributions`). For these `paths` and `twigs`
find what can be known before a row is, `layout`, `fold` and `plan` put it down, `ways`, `walk` and `lanes` use it.
Nothing here fits a model, knows a feature by name, or imports LightGBM, pandas or scikit-learn.
"""
