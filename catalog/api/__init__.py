"""The seven questions over HTTP. `config/api.py` mounts them and says who may ask how often."""
