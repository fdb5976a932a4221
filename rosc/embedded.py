def urls():
    raise RuntimeError("set DATABASE_URL")
