"""How good recommendations are, on ratings that the models have not seen."""
