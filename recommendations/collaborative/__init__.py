"""What can be learnt from who rated what: models, trained and kept as artefacts."""
