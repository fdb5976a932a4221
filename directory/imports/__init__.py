"""Reading what others publish: one module a format, each giving the payloads of `payload.py`."""
