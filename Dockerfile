# The portal's image: styles and packages are built aside, so that neither compiler nor Node is in it.
FROM node:24-slim AS look
WORKDIR /portal
COPY package.json package-lock.json ./
RUN npm ci --no-audit --no-fund
COPY static/src static/src
RUN npm run build

FROM python:3.12-slim AS packages
COPY requirements.txt .
RUN python -m venv /venv && /venv/bin/pip install --no-cache-dir --requirement requirements.txt

FROM python:3.12-slim
ENV PATH=/venv/bin:$PATH PYTHONDONTWRITEBYTECODE=1 PYTHONUNBUFFERED=1
RUN useradd --uid 10001 --no-create-home --shell /usr/sbin/nologin portal
WORKDIR /portal
COPY --from=packages /venv /venv
COPY . .
COPY --from=look /portal/static/build static/build
# Production settings insist on their secrets; these exist for this one command only.
RUN PRODUCTION=true SECRET_KEY="$(head -c 48 /dev/urandom | base64 -w0)" \
    ENCRYPTION_KEYS="build:$(head -c 32 /dev/urandom | base64 -w0)" \
    DATABASE_URL=postgres://nobody@127.0.0.1:1/none REDIS_URL=redis://127.0.0.1:1/0 \
    PORTAL_URL=https://portal.example ALLOWED_HOSTS=portal.example \
    python manage.py collectstatic --noinput
USER portal
EXPOSE 8000
CMD ["gunicorn", "rosc.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--threads", "4", \
     "-c", "python:rosc.gunicorn", "--worker-tmp-dir", "/dev/shm", "--no-control-socket"]
